import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Deadline } from '@countersign/oscal/clock/deadline'
import { noticesOf } from './notices.ts'

const hourMs = 3_600_000
const nowMs = Date.UTC(2026, 10, 24, 12)
const due = (hours: number, state: Deadline['state'] = hours < 0 ? 'overdue' : 'running'): Deadline => ({
  regimeId: 'nis2',
  stageId: 'early-warning',
  title: 'Early warning',
  article: 'Art. 23(4)(a)',
  state,
  dueMs: nowMs + hours * hourMs,
  isProvisional: false,
  steps: [],
})

describe('notices of deadlines', () => {
  test('come a day before, and again four hours before', () => {
    assert.deepEqual(noticesOf([due(25)], nowMs), [])
    assert.deepEqual(noticesOf([due(20)], nowMs), [
      {
        event: 'report-due',
        statement: 'Early warning (Art. 23(4)(a)) is due 2026-11-25 08:00 UTC, within 24 hours.',
      },
    ])
    assert.match(noticesOf([due(4)], nowMs)[0]?.statement ?? '', /within 4 hours/)
  })

  test('say it when one has passed', () => {
    assert.deepEqual(noticesOf([due(-1)], nowMs), [
      { event: 'report-overdue', statement: 'Early warning (Art. 23(4)(a)) was due 2026-11-24 11:00 UTC.' },
    ])
  })

  test('stay away when the report was sent, is not owed, or has no number', () => {
    const settled = (['submitted', 'submitted-late', 'not-owed', 'waiting'] as const).map((state) =>
      due(1, state),
    )
    assert.deepEqual(noticesOf(settled, nowMs), [])
  })
})

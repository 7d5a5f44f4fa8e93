import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Retention, retentionDaysMax } from '@countersign/api/retention'
import fc from 'fast-check'
import { dayMilliseconds, daysMax, daysOf, draftOf, goesWith, putOf } from './retention-draft.ts'

const oldestAt = '2026-01-01T00:00:00.000Z'
const oldestMs = Date.parse(oldestAt)
const kept = { oldestAt, nextDeletionAt: null, lastDeletion: null, defaultDays: 365 }
const retention: Retention = {
  classes: [
    { class: 'events', days: 180, isDefault: false, ...kept },
    { class: 'unparsed', days: 365, isDefault: true, ...kept },
    { class: 'findings', days: 365, isDefault: true, ...kept },
    { class: 'incidents', days: 9, isDefault: false, ...kept },
  ],
  formats: [{ format: 'nginx-access', days: 30, oldestAt, nextDeletionAt: null }],
}

test('opening what is kept and saving it changes nothing', () => {
  assert.deepEqual(putOf(draftOf(retention)), {
    events: 180,
    unparsed: 'default',
    findings: 'default',
    incidents: 9,
    formats: { 'nginx-access': 30 },
  })
})

test('days are whole and between one and a hundred years; anything else saves nothing', () => {
  for (const text of ['', '0', '-1', '1.5', '1e3', '36501', 'x']) assert.equal(daysOf(text), undefined, text)
  assert.equal(daysOf('36500'), 36_500)
  assert.equal(daysMax, retentionDaysMax)
  const draft = draftOf(retention)
  const wrong = { ...draft, formats: [{ format: 'ocsf', days: '' }] }
  assert.equal(putOf(wrong), undefined)
})

test('something goes now exactly when the oldest is older than the days', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 36_500 }), fc.integer({ min: 0, max: 40_000 }), (days, age) => {
      const goes = goesWith(oldestAt, days, oldestMs + age * dayMilliseconds)
      assert.equal(goes.kind, age > days ? 'now' : 'later')
      if (goes.kind === 'later') assert.equal(goes.atMs, oldestMs + days * dayMilliseconds)
    }),
  )
  assert.deepEqual(goesWith(null, 1, oldestMs), { kind: 'nothing-there' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FindingEvent } from '@countersign/api/incident'
import fc from 'fast-check'
import { markPx, marksOf, spanAround } from './timeline-marks.ts'

const event = (atMs: number): FindingEvent => ({
  eventId: `e${atMs}`,
  time: new Date(atMs).toISOString(),
  action: 'GetSecretValue',
  outcome: 'success',
  identityKey: null,
  sessionKey: null,
  issuedSessionKey: null,
  host: null,
  sourceIp: null,
  resource: null,
  format: 'aws-cloudtrail',
})
const span = { fromMs: 0, toMs: 100_000 }

test('events far apart have a mark each, close ones share one', () => {
  const marks = marksOf([event(1_000), event(1_500), event(90_000)], span, 800)
  assert.deepEqual(
    marks.map(({ events }) => events.length),
    [2, 1],
  )
})

test('no two marks are closer than a finger needs, and no event of the span is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 120_000 })),
      fc.integer({ min: 0, max: 2_000 }),
      (times, width) => {
        const marks = marksOf(times.map(event), span, width)
        for (const [at, mark] of marks.entries())
          assert.ok(at === 0 || mark.leftPx - (marks[at - 1]?.leftPx ?? 0) >= markPx)
        const shown = marks.reduce((sum, { events }) => sum + events.length, 0)
        assert.equal(shown, times.filter((at) => at <= span.toMs).length)
      },
    ),
  )
})

test('zooming into a mark tells its events apart unless they share one moment', () => {
  const [mark] = marksOf([event(1_000), event(1_500)], span, 800)
  assert.ok(mark !== undefined)
  const inside = spanAround(mark)
  assert.ok(inside !== undefined && inside.fromMs < 1_000 && inside.toMs > 1_500)
  assert.equal(spanAround({ leftPx: 0, events: [event(5), event(5)] }), undefined)
})

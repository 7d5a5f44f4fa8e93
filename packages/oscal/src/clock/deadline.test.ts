import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shippedRegimes } from '../shipped/shipped.ts'
import { type ClockInput, deadlinesOf } from './deadline.ts'
import { goldenDeadlines, goldenDifferences } from './golden-deadlines.ts'
import { outerEndMs, strictEndMs } from './period.ts'

const golden = goldenDeadlines()

test('every deadline that was worked out by hand from the articles comes out the same', () => {
  assert.ok(golden.cases.length >= 60, `${golden.cases.length} cases`)
  for (const one of golden.cases)
    assert.deepEqual(
      goldenDifferences(one, golden.daysOff),
      [],
      `${one.regime} ${one.stage}, aware ${one.aware}: ${one.because}`,
    )
})

test('each case names its article, and every stage of every regime has a case', () => {
  for (const { article, because } of golden.cases) assert.ok(article !== '' && because !== '')
  const covered = new Set(golden.cases.map(({ regime, stage }) => `${regime} ${stage}`))
  const stages = [...shippedRegimes().values()].flatMap(({ id, stages }) =>
    stages.map((stage) => `${id} ${stage.id}`),
  )
  assert.deepEqual(
    stages.filter((stage) => !covered.has(stage)),
    [],
  )
})

const zones = fc.constantFrom('Europe/Berlin', 'Europe/Lisbon', 'Europe/Helsinki', 'Atlantic/Azores', 'UTC')
const moments = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2036, 0, 1) })
const lengths = fc.record({
  unit: fc.constantFrom('hours' as const, 'days' as const, 'months' as const),
  count: fc.integer({ min: 1, max: 72 }),
})

test('the end under Regulation 1182/71 is never before the strict end, which is never before the start', () => {
  fc.assert(
    fc.property(moments, lengths, zones, (startMs, length, timeZone) => {
      const place = { timeZone, holidays: new Set(['2026-12-25', '2027-01-01']) }
      const strict = strictEndMs(startMs, length, place)
      assert.ok(strict > startMs)
      assert.ok(outerEndMs(startMs, length, place) >= strict)
    }),
  )
})

test('becoming aware later never makes a deadline earlier', () => {
  const regimes = [...shippedRegimes().values()]
  fc.assert(
    fc.property(
      moments,
      fc.nat(400_000),
      fc.constantFrom(...regimes),
      zones,
      (awareMs, laterSeconds, regime, timeZone) => {
        const input = (ms: number): ClockInput => ({
          awareMs: ms,
          moments: {},
          submissions: {},
          traits: new Set(['high-risk']),
          place: { timeZone, holidays: new Set() },
          nowMs: awareMs,
        })
        const before = deadlinesOf(regime, input(awareMs))
        const after = deadlinesOf(regime, input(awareMs + laterSeconds * 1000))
        for (const [at, { dueMs }] of before.entries())
          if (dueMs !== undefined) assert.ok((after[at]?.dueMs ?? 0) >= dueMs)
      },
    ),
  )
})

test('a deadline explains itself with times, zone and articles', () => {
  const dora = shippedRegimes().get('dora')!
  const [initial] = deadlinesOf(dora, {
    awareMs: Date.parse('2026-11-27T20:00:00+01:00'),
    moments: { classified: Date.parse('2026-11-27T22:00:00+01:00') },
    submissions: {},
    traits: new Set(),
    place: { timeZone: 'Europe/Berlin', holidays: new Set() },
    nowMs: Date.parse('2026-11-27T22:00:00+01:00'),
  })
  assert.match(
    initial!.steps[0]!,
    /^4 hours from classified at 2026-11-27 22:00\+01:00 Europe\/Berlin: 2026-11-28 02:00/,
  )
  assert.match(initial!.steps.at(-1)!, /noon of the next working day, 2026-11-30 12:00.*Art\. 5\(4\)/)
})

test('a list of days off that never ends is refused, not followed', () => {
  const holidays = new Set<string>()
  for (let day = Date.UTC(2026, 10, 28); day < Date.UTC(2028, 0, 1); day += 86_400_000)
    holidays.add(new Date(day).toISOString().slice(0, 10))
  const start = Date.parse('2026-10-28T12:00:00Z')
  assert.throws(
    () => outerEndMs(start, { unit: 'months', count: 1 }, { timeZone: 'UTC', holidays }),
    /days off in a row/,
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rfc3339, timeMsOf } from './time.ts'

test('times as sources write them are read to the millisecond', () => {
  const expected = Date.UTC(2026, 2, 4, 9, 15, 27, 120)
  for (const text of [
    '2026-03-04T09:15:27.12Z',
    '2026-03-04T09:15:27.120Z',
    '2026-03-04T09:15:27.1204567Z',
    '2026-03-04 09:15:27.120',
    '2026-03-04T10:15:27.12+01:00',
    '2026-03-04 10:15:27.120 +0100',
    '2026-03-04 09:15:27.120 UTC',
    '1772615727.12',
    '1772615727120',
    '1772615727120000',
    '1772615727120000000',
  ])
    assert.equal(timeMsOf(text), expected, text)
  assert.equal(timeMsOf(1_772_615_727.12), expected)
  assert.equal(timeMsOf('2026-03-04'), Date.UTC(2026, 2, 4))
})

test('what is no time is none', () => {
  for (const value of [
    '',
    'now',
    '2026',
    '2026-13-04T09:15:27Z',
    '2026-03-04T25:15:27Z',
    '2026-03-04T09:15:27.Z',
    '2026-03-04T09:15:2xZ',
    '2026-03-04T09:15:27Zulu',
    'x'.repeat(100),
    Number.NaN,
    -1,
    0,
    1e300,
    true,
    null,
    {},
    undefined,
  ])
    assert.equal(timeMsOf(value), undefined, JSON.stringify(value))
})

const instants = fc.date({
  min: new Date('0100-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

test('every instant survives being written and read', () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const ms = instant.getTime()
      const text = rfc3339(ms)
      return text === instant.toISOString() && timeMsOf(text) === ms && timeMsOf(text.slice(0, -1)) === ms
    }),
  )
})

test('reading by position agrees with the language about every day, hour and second there is and is not', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'))
  fc.assert(
    fc.property(
      fc.integer({ min: 1900, max: 2199 }),
      two,
      two,
      two,
      two,
      two,
      (year, ...[mo, d, h, mi, s]) => {
        const text = `${year}-${mo}-${d}T${h}:${mi}:${s}Z`
        const parsed = Date.parse(text)
        return timeMsOf(text) === (Number.isNaN(parsed) ? undefined : parsed)
      },
    ),
    { numRuns: 2000 },
  )
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { dueTime, isQuiet, type Schedule } from './due-time.ts'
import { isTimeZone, minuteOfDay, nextDaily, nextHourly } from './local-time.ts'

const berlin = 'Europe/Berlin'
const at = (text: string) => Date.parse(text)
const shown = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')
const night = { from: '22:00', to: '07:00', timeZone: berlin }
const plain: Schedule = { quietHours: null, digest: null, criticalPierces: true }

describe('quiet hours', () => {
  test('hold a message until they end, by the wall clock of their zone', () => {
    const schedule = { ...plain, quietHours: night }
    // 2026-01-10 23:30 in Berlin is UTC+1.
    assert.deepEqual(dueTime(at('2026-01-10T22:30:00Z'), false, schedule), {
      dueMs: at('2026-01-11T06:00:00Z'),
      isDigest: false,
    })
    const noon = at('2026-01-10T11:00:00Z')
    assert.equal(dueTime(noon, false, schedule).dueMs, noon)
  })

  test('end an hour earlier in UTC on the morning on which clocks went forward, and later when they went back', () => {
    const schedule = { ...plain, quietHours: night }
    assert.equal(shown(dueTime(at('2026-03-28T22:00:00Z'), false, schedule).dueMs), '2026-03-29T05:00:00Z')
    assert.equal(shown(dueTime(at('2026-10-24T21:00:00Z'), false, schedule).dueMs), '2026-10-25T06:00:00Z')
  })

  test('that end at a time which is jumped over end at the jump', () => {
    const quietHours = { from: '22:00', to: '02:30', timeZone: berlin }
    const due = dueTime(at('2026-03-28T22:00:00Z'), false, { ...plain, quietHours }).dueMs
    assert.equal(shown(due), '2026-03-29T01:00:00Z')
  })

  test('are pierced by what is critical, when that is wanted', () => {
    const midnight = at('2026-01-10T23:00:00Z')
    assert.equal(dueTime(midnight, true, { ...plain, quietHours: night }).dueMs, midnight)
    const deaf = { quietHours: night, digest: null, criticalPierces: false }
    assert.ok(dueTime(midnight, true, deaf).dueMs > midnight)
  })

  test('of the same time twice last all day; within a day they begin and end at their minutes', () => {
    assert.ok(isQuiet(at('2026-01-10T12:00:00Z'), { from: '08:00', to: '08:00', timeZone: berlin }))
    const lunch = { from: '12:00', to: '13:00', timeZone: 'UTC' }
    assert.ok(isQuiet(at('2026-01-10T12:00:00Z'), lunch))
    assert.ok(!isQuiet(at('2026-01-10T13:00:00Z'), lunch))
  })
})

describe('a digest', () => {
  test('of the day comes at its local time, also across a change of clocks', () => {
    const digest = { every: 'day', at: '08:00', timeZone: 'America/New_York' } as const
    const due = (text: string) => shown(dueTime(at(text), false, { ...plain, digest }).dueMs)
    assert.equal(due('2026-03-07T12:00:00Z'), '2026-03-07T13:00:00Z')
    assert.equal(due('2026-03-07T13:00:00Z'), '2026-03-08T12:00:00Z')
    assert.equal(due('2026-11-01T10:00:00Z'), '2026-11-01T13:00:00Z')
  })

  test('at a time that happens twice comes once, at the first', () => {
    const digest = { every: 'day', at: '02:30', timeZone: berlin } as const
    const first = dueTime(at('2026-10-24T20:00:00Z'), false, { ...plain, digest }).dueMs
    assert.equal(shown(first), '2026-10-25T00:30:00Z')
    assert.equal(shown(dueTime(first, false, { ...plain, digest }).dueMs), '2026-10-26T01:30:00Z')
  })

  test('of the hour comes at its minute, also where offsets are no whole hours', () => {
    const digest = { every: 'hour', minute: 0, timeZone: 'Asia/Kathmandu' } as const
    const { dueMs, isDigest } = dueTime(at('2026-01-10T12:00:00Z'), false, { ...plain, digest })
    assert.deepEqual([shown(dueMs), isDigest], ['2026-01-10T12:15:00Z', true])
  })

  test('that falls into quiet hours waits for their end', () => {
    const digest = { every: 'hour', minute: 0, timeZone: berlin } as const
    const { dueMs } = dueTime(at('2026-01-10T21:30:00Z'), false, { ...plain, digest, quietHours: night })
    assert.equal(shown(dueMs), '2026-01-11T06:00:00Z')
  })
})

describe('local times', () => {
  const zones = [
    'UTC',
    berlin,
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'America/Sao_Paulo',
  ]
  const instants = fc.integer({ min: at('2010-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })

  test('the next daily time lies ahead, within two days, and shows the minute or the end of a jump over it', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom(...zones),
        (now, minute, zone) => {
          const next = nextDaily(now, minute, zone)
          assert.ok(next > now)
          assert.ok(next - now <= 49 * 3_600_000, `${zone} ${shown(now)} ${minute} ${shown(next)}`)
          if (minuteOfDay(next, zone) === minute) return
          // Jumped over: a moment earlier the clock was still before it.
          const jump = (minuteOfDay(next, zone) - minuteOfDay(next - 1000, zone) + 1440) % 1440
          assert.ok(jump > 1, `${zone} ${shown(now)} ${minute} ${shown(next)}`)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('the next hourly time lies ahead and shows the minute', () => {
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 0, max: 59 }),
        fc.constantFrom(...zones),
        (now, minute, zone) => {
          const next = nextHourly(now, minute, zone)
          assert.ok(next > now && next - now <= 2 * 3_600_000)
          assert.equal(minuteOfDay(next, zone) % 60, minute)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a zone that does not exist is known to be none', () => {
    assert.ok(isTimeZone(berlin))
    assert.ok(!isTimeZone('Europe/Atlantis'))
  })
})

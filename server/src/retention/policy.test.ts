import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits } from '../platform/limits.ts'
import { cutOffMs, dayMilliseconds, deletionsOf, policyOf } from './policy.ts'

const usual = {
  events: 'default',
  unparsed: 'default',
  findings: 'default',
  incidents: 'default',
  formats: {},
} as const

test('what nobody chose is the default of the limits', () => {
  const { days, isDefault, defaultDays } = policyOf({ ...usual, findings: 7 }, defaultLimits)
  assert.deepEqual(days, { events: 365, unparsed: 90, findings: 7, incidents: 1095 })
  assert.equal(defaultDays.findings, 730)
  assert.deepEqual(isDefault, { events: true, unparsed: true, findings: false, incidents: true })
})

test('every event falls under one deletion: its format’s, or that of all others', () => {
  const policy = policyOf({ ...usual, formats: { 'nginx-access': 5 } }, defaultLimits)
  const nowMs = 1000 * dayMilliseconds
  assert.deepEqual(deletionsOf(policy, nowMs).slice(0, 2), [
    { kind: 'format', format: 'nginx-access', beforeMs: 995 * dayMilliseconds },
    { kind: 'other-formats', named: ['nginx-access'], beforeMs: 635 * dayMilliseconds },
  ])
})

test('a cut-off is a whole moment in the past, never in the future, never before 1970', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 8.64e15, noNaN: true }),
      fc.integer({ min: 1, max: 36_500 }),
      (now, days) => {
        const cut = cutOffMs(now, days)
        assert.ok(Number.isSafeInteger(cut) && cut >= 0)
        assert.ok(cut === 0 || cut <= now - days * dayMilliseconds)
      },
    ),
  )
})

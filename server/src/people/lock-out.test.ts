import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Attempts, beginAttempt, failureMemorySeconds } from './lock-out.ts'

const untried: Attempts = { failures: 0, lastAtMs: 0, lockedUntilMs: 0 }
const limits = { signInFailuresFree: 5, signInLockMaxSeconds: 900 }

function attempt(before: Attempts, nowMs: number): Attempts | 'locked' {
  const outcome = beginAttempt(before, nowMs, limits)
  return outcome.kind === 'begun' ? outcome.attempts : 'locked'
}

test('however attempts are spread, no more get through than the waits allow', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 200 }), (pauses) => {
      let now = 1_000_000
      let state = untried
      let through = 0
      for (const pause of pauses) {
        now += pause
        const outcome = attempt(state, now)
        if (outcome === 'locked') continue
        state = outcome
        through++
      }
      const spanSeconds = (now - 1_000_000) / 1000
      // The n-th attempt beyond the free ones has waited 1 + 2 + … + 2^(n-1) s, at most 900 s each.
      const waited = Array.from({ length: Math.max(0, through - limits.signInFailuresFree) }, (_, n) =>
        Math.min(900, 2 ** n),
      ).reduce((sum, seconds) => sum + seconds, 0)
      assert.ok(waited <= spanSeconds, `${through} attempts in ${spanSeconds} s`)
    }),
  )
})

test('the wait doubles, stays at its limit, and failures of yesterday are forgotten', () => {
  let state = untried
  let now = 0
  const waits: number[] = []
  for (let failure = 0; failure < 20; failure++) {
    state = attempt(state, now) as Attempts
    waits.push((state.lockedUntilMs - now) / 1000)
    now = state.lockedUntilMs
  }
  assert.deepEqual(waits.slice(0, 9), [0, 0, 0, 0, 1, 2, 4, 8, 16])
  assert.equal(waits.at(-1), 900)
  const next = attempt(state, now + failureMemorySeconds * 1000 + 1) as Attempts
  assert.deepEqual([next.failures, next.lockedUntilMs - next.lastAtMs], [1, 0])
})

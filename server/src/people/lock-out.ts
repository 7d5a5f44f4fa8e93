/** Failures older than this are forgotten. */
export const failureMemorySeconds = 24 * 60 * 60

export type Attempts = {
  readonly failures: number
  readonly lastAtMs: number
  readonly lockedUntilMs: number
}

export type LockOutLimits = { readonly signInFailuresFree: number; readonly signInLockMaxSeconds: number }

/**
 * An attempt counts as failed from its start, so that many at once cannot slip through; success forgets it. Answers what
 * to store, or how long to wait. The wait after the free failures is 1 s, 2 s, 4 s … up to the limit.
 */
export function beginAttempt(
  before: Attempts,
  nowMs: number,
  limits: LockOutLimits,
):
  | { readonly kind: 'begun'; readonly attempts: Attempts }
  | { readonly kind: 'locked'; readonly waitSeconds: number } {
  if (before.lockedUntilMs > nowMs)
    return { kind: 'locked', waitSeconds: Math.ceil((before.lockedUntilMs - nowMs) / 1000) }
  const isForgotten = nowMs - before.lastAtMs > failureMemorySeconds * 1000
  const failures = isForgotten ? 1 : before.failures + 1
  const lockedUntilMs = nowMs + lockSeconds(failures, limits) * 1000
  return { kind: 'begun', attempts: { failures, lastAtMs: nowMs, lockedUntilMs } }
}

function lockSeconds(failures: number, { signInFailuresFree, signInLockMaxSeconds }: LockOutLimits): number {
  const beyond = failures - signInFailuresFree
  return beyond < 0 ? 0 : Math.min(signInLockMaxSeconds, 2 ** Math.min(beyond, 30))
}

/** Time comes in through this, so that a run can be replayed. Milliseconds since 1970-01-01 UTC. */
export type Clock = { readonly now: () => number }

export const systemClock: Clock = { now: () => Date.now() }

import { defaultSimulation, type SimulationOptions } from '@countersign/range/simulation'

export type DemoOptions = {
  /** Lines a second over all companies. */
  readonly eventsPerSecond: number
  readonly seed: number
}

export const demoDefaults: DemoOptions = { eventsPerSecond: 20, seed: 1 }
/** A window of the simulation is held in memory as a whole. */
export const demoRateMax = 200

const historySeconds = 3600
/** Long enough for each story once, told to its end. */
const liveWindowSeconds = 1800
/** After a pause shorter than this nothing is told of the time between. */
const pauseSeconds = 5

/** The hour before the first start, with each story once. */
export function firstHistory(nowMs: number, { eventsPerSecond, seed }: DemoOptions): SimulationOptions {
  return {
    ...defaultSimulation,
    seed,
    eventsPerSecond,
    startMs: nowMs - historySeconds * 1000,
    durationSeconds: historySeconds,
    firstStorySeconds: 600,
    storyEverySeconds: 900,
  }
}

/** The quiet time while the demo was stopped, an hour at most; undefined when there was none to speak of. */
export function missedHistory(
  toldUntilMs: number,
  nowMs: number,
  { eventsPerSecond, seed }: DemoOptions,
): SimulationOptions | undefined {
  const startMs = Math.max(toldUntilMs, nowMs - historySeconds * 1000)
  const durationSeconds = Math.floor((nowMs - startMs) / 1000)
  if (durationSeconds < pauseSeconds) return undefined
  return {
    ...defaultSimulation,
    seed: seedAt(seed, startMs),
    eventsPerSecond,
    startMs,
    durationSeconds,
    firstStorySeconds: durationSeconds + 1,
  }
}

/** What happens from now on, window after window, each with every story once. */
export function liveWindow(startMs: number, { eventsPerSecond, seed }: DemoOptions): SimulationOptions {
  return {
    ...defaultSimulation,
    seed: seedAt(seed, startMs),
    eventsPerSecond,
    startMs,
    durationSeconds: liveWindowSeconds,
    firstStorySeconds: 60,
    storyEverySeconds: 600,
  }
}

/** Another day in the same company: no two windows tell the same. */
function seedAt(seed: number, startMs: number): number {
  return (seed * 1009 + Math.floor(startMs / 1000)) % 1_000_000_007
}

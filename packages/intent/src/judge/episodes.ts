import type { LabelledEvent } from '../sequence/intent-event.ts'
import { timeBucket, timeBuckets } from '../sequence/time-bucket.ts'

/**
 * How often a type came, in episodes: events of one type on one entity with no longer pause than the gap are one, because
 * a burst is one piece of evidence and not a thousand. An episode with any attack in it is one of attack.
 */
export type Evidence = {
  benignEvents: number
  attackEvents: number
  benignEpisodes: number
  attackEpisodes: number
  /** Most events of the type on one entity within ten minutes by the clock. */
  peak: number
  /** Pauses between the beginnings of episodes on one entity, counted by class of time. */
  readonly pauses: number[]
}

export const peakWindowMs = 600_000

export function emptyEvidence(): Evidence {
  const pauses = Array.from({ length: timeBuckets }, () => 0)
  return { benignEvents: 0, attackEvents: 0, benignEpisodes: 0, attackEpisodes: 0, peak: 0, pauses }
}

type OpenEpisode = { beganMs: number; lastMs: number; attack: boolean; window: number; inWindow: number }

function countPause({ pauses }: Evidence, pauseMs: number): void {
  const bucket = timeBucket(pauseMs)
  pauses[bucket] = (pauses[bucket] as number) + 1
}

/** Adds one tenant's events, in order of time, to the evidence by type. */
export function addEvidence(
  byType: Map<string, Evidence>,
  events: readonly LabelledEvent[],
  gapMs: number,
): void {
  const open = new Map<string, OpenEpisode>()
  for (const event of events) {
    const evidence = byType.get(event.type) ?? emptyEvidence()
    byType.set(event.type, evidence)
    const attack = event.label === 'attack'
    if (attack) evidence.attackEvents += 1
    else evidence.benignEvents += 1
    const key = JSON.stringify([event.entity, event.type])
    const window = Math.floor(event.timeMs / peakWindowMs)
    const episode = open.get(key)
    if (episode === undefined || event.timeMs - episode.lastMs > gapMs) {
      open.set(key, { beganMs: event.timeMs, lastMs: event.timeMs, attack, window, inWindow: 1 })
      if (episode !== undefined) countPause(evidence, event.timeMs - episode.beganMs)
      if (attack) evidence.attackEpisodes += 1
      else evidence.benignEpisodes += 1
      evidence.peak = Math.max(evidence.peak, 1)
      continue
    }
    episode.lastMs = event.timeMs
    episode.inWindow = episode.window === window ? episode.inWindow + 1 : 1
    episode.window = window
    evidence.peak = Math.max(evidence.peak, episode.inWindow)
    if (attack && !episode.attack) {
      episode.attack = true
      evidence.attackEpisodes += 1
      evidence.benignEpisodes -= 1
    }
  }
}

import type { SigmaLevel } from '@countersign/sigma/match'
import { sigmaLevels } from '@countersign/sigma/match'
import type { DetectionFinding } from './finding.ts'
import { isFailedSignIn } from './sign-in.ts'

/**
 * Identities that acted in an incident, the main one first: the one with the most severe findings, then the most
 * events. Accounts that somebody only tried to sign in as are targets and not among them.
 */
export function actorsOf(findings: readonly DetectionFinding[]): readonly string[] {
  const weights = new Map<string, { level: number; events: number; firstMs: number }>()
  for (const { rule, events } of findings) {
    for (const event of events) {
      const { identityKey, timeMs } = event
      if (identityKey === undefined || isFailedSignIn(event)) continue
      const known = weights.get(identityKey) ?? { level: 0, events: 0, firstMs: timeMs }
      weights.set(identityKey, {
        level: Math.max(known.level, sigmaLevels.indexOf(rule.level)),
        events: known.events + 1,
        firstMs: Math.min(known.firstMs, timeMs),
      })
    }
  }
  return [...weights]
    .sort(([, a], [, b]) => b.level - a.level || b.events - a.events || a.firstMs - b.firstMs)
    .map(([identityKey]) => identityKey)
}

/** The level of the most severe finding that an event belongs to, by event id. */
export function levelByEvent(findings: readonly DetectionFinding[]): ReadonlyMap<string, SigmaLevel> {
  const levels = new Map<string, SigmaLevel>()
  for (const { rule, events } of findings) {
    for (const { ref } of events) {
      const known = levels.get(ref.eventId)
      if (known === undefined || sigmaLevels.indexOf(rule.level) > sigmaLevels.indexOf(known)) {
        levels.set(ref.eventId, rule.level)
      }
    }
  }
  return levels
}

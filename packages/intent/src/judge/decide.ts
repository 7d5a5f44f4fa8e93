/** What is done with an event. `group` joins what was escalated just before or after on the same entity. */
export type Verdict = 'close' | 'group' | 'escalate' | 'abstain'

/** Why a person has to look. */
export type AbstainReason =
  /** The type was never seen in training. */
  | 'unseen-type'
  /** Too few separate episodes of this type were benign to bound how often it is an attack. */
  | 'little-evidence'
  /** Benign events of this type hardly ever look like this. */
  | 'low-confidence'
  | 'far-from-any-cluster'
  /** Something was escalated on the entity within moments, and this is not quite ordinary either. */
  | 'attack-nearby'
  /** More at once than was ever seen of this type. */
  | 'burst'
  /** Events of this type have lately looked less benign than those the calibration was made on. */
  | 'drift'
  /** A source that covers the entity is silent: closing stops. */
  | 'no-visibility'

export type Decision =
  | { readonly verdict: 'close' }
  | {
      readonly verdict: 'group' | 'escalate'
      readonly because: 'probability' | 'label' | 'incident' | 'burst'
    }
  | { readonly verdict: 'abstain'; readonly reason: AbstainReason }

/** The numbers that the policy decides on. Everything here is kept in the verdict's record. */
export type Circumstances = {
  readonly known: boolean
  /** Calibrated probability that the event belongs to an attack. */
  readonly probability: number
  /** Share of known benign events of the type that look at least as much like an attack. 0 where none is known. */
  readonly benignShare: number
  /** Upper bound of how often episodes of the type were part of an attack; 1 where nothing is known. */
  readonly attackUpper: number
  /** The event's distance from the nearest cluster of its type, in [0, 2]; undefined where there is none. */
  readonly distance?: number
  /** What a person said of that cluster. */
  readonly clusterLabel?: 'attack' | 'benign'
  /** What was last escalated on the same entity while its incident is open, and how long ago. */
  readonly alarms: readonly Alarm[]
  /** The latest event on the entity of a type that was never seen in training, within the alarm's window. */
  readonly novelty?: Alarm
  readonly burst: boolean
  /** A burst of which already many events were left to people. */
  readonly flood: boolean
  readonly drift: boolean
  readonly visible: boolean
}

/** `agoMs` may be negative for what came after. */
export type Alarm = { readonly eventId: string; readonly agoMs: number }

export type Policy = {
  /** Highest upper bound of attack episodes at which a type may be closed. */
  readonly missTarget: number
  /** Confidence of that bound. */
  readonly missConfidence: number
  /** Lowest benign share at which an event may be closed; with an alarm near it, or far from all clusters. */
  readonly benignShareMin: number
  readonly benignShareMinInDoubt: number
  /** Probability from which an event is escalated. */
  readonly escalateFrom: number
  /** Farthest from a cluster at which an event still belongs to it: half the length of the path through 2. */
  readonly clusterRadius: number
  /** How close in time an escalation makes others doubtful, before and after. */
  readonly alarmWindowMs: number
  /** How long after its last escalation an incident takes in what cannot be closed. */
  readonly incidentWindowMs: number
  /** Events of one type on one entity within this time are one episode. */
  readonly episodeGapMs: number
  /** So many times the highest known count in ten minutes is a burst. */
  readonly burstFactor: number
  /** So many abstentions on an entity within the alarm's window are an incident of their own when in a burst. */
  readonly burstAbstentions: number
  /** Wealth of the martingale at which drift is declared: under no drift it is reached once in so many families. */
  readonly driftWealth: number
}

export const standardPolicy: Policy = {
  missTarget: 0.01,
  missConfidence: 0.9,
  benignShareMin: 0.002,
  benignShareMinInDoubt: 0.05,
  escalateFrom: 0.5,
  clusterRadius: 0.5,
  alarmWindowMs: 60_000,
  incidentWindowMs: 900_000,
  episodeGapMs: 300_000,
  burstFactor: 4,
  burstAbstentions: 50,
  driftWealth: 1000,
}

/** The policy, as one pure function: the same circumstances always give the same decision. */
export function decide(policy: Policy, seen: Circumstances): Decision {
  if (seen.clusterLabel === 'attack' && isNear(policy, seen)) return { verdict: 'escalate', because: 'label' }
  if (seen.known && seen.probability >= policy.escalateFrom)
    return { verdict: 'escalate', because: 'probability' }
  const reason = reasonNotToClose(policy, seen)
  if (reason === undefined) return { verdict: 'close' }
  if (seen.alarms.some(({ agoMs }) => agoMs <= policy.incidentWindowMs))
    return { verdict: 'group', because: 'incident' }
  // Hundreds of questions at once are an incident, not questions.
  if (seen.flood) return { verdict: 'escalate', because: 'burst' }
  return { verdict: 'abstain', reason }
}

function reasonNotToClose(policy: Policy, seen: Circumstances): AbstainReason | undefined {
  if (!seen.visible) return 'no-visibility'
  if (!seen.known) return 'unseen-type'
  const vouchedFor = seen.clusterLabel === 'benign' && isNear(policy, seen)
  if (seen.attackUpper > policy.missTarget && !vouchedFor) return 'little-evidence'
  if (seen.drift) return 'drift'
  if (seen.burst) return 'burst'
  if (seen.benignShare < policy.benignShareMin) return 'low-confidence'
  return doubt(policy, seen)
}

/**
 * Three small doubts, of which none is enough alone: not quite ordinary, unlike any known context, and in the middle of
 * something. An attack with a tool never seen is all that the last one may need, however ordinary the event.
 */
function doubt(policy: Policy, seen: Circumstances): AbstainReason | undefined {
  const isOrdinary = seen.benignShare >= policy.benignShareMinInDoubt
  const isFar = !isNear(policy, seen)
  if (isAmidst(policy, seen.alarms) && (!isOrdinary || isFar || seen.novelty !== undefined))
    return 'attack-nearby'
  return !isOrdinary && isFar ? 'far-from-any-cluster' : undefined
}

function isAmidst({ alarmWindowMs }: Policy, alarms: readonly Alarm[]): boolean {
  return alarms.some(({ agoMs }) => Math.abs(agoMs) <= alarmWindowMs)
}

function isNear(policy: Policy, { distance }: Circumstances): boolean {
  return distance !== undefined && distance <= policy.clusterRadius
}

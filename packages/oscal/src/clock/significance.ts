/** What happened to a managed (security) service, as far as it is known. Unknown is undefined, never zero. */
export type ManagedServiceIncident = {
  /** Longest time that the service was completely unavailable. */
  readonly fullyUnavailableMinutes?: number
  /** Longest time that its availability was limited, and for whom. */
  readonly limitedMinutes?: number
  readonly limitedUnionUsers?: number
  /** Users of the service in the Union. */
  readonly unionUsers?: number
  /** Integrity, confidentiality or authenticity of data of the service is compromised. */
  readonly dataCompromised?: boolean
  readonly suspectedMalicious?: boolean
  readonly compromisedUnionUsers?: number
}

export type SignificancePoint = {
  readonly article: string
  readonly met: 'yes' | 'no' | 'unknown'
  /** One sentence with the figures it was decided on. */
  readonly because: string
}

export type Significance = {
  /** One point that is met is enough; without one, a point that is unknown leaves it unknown. */
  readonly significant: 'yes' | 'no' | 'unknown'
  readonly points: readonly SignificancePoint[]
}

const fullMinutesMax = 30
const limitedMinutesMax = 60
const usersShare = 0.05
const usersMax = 1_000_000

/**
 * Whether an incident of a managed service provider or managed security service provider is significant by its own test:
 * Implementing Regulation (EU) 2024/2690 Art. 10. The general test of Art. 3 and recurring incidents (Art. 4) stand beside it and
 * are judged by people.
 */
export function significanceOfManagedService(incident: ManagedServiceIncident): Significance {
  const points = [
    fullOutage(incident),
    limitedAvailability(incident),
    maliciousCompromise(incident),
    wideCompromise(incident),
  ]
  const has = (met: SignificancePoint['met']): boolean => points.some((point) => point.met === met)
  return { significant: has('yes') ? 'yes' : has('unknown') ? 'unknown' : 'no', points }
}

function fullOutage({ fullyUnavailableMinutes: minutes }: ManagedServiceIncident): SignificancePoint {
  const article = 'Impl. Reg. (EU) 2024/2690 Art. 10(a)'
  if (minutes === undefined)
    return {
      article,
      met: 'unknown',
      because: 'How long the service was completely unavailable is not known.',
    }
  const because = `The service was completely unavailable for ${minutes} minutes; more than ${fullMinutesMax} count.`
  return { article, met: minutes > fullMinutesMax ? 'yes' : 'no', because }
}

function limitedAvailability(incident: ManagedServiceIncident): SignificancePoint {
  const article = 'Impl. Reg. (EU) 2024/2690 Art. 10(b)'
  const { limitedMinutes: minutes } = incident
  const wide = isWide(incident.limitedUnionUsers, incident.unionUsers)
  const isLong = minutes === undefined ? 'unknown' : minutes > limitedMinutesMax ? 'yes' : 'no'
  const because = `Availability was limited for ${minutes ?? 'an unknown number of'} minutes (more than ${limitedMinutesMax} count) for ${usersWords(incident.limitedUnionUsers, incident.unionUsers)}.`
  return { article, met: both(isLong, wide), because }
}

function maliciousCompromise(incident: ManagedServiceIncident): SignificancePoint {
  const article = 'Impl. Reg. (EU) 2024/2690 Art. 10(c)'
  const met = both(asMet(incident.dataCompromised), asMet(incident.suspectedMalicious))
  const because = `Data of the service compromised: ${asMet(incident.dataCompromised)}; malicious action suspected: ${asMet(incident.suspectedMalicious)}.`
  return { article, met, because }
}

function wideCompromise(incident: ManagedServiceIncident): SignificancePoint {
  const article = 'Impl. Reg. (EU) 2024/2690 Art. 10(d)'
  const wide = isWide(incident.compromisedUnionUsers, incident.unionUsers)
  const because = `Data of the service compromised: ${asMet(incident.dataCompromised)}, with an impact on ${usersWords(incident.compromisedUnionUsers, incident.unionUsers)}.`
  return { article, met: both(asMet(incident.dataCompromised), wide), because }
}

type Met = SignificancePoint['met']

function asMet(value: boolean | undefined): Met {
  return value === undefined ? 'unknown' : value ? 'yes' : 'no'
}

/** A "no" decides, whatever is unknown beside it. */
function both(one: Met, other: Met): Met {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown'
}

/** More than 5 % of the users in the Union, or more than a million, whichever is fewer. */
function isWide(users: number | undefined, all: number | undefined): Met {
  if (users === undefined) return 'unknown'
  if (users > usersMax) return 'yes'
  if (all === undefined) return users === 0 ? 'no' : 'unknown'
  return users > Math.min(usersMax, all * usersShare) ? 'yes' : 'no'
}

function usersWords(users: number | undefined, all: number | undefined): string {
  const of = all === undefined ? '' : ` of ${all}`
  return `${users ?? 'an unknown number'}${of} users in the Union (more than 5 % or a million count)`
}

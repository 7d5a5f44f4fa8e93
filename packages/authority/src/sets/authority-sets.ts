import type { AuthoritySet, AuthoritySets, Grant, UseCoverage } from '@countersign/explanation/explanation'
import { coversPattern, matchesAction } from '../aws/pattern.ts'
import { isDataEvent } from './data-event.ts'

/** What was seen done, counted: one row for each action and resource. Calls that were refused are no use. */
export type UsedRow = {
  readonly action: string
  readonly resource: string
  readonly count: number
  /** ISO 8601, UTC. */
  readonly lastAt: string
}

/** Which logs there were. Data events (reads and writes of objects, items, messages) are off in a trail by default. */
export type LogCoverage = UseCoverage & { readonly dataEvents: boolean }

export type SetsInput = {
  readonly granted: AuthoritySet
  readonly mandated: AuthoritySet
  /** Undefined when no logs are there at all. */
  readonly used: readonly UsedRow[] | undefined
  readonly coverage: LogCoverage | undefined
}

/** Mandated, granted and used side by side, and what follows from two of them. Nothing is called unused without logs. */
export function authoritySets({ granted, mandated, used, coverage }: SetsInput): AuthoritySets {
  const usedSet: AuthoritySet =
    used === undefined
      ? { known: false, reason: 'no logs are there to see use in' }
      : { known: true, grants: used.map((row) => ({ ...row })) }
  const { dataEvents, ...stated } = coverage ?? { dataEvents: false }
  return {
    mandated,
    granted,
    used: usedSet,
    excess: difference(granted, mandated),
    unused: unusedOf(granted, usedSet, coverage),
    usedNotMandated: difference(usedSet, mandated),
    ...(coverage === undefined ? {} : { coverage: withGaps(stated as UseCoverage, dataEvents) }),
  }
}

const dataEventsOff =
  'data events were not logged: reading and writing of objects, items and messages left no trace'

function withGaps(coverage: UseCoverage, dataEvents: boolean): UseCoverage {
  return dataEvents ? coverage : { ...coverage, gaps: [...coverage.gaps, dataEventsOff] }
}

/** What is in the first and wholly covered by nothing in the second. */
function difference(from: AuthoritySet, without: AuthoritySet): AuthoritySet {
  if (!from.known) return from
  if (!without.known) return without
  const grants = from.grants.filter((grant) => !without.grants.some((other) => covers(other, grant)))
  return { known: true, grants, ...(from.more === undefined ? {} : { more: from.more }) }
}

function covers(wide: Grant, narrow: Grant): boolean {
  return matchesAction(wide.action, narrow.action) && coversPattern(wide.resource, narrow.resource)
}

function unusedOf(
  granted: AuthoritySet,
  used: AuthoritySet,
  coverage: LogCoverage | undefined,
): AuthoritySet {
  if (!granted.known) return granted
  if (!used.known) return used
  if (coverage === undefined)
    return {
      known: false,
      reason: 'what the logs would have shown is not known, so nothing is called unused',
    }
  const visible = granted.grants.filter(({ action }) => coverage.dataEvents || !isDataEvent(action))
  const grants = visible.filter((grant) => !used.grants.some((use) => touches(use, grant)))
  const left = granted.grants.length - visible.length + (granted.more ?? 0)
  return { known: true, grants, ...(left > 0 ? { more: left } : {}) }
}

/** A use shows that a grant is needed when it falls into it; a use of unknown resource may. */
function touches(use: Grant, grant: Grant): boolean {
  return (
    matchesAction(grant.action, use.action) &&
    (use.resource === '*' || coversPattern(grant.resource, use.resource))
  )
}

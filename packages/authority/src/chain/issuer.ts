import { type ChainEvent, marksOf } from './chain-event.ts'
import { notLooked, type Walk } from './chain-lookups.ts'
import { clockSkewMs } from './hop.ts'

/** The call that handed out a credential, and why we think so; or why we do not know. */
export type Issuer =
  | {
      readonly kind: 'known'
      readonly event: ChainEvent
      readonly certainty: 'proven' | 'inferred'
      readonly because: string
    }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'unlooked' }

/**
 * By the key that both records carry. The call must have come first, must have succeeded, and must have issued it to
 * the identity that uses it: key ids that were replaced or used again join nothing.
 */
export function* issuerByKey(event: ChainEvent, key: string): Walk<Issuer | undefined> {
  const claimed = yield { kind: 'issues', key }
  if (claimed === notLooked) return { kind: 'unlooked' }
  const fitting = claimed.filter((call) => issuedBefore(call, event) && issuedTo(call, key, event))
  if (fitting.length === 0)
    return claimed.length === 0
      ? undefined
      : { kind: 'unknown', because: 'the calls that show this key issued it later, or to somebody else' }
  const callers = new Set(fitting.map(callerOf).filter((caller) => !isAccountOnly(caller)))
  if (callers.size > 1)
    return {
      kind: 'unknown',
      because: `${callers.size} calls by different identities show this key as theirs`,
    }
  const best = fitting.find((call) => !isAccountOnly(callerOf(call))) ?? fitting[0]
  return best === undefined
    ? undefined
    : { kind: 'known', event: best, certainty: 'proven', because: 'both records carry its key' }
}

function issuedBefore(call: ChainEvent, use: ChainEvent): boolean {
  return call.outcome !== 'failure' && call.timeMs <= use.timeMs + clockSkewMs
}

function issuedTo(call: ChainEvent, key: string, use: ChainEvent): boolean {
  const mark = marksOf(call, 'issues').find((one) => one.key === key)
  return mark?.about === undefined || use.identityKey === undefined || mark.about === use.identityKey
}

/** A role used across accounts is logged in both; the record of the role's account names only the other account. */
function callerOf(call: ChainEvent): string {
  return call.identityKey ?? ''
}

function isAccountOnly(identityKey: string): boolean {
  return /^(?:|aws:[^:]*:account)$/.test(identityKey)
}

/** Session times are whole seconds, and the call is logged a moment before or after. */
const issueToleranceMs = 2_000
/** IAM User Guide, "Maximum session duration for a role". */
const sessionMaxMs = 12 * 3_600_000

/**
 * Where the record of the call does not show the key: role, session name and time together. Never when the call shows
 * another key, and never when two callers fit.
 */
export function* issuerByName(event: ChainEvent): Walk<Issuer | undefined> {
  const { identityKey, session } = event
  if (identityKey === undefined || session.name === undefined) return undefined
  const calls = yield { kind: 'issues-unkeyed', key: `${identityKey}#${session.name}` }
  const fitting = calls.filter((call) => issuedBefore(call, event) && isAtBeginning(call, event))
  const callers = new Set(fitting.map(callerOf))
  const [first] = fitting
  if (first === undefined) return undefined
  if (callers.size > 1)
    return { kind: 'unknown', because: `${callers.size} callers obtained a session of this role and name` }
  const when =
    session.startedMs === undefined
      ? 'within the longest time a session may last'
      : 'at the second this session began'
  return {
    kind: 'known',
    event: fitting.at(-1) ?? first,
    certainty: 'inferred',
    because: `its record shows no key; role and session name are the same, ${when}`,
  }
}

function isAtBeginning(call: ChainEvent, use: ChainEvent): boolean {
  const { startedMs } = use.session
  return startedMs === undefined
    ? use.timeMs - call.timeMs <= sessionMaxMs
    : Math.abs(call.timeMs - startedMs) <= issueToleranceMs
}

/** The last call that fits and came no later than the event. */
export function lastBefore(calls: readonly ChainEvent[], event: ChainEvent): ChainEvent | undefined {
  return calls.findLast((call) => issuedBefore(call, event) && call.ref.eventId !== event.ref.eventId)
}

import type { Grant } from '@countersign/explanation/explanation'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { isObject } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { textAt } from '../chain/native.ts'

/** What an identity, or one credential, was seen to do. Times in milliseconds since the epoch. */
export type Uses = {
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  /** Distinct addresses and sessions it was used from, bounded by `distinctPerUseMax`. */
  readonly addresses: readonly string[]
  readonly sessions: readonly string[]
  readonly grants: readonly Grant[]
  /** Kinds of use beyond `grantsPerUseMax`, which are not listed. */
  readonly moreGrants: number
}

/** `key` is an identity key or a session key. Undefined where nothing of it was seen. */
export type UseLookups = { readonly usesOf: (key: string) => Promise<Uses | undefined> }

export const distinctPerUseMax = 50
export const grantsPerUseMax = 500

type Tally = {
  count: number
  firstMs: number
  lastMs: number
  readonly addresses: Set<string>
  readonly sessions: Set<string>
  readonly grants: Map<string, { action: string; resource: string; count: number; lastMs: number }>
  readonly more: Set<string>
}

/** Uses over the events of files. Memory grows with identities and sessions, and within each is bounded. */
export class UseTally implements UseLookups {
  readonly #byKey = new Map<string, Tally>()

  add(normalised: NormalisedEvent): void {
    const { identityKey, sessionKey } = normalised
    for (const key of new Set([identityKey, sessionKey])) if (key !== undefined) this.#count(key, normalised)
  }

  readonly usesOf = (key: string): Promise<Uses | undefined> => {
    const tally = this.#byKey.get(key)
    return Promise.resolve(tally === undefined ? undefined : usesFrom(tally))
  }

  #count(key: string, normalised: NormalisedEvent): void {
    const { event, sourceIp, sessionKey } = normalised
    const tally = this.#byKey.get(key) ?? opened(event.time)
    this.#byKey.set(key, tally)
    tally.count++
    tally.firstMs = Math.min(tally.firstMs, event.time)
    tally.lastMs = Math.max(tally.lastMs, event.time)
    if (sourceIp !== undefined && tally.addresses.size < distinctPerUseMax) tally.addresses.add(sourceIp)
    if (sessionKey !== undefined && tally.sessions.size < distinctPerUseMax) tally.sessions.add(sessionKey)
    // A refused call used nothing.
    if (event.status_id !== 2) countGrant(tally, usedAction(normalised), usedResource(normalised), event.time)
  }
}

/** As policy names it, so that use and grant compare: `s3:GetObject`. Lambda writes its API version into the name. */
function usedAction({ format, action, event }: NormalisedEvent): string {
  const api = isObject(event.api) ? (event.api as JsonObject) : {}
  const service = textAt(api, 'service', 'name')
  if (format !== 'aws-cloudtrail' || service === undefined) return action
  return `${service.replace(/\.amazonaws\.com(?:\.cn)?$/, '')}:${action.replace(/\d{8}(?:v\d+)?$/, '')}`
}

/** A bare name would fall into no pattern of policy: for AWS only an ARN says which resource it was. */
function usedResource({ format, resource = '*' }: NormalisedEvent): string {
  return format === 'aws-cloudtrail' && !resource.startsWith('arn:') ? '*' : resource
}

function opened(timeMs: number): Tally {
  return {
    count: 0,
    firstMs: timeMs,
    lastMs: timeMs,
    addresses: new Set(),
    sessions: new Set(),
    grants: new Map(),
    more: new Set(),
  }
}

function countGrant({ grants, more }: Tally, action: string, resource: string, timeMs: number): void {
  const key = `${action} ${resource}`
  const known = grants.get(key)
  if (known !== undefined) {
    known.count++
    known.lastMs = Math.max(known.lastMs, timeMs)
  } else if (grants.size < grantsPerUseMax) grants.set(key, { action, resource, count: 1, lastMs: timeMs })
  else if (more.size < grantsPerUseMax) more.add(key)
}

function usesFrom({ count, firstMs, lastMs, addresses, sessions, grants, more }: Tally): Uses {
  const listed = [...grants.values()].sort(
    (a, b) => compare(a.action, b.action) || compare(a.resource, b.resource),
  )
  return {
    count,
    firstMs,
    lastMs,
    addresses: [...addresses].sort(),
    sessions: [...sessions].sort(),
    grants: listed.map(({ lastMs: atMs, ...grant }) => ({ ...grant, lastAt: new Date(atMs).toISOString() })),
    moreGrants: more.size,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

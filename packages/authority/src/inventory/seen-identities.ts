import type { IdentityKey, NormalisedEvent } from '@countersign/ocsf/event'
import { rfc3339 } from '@countersign/ocsf/time'
import { chainEventOf } from '../chain/chain-event-of.ts'
import { kindOfKey, providerOfKey } from './identity-kind.ts'
import type { Accountable, InventoryItem } from './inventory-item.ts'

/** Identities kept; further ones are counted. */
export const seenIdentitiesMax = 500_000

type Seen = {
  readonly formats: Set<string>
  firstMs: number
  lastMs: number
  /** False: it was named behind another that acted, and did nothing itself. */
  acted: boolean
  createdBy: IdentityKey | undefined
  createdAtMs: number | undefined
  creation: string | undefined
}

/** Every identity that events name: who acted, who stood behind, and what was created by whom. */
export class SeenIdentities {
  /** Identities beyond the bound. */
  leftOut = 0
  readonly #seen = new Map<IdentityKey, Seen>()

  add(normalised: NormalisedEvent): void {
    const { identityKey, chain, event, format } = normalised
    if (identityKey !== undefined) this.#see(identityKey, event.time, format, true)
    for (const hop of chain) this.#see(hop.identityKey, event.time, format, false)
    this.#creations(normalised)
  }

  /** In the order of their keys, whatever order events came in. */
  items(): readonly InventoryItem[] {
    return [...this.#seen]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, seen]) => itemOf(key, seen))
  }

  /** Only what succeeded made anything. The earliest creation counts: later ones made it again. */
  #creations(normalised: NormalisedEvent): void {
    if (normalised.event.status_id === 2) return
    const { marks, identityKey, action, timeMs } = chainEventOf(normalised, { eventId: '' })
    if (identityKey === undefined) return
    for (const { kind, key } of marks) {
      if (kind !== 'creates') continue
      const made = this.#see(key, timeMs, normalised.format, false)
      if (made === undefined || (made.createdAtMs ?? Number.POSITIVE_INFINITY) <= timeMs) continue
      made.createdBy = identityKey
      made.createdAtMs = timeMs
      made.creation = action
    }
  }

  #see(key: IdentityKey, timeMs: number, format: string, acted: boolean): Seen | undefined {
    const seen = this.#seen.get(key) ?? this.#new(key, timeMs)
    if (seen === undefined) return undefined
    seen.formats.add(format)
    seen.firstMs = Math.min(seen.firstMs, timeMs)
    if (acted) {
      seen.lastMs = seen.acted ? Math.max(seen.lastMs, timeMs) : timeMs
      seen.acted = true
    }
    return seen
  }

  #new(key: IdentityKey, timeMs: number): Seen | undefined {
    if (this.#seen.size >= seenIdentitiesMax) {
      this.leftOut++
      return undefined
    }
    const fresh: Seen = {
      formats: new Set(),
      firstMs: timeMs,
      lastMs: timeMs,
      acted: false,
      createdBy: undefined,
      createdAtMs: undefined,
      creation: undefined,
    }
    this.#seen.set(key, fresh)
    return fresh
  }
}

function itemOf(key: IdentityKey, seen: Seen): InventoryItem {
  const { createdBy, createdAtMs, acted, lastMs, firstMs, formats } = seen
  const named = acted ? `seen acting since ${rfc3339(firstMs)}` : 'named by events, not seen acting'
  return {
    key,
    kind: kindOfKey(key),
    provider: providerOfKey(key),
    displayName: key,
    ...(createdAtMs === undefined ? {} : { createdAt: rfc3339(createdAtMs) }),
    ...(createdBy === undefined ? {} : { createdBy }),
    accountable: creatorAsOwner(seen),
    credentials: [],
    ...(acted ? { lastUsedAt: rfc3339(lastMs) } : {}),
    grants: [],
    alsoKnownAs: [],
    evidence: { source: 'telemetry', locator: `${[...formats].sort().join(', ')}: ${named}` },
  }
}

/** Whoever created it is a place to ask; whether they answer for it today is not known. */
function creatorAsOwner({ createdBy, createdAtMs, creation }: Seen): readonly Accountable[] {
  if (createdBy === undefined || createdAtMs === undefined) return []
  const evidence = `created it with ${creation ?? 'an unnamed call'} on ${rfc3339(createdAtMs)}`
  return [{ role: 'owner', key: createdBy, confidence: 'weak', evidence }]
}

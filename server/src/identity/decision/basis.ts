import { noPolicies, type PolicySlice } from '@countersign/authority/mandate/decide-access'
import type { Mandate } from '@countersign/authority/mandate/mandate'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Clock } from '../../platform/clock.ts'
import type { State, StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type DirectoryEntity, directoryOf } from './entity-store.ts'
import { policiesInForce, type StoredPolicy } from './policy-store.ts'

/** Everything of one tenant that decisions are made on, in memory. */
export type TenantBasis = {
  readonly mandatesOf: (identityKeys: readonly string[]) => readonly Mandate[]
  /** The policies that may concern a subject, by its name (`type:id`). */
  readonly policiesOf: (subjectName: string) => PolicySlice
  readonly known: (kind: DirectoryEntity['kind'], type: string, id: string) => JsonObject | undefined
  /** Entries of the directory by id, of one type; actions have the empty type. */
  readonly entities: (kind: DirectoryEntity['kind'], type: string) => readonly DirectoryEntity[]
}

export type BasisParts = {
  readonly state: State
  readonly clock: Clock
  readonly keptSeconds: number
  /** Mandates of the transaction's tenant that an accountable person answers for. */
  readonly approvedMandates: (tx: StateTransaction) => Promise<readonly Mandate[]>
}

/** The bases of the tenants asked about. Errors: STATE_DOWN. */
export type Bases = {
  readonly of: (tenantId: TenantId) => Promise<TenantBasis> | TenantBasis
  /** After a change: here at once, on other nodes as soon as they are told. */
  readonly changed: (tenantId: TenantId) => Promise<void>
  readonly close: () => Promise<void>
}

type Kept = { readonly basis: TenantBasis; readonly untilMs: number }

const channel = 'access_basis'
const none: readonly never[] = []

export async function openBases(parts: BasisParts): Promise<Bases> {
  const { state, clock, keptSeconds } = parts
  const kept = new Map<TenantId, Kept>()
  const loading = new Map<TenantId, Promise<TenantBasis>>()
  const drop = (tenantId: TenantId) => {
    kept.delete(tenantId)
    loading.delete(tenantId)
  }
  const load = (tenantId: TenantId): Promise<TenantBasis> => {
    const running = loading.get(tenantId)
    if (running !== undefined) return running
    const begun: Promise<TenantBasis> = readBasis(parts, tenantId)
      .then((basis) => {
        // Changed meanwhile: what was read may be old, so it serves this request and no further one.
        if (loading.get(tenantId) === begun)
          kept.set(tenantId, { basis, untilMs: clock.now() + keptSeconds * 1000 })
        return basis
      })
      .finally(() => {
        if (loading.get(tenantId) === begun) loading.delete(tenantId)
      })
    loading.set(tenantId, begun)
    return begun
  }
  const stop = await state.listen(channel, (tenantId) => drop(tenantId as TenantId))
  return {
    of: (tenantId) => {
      const found = kept.get(tenantId)
      return found !== undefined && clock.now() < found.untilMs ? found.basis : load(tenantId)
    },
    changed: async (tenantId) => {
      drop(tenantId)
      await state.notify(channel, tenantId)
    },
    close: stop,
  }
}

async function readBasis({ state, approvedMandates }: BasisParts, tenantId: TenantId): Promise<TenantBasis> {
  const [mandates, policies, directory] = await state.forTenant(tenantId, async (tx) => [
    await approvedMandates(tx),
    await policiesInForce(tx),
    await directoryOf(tx),
  ])
  return basisOf(mandates, policies, directory)
}

export function basisOf(
  mandates: readonly Mandate[],
  policies: readonly StoredPolicy[],
  directory: readonly DirectoryEntity[],
): TenantBasis {
  const byIdentity = Map.groupBy(mandates, ({ identityKey }) => identityKey)
  const byType = Map.groupBy(directory, ({ kind, type }) => keyOf(kind, type))
  const byId = new Map(directory.map((one) => [keyOf(one.kind, one.type, one.id), one.properties]))
  return {
    mandatesOf: (identityKeys) => identityKeys.flatMap((key) => [...(byIdentity.get(key) ?? none)]),
    policiesOf: slicesOf(policies),
    known: (kind, type, id) => byId.get(keyOf(kind, type, id)),
    entities: (kind, type) => byType.get(keyOf(kind, type)) ?? none,
  }
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

/** Those that concern anybody, and for a subject that some policy names, its own as well. */
function slicesOf(policies: readonly StoredPolicy[]): TenantBasis['policiesOf'] {
  const general = policies.filter(({ subject }) => subject === undefined)
  const own = Map.groupBy(policies, ({ subject }) => subject)
  const slices = new Map<string | undefined, PolicySlice>()
  return (subjectName) => {
    const subject = own.has(subjectName) ? subjectName : undefined
    const known = slices.get(subject)
    if (known !== undefined) return known
    const slice = sliceOf(subject === undefined ? general : [...general, ...(own.get(subject) ?? [])])
    slices.set(subject, slice)
    return slice
  }
}

function sliceOf(policies: readonly StoredPolicy[]): PolicySlice {
  if (policies.length === 0) return noPolicies
  return {
    texts: Object.fromEntries(policies.map(({ id, text }) => [id, text])),
    byId: new Map(policies.map((policy) => [policy.id, policy])),
  }
}

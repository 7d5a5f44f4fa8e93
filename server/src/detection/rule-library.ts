import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type PlannedCorrelation, planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaDocument } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import type { RuleDocument, RuleSet, TenantRules } from '../intake/service.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Catalogue, type CatalogueRule, emptyCatalogue, readCatalogue } from './catalogue.ts'
import { installedPacks, packDocuments, type SkippedFile, skippedFiles } from './pack-store.ts'
import type { PackRecord, TenantRuleRecord } from './tables.ts'
import { switchedOff, tenantRules } from './tenant-store.ts'

/** Where a tenant's own documents come from, as their findings say it. */
export const ownOrigin = { pack: 'own', path: 'own.yml' } as const

/** What a tenant changed. */
export type TenantOverlay = {
  readonly disabledRuleIds: ReadonlySet<string>
  readonly records: readonly TenantRuleRecord[]
  readonly own: readonly SigmaDocument[]
}

/** All rules of all tenants at one moment. Never changed; a new one takes its place. */
export type Library = {
  readonly packs: readonly PackRecord[]
  readonly skipped: readonly SkippedFile[]
  readonly catalogue: Catalogue
  readonly overlays: ReadonlyMap<string, TenantOverlay>
  readonly ruleSet: RuleSet
}

export const emptyLibrary: Library = {
  packs: [],
  skipped: [],
  catalogue: emptyCatalogue,
  overlays: new Map(),
  ruleSet: { version: 'none', documents: [], tenants: {} },
}

const nothingChanged: TenantOverlay = { disabledRuleIds: new Set(), records: [], own: [] }

export function overlayOf(library: Library, tenantId: string): TenantOverlay {
  return library.overlays.get(tenantId) ?? nothingChanged
}

/** Reads everything anew; the catalogue only when a pack changed. Errors: STATE_DOWN. */
export async function loadLibrary(
  state: State,
  tenantIds: readonly TenantId[],
  before: Library,
): Promise<Library> {
  const packs = await state.asOperator(installedPacks)
  const same = packVersions(packs) === packVersions(before.packs)
  const catalogue = same ? before.catalogue : await readPacks(state)
  const skipped = same ? before.skipped : await state.asOperator(skippedFiles)
  const overlays = await readOverlays(state, tenantIds)
  return { packs, skipped, catalogue, overlays, ruleSet: ruleSetOf(packs, catalogue, overlays) }
}

async function readPacks(state: State): Promise<Catalogue> {
  return readCatalogue(await state.asOperator(packDocuments), nextTurn)
}

async function readOverlays(
  state: State,
  tenantIds: readonly TenantId[],
): Promise<ReadonlyMap<string, TenantOverlay>> {
  const { off, records } = await state.forTenants(tenantIds, async (tx) => ({
    off: await switchedOff(tx),
    records: await tenantRules(tx),
  }))
  const changed = new Set([...off, ...records].map(({ tenant_id }) => tenant_id))
  return new Map(
    [...changed].map((tenantId) => {
      const mine = records.filter((record) => record.tenant_id === tenantId)
      const disabled = off.filter((entry) => entry.tenant_id === tenantId).map(({ rule_id }) => rule_id)
      const own = mine.flatMap(({ text }) => parseSigmaDocuments(text, ownOrigin))
      return [tenantId, { disabledRuleIds: new Set(disabled), records: mine, own }]
    }),
  )
}

function ruleSetOf(
  packs: readonly PackRecord[],
  catalogue: Catalogue,
  overlays: ReadonlyMap<string, TenantOverlay>,
): RuleSet {
  const tenants: Record<string, TenantRules> = Object.fromEntries(
    [...overlays].map(([tenantId, { disabledRuleIds, records }]) => [
      tenantId,
      { disabledRuleIds: [...disabledRuleIds], documents: records.map(ownDocument) },
    ]),
  )
  const version = createHash('sha256')
    .update(JSON.stringify([packVersions(packs), tenants]))
    .digest('hex')
    .slice(0, 16)
  return { version, documents: catalogue.documents, tenants }
}

function ownDocument({ text }: TenantRuleRecord): RuleDocument {
  return { ...ownOrigin, text }
}

function packVersions(packs: readonly PackRecord[]): string {
  return packs.map(({ pack, content_hash }) => `${pack}=${content_hash}`).join(' ')
}

/** By the tenant's overlay, of which most tenants have the same empty one. A library never changes. */
const planned = new WeakMap<Library, Map<string, readonly PlannedCorrelation[]>>()

/** The correlations that run for a tenant. One that the tenant switched off takes its chains with it. */
export function correlationsFor(library: Library, tenantId: string): readonly PlannedCorrelation[] {
  const { disabledRuleIds, own } = overlayOf(library, tenantId)
  const key = disabledRuleIds.size === 0 && own.length === 0 ? '' : tenantId
  const plans = planned.get(library) ?? new Map<string, readonly PlannedCorrelation[]>()
  planned.set(library, plans)
  const before = plans.get(key)
  if (before !== undefined) return before
  const plan = planFor(library, disabledRuleIds, own)
  plans.set(key, plan)
  return plan
}

function planFor(
  library: Library,
  disabledRuleIds: ReadonlySet<string>,
  own: readonly SigmaDocument[],
): readonly PlannedCorrelation[] {
  const wanted = (rule: CatalogueRule) => rule.kind === 'rule' || !disabledRuleIds.has(rule.header.id)
  const shared = [...library.catalogue.rules.values()].filter(wanted)
  return planCorrelations([...shared, ...own]).planned
}

import { emitDocuments, type NamedDocument } from '@countersign/oscal/emit/emit-documents'
import type { EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import type { ControlStatus } from '@countersign/oscal/status/control-status'
import { strToU8, zip } from 'fflate'
import type { Evidence } from '../../evidence/service.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Compliance } from '../service.ts'
import type { CheckThread, SetFault } from './check-thread.ts'
import { factIdsOf, placedStatuses } from './placed-statuses.ts'
import { type ConnectedSource, type SystemNames, tenantSystem } from './tenant-system.ts'

/** A set that is fit to leave, or why it is not. */
export type CheckedDocuments =
  | { readonly kind: 'documents'; readonly documents: readonly NamedDocument[] }
  | { readonly kind: 'defective'; readonly faults: readonly SetFault[] }

/** OSCAL documents of a tenant, made when they are asked for, from what its controls are judged by at that moment. */
export type OscalOut = {
  /** Errors: NOT_FOUND when there is no such framework. Throws when a document is defective: none leaves then. */
  readonly documents: (tenantId: TenantId, frameworkId: string) => Promise<readonly NamedDocument[]>
  /** Errors: NOT_FOUND, also when the set has no document of this name. */
  readonly document: (tenantId: TenantId, frameworkId: string, name: string) => Promise<NamedDocument>
  /** The whole set as a zip. Errors: NOT_FOUND. */
  readonly archive: (tenantId: TenantId, frameworkId: string) => Promise<Buffer>
  /** For packs, whose other files are no reason to withhold. `controls`: empty for all. */
  readonly checked: (
    tenantId: TenantId,
    frameworkId: string,
    controls: readonly string[],
    hrefOf: (factId: string) => string,
  ) => Promise<CheckedDocuments>
}

export type OscalPorts = {
  readonly compliance: Pick<Compliance, 'statuses'>
  readonly evidence: Pick<Evidence, 'places'>
  readonly kinds: readonly EvidenceKind[]
  readonly check: Pick<CheckThread, 'faultsOf'>
  readonly names: (tenantId: TenantId) => Promise<SystemNames>
  readonly sourcesOf: (tenantId: TenantId) => Promise<readonly ConnectedSource[]>
}

export function openOscalOut(ports: OscalPorts): OscalOut {
  const documents: OscalOut['documents'] = async (tenantId, frameworkId) => {
    const made = await checkedDocuments(ports, tenantId, frameworkId, [], entryAddress(tenantId))
    if (made.kind === 'documents') return made.documents
    const [first] = made.faults
    throw new Error(`${made.faults.length} faults in OSCAL documents, first: ${JSON.stringify(first)}`)
  }
  return {
    documents,
    document: async (tenantId, frameworkId, name) => {
      const found = (await documents(tenantId, frameworkId)).find((one) => one.name === name)
      if (found === undefined) throw new CountersignError('NOT_FOUND', `${name} of ${frameworkId}`)
      return found
    },
    archive: async (tenantId, frameworkId) => zipped(await documents(tenantId, frameworkId)),
    checked: (tenantId, frameworkId, controls, hrefOf) =>
      checkedDocuments(ports, tenantId, frameworkId, controls, hrefOf),
  }
}

async function checkedDocuments(
  { compliance, evidence, kinds, check, names, sourcesOf }: OscalPorts,
  tenantId: TenantId,
  frameworkId: string,
  controls: readonly string[],
  hrefOf: (factId: string) => string,
): Promise<CheckedDocuments> {
  const assessed = await compliance.statuses(tenantId, frameworkId)
  const system = tenantSystem(await names(tenantId), assessed, kinds, await sourcesOf(tenantId), controls)
  const places = await evidence.places(tenantId, 'control', factIdsOf(assessed.statuses))
  const statuses = placedStatuses(assessed.statuses, places, hrefOf)
  const window = { fromMs: earliestMs(statuses, assessed.atMs), toMs: assessed.atMs }
  const documents = emitDocuments(system, statuses, window)
  const faults = await check.faultsOf(documents)
  return faults.length === 0 ? { kind: 'documents', documents } : { kind: 'defective', faults }
}

/** Results speak from the oldest fact that still counts for something. */
function earliestMs(statuses: readonly ControlStatus[], nowMs: number): number {
  const standings = statuses.flatMap(({ shows, adds }) => [...shows, ...adds])
  const times = standings.flatMap(({ facts }) => facts.map(({ collectedMs }) => collectedMs))
  return times.reduce((earliest, ms) => Math.min(earliest, ms), nowMs)
}

/** Where the API shows the entry of an observation. */
function entryAddress(tenantId: TenantId): (factId: string) => string {
  return (factId) =>
    `/api/tenants/${encodeURIComponent(tenantId)}/evidence/entry?kind=control&ref=${encodeURIComponent(factId)}`
}

export function documentText({ document }: NamedDocument): string {
  return `${JSON.stringify(document, null, 1)}\n`
}

function zipped(documents: readonly NamedDocument[]): Promise<Buffer> {
  const files = Object.fromEntries(documents.map((one) => [one.name, strToU8(documentText(one))]))
  return new Promise((resolve, reject) => {
    zip(files, { level: 6 }, (error, bytes) => (error === null ? resolve(Buffer.from(bytes)) : reject(error)))
  })
}

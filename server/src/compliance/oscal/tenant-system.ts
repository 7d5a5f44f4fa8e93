import type { OscalVersion } from '@countersign/oscal/document/document'
import type { AssessedSystem, SystemComponent } from '@countersign/oscal/emit/assessed-system'
import type { EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import { controlsOf, type Framework } from '@countersign/oscal/framework/framework'
import { shippedCsf20, shippedNist80053 } from '@countersign/oscal/shipped/shipped'
import type { AssessedFramework } from '../service.ts'

/** What documents are written as: the version that most tools read. */
export const writtenVersion: OscalVersion = '1.1.3'

/** Who a set is about, and who says so. */
export type SystemNames = {
  readonly tenantId: string
  readonly tenantName: string
  readonly operatorName: string
  readonly region: string
}

export type ConnectedSource = { readonly sourceId: string; readonly name: string; readonly format: string }

const selectionId = 'selected'

/** `controls` narrows the set to these ids; empty: all of the tenant's baseline. */
export function tenantSystem(
  names: SystemNames,
  { framework, baselineId, atMs }: AssessedFramework,
  kinds: readonly EvidenceKind[],
  sources: readonly ConnectedSource[],
  controls: readonly string[],
): AssessedSystem {
  const catalog = issuerCatalog(framework.id)
  const narrowed = controls.length === 0 ? undefined : selection(framework, baselineId, controls)
  const scope = narrowed === undefined ? baselineId : selectionId
  return {
    ...names,
    framework: narrowed ?? framework,
    ...(scope === undefined ? {} : { baselineId: scope }),
    ...(catalog === undefined ? {} : { catalog }),
    kinds,
    connectors: sources.map(connectorOf),
    madeAt: new Date(atMs).toISOString(),
    oscalVersion: writtenVersion,
  }
}

function issuerCatalog(frameworkId: string) {
  if (frameworkId === 'nist-800-53-r5') return shippedNist80053()
  return frameworkId === 'csf-2.0' ? shippedCsf20() : undefined
}

/** The framework with one more baseline: what was asked for, of what the tenant is assessed by. */
function selection(
  framework: Framework,
  baselineId: string | undefined,
  controls: readonly string[],
): Framework {
  const wanted = new Set(controls)
  const controlIds = controlsOf(framework, baselineId)
    .map(({ id }) => id)
    .filter((id) => wanted.has(id))
  const selected = { id: selectionId, title: 'Selected controls', controlIds }
  return { ...framework, baselines: [...framework.baselines, selected] }
}

function connectorOf({ sourceId, name, format }: ConnectedSource): SystemComponent {
  return {
    subject: `source:${sourceId}`,
    type: 'interconnection',
    title: name,
    description: `A source of log records of the tenant, in the format ${format}.`,
  }
}

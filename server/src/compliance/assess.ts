import type { EvidenceFact, EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import type { Framework } from '@countersign/oscal/framework/framework'
import { assessControls } from '@countersign/oscal/status/assess-controls'
import type { ControlStatus, NotApplicable } from '@countersign/oscal/status/control-status'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { controlDocumentOf, findDocuments, findExemptions, type StoredDocument } from './control-store.ts'
import { findObservations, type StoredObservation } from './observation-store.ts'

/** Everything that a tenant's controls are judged by, read once for all frameworks. */
export type AssessmentInput = {
  readonly facts: readonly EvidenceFact[]
  readonly expectedSubjects: ReadonlyMap<string, readonly string[]>
  readonly documents: readonly StoredDocument[]
  readonly exemptions: readonly NotApplicable[]
}

/** Sources that are switched on: each has to give evidence of its own for kinds of scope `each-subject`. */
export type SourcesOf = (tenantId: TenantId) => Promise<readonly { readonly sourceId: string }[]>

export async function readInput(
  { state, sourcesOf, kinds }: ReadParts,
  tenantId: TenantId,
): Promise<AssessmentInput> {
  const sources = (await sourcesOf(tenantId)).map(({ sourceId }) => `source:${sourceId}`)
  const perSubject = kinds.filter(({ scope }) => scope === 'each-subject')
  return state.forTenant(tenantId, async (tx) => ({
    facts: (await findObservations(tx)).map(factOf),
    expectedSubjects: new Map(perSubject.map(({ id }) => [id, sources])),
    documents: await findDocuments(tx),
    exemptions: await findExemptions(tx),
  }))
}

export type ReadParts = {
  readonly state: State
  readonly sourcesOf: SourcesOf
  readonly kinds: readonly EvidenceKind[]
}

export function assess(
  framework: Framework,
  kinds: readonly EvidenceKind[],
  input: AssessmentInput,
  nowMs: number,
): readonly ControlStatus[] {
  const inForce = input.documents.filter(({ withdrawn_at }) => withdrawn_at === null)
  return assessControls({
    framework,
    kinds,
    facts: input.facts,
    expectedSubjects: input.expectedSubjects,
    documents: inForce.map(controlDocumentOf),
    notApplicable: input.exemptions,
    nowMs,
  })
}

function factOf({
  ref,
  kind_id,
  subject,
  satisfied,
  statement,
  collected_at,
}: StoredObservation): EvidenceFact {
  return {
    id: ref,
    kindId: kind_id,
    subject,
    outcome: satisfied ? 'satisfied' : 'not-satisfied',
    collectedMs: collected_at.getTime(),
    statement,
  }
}

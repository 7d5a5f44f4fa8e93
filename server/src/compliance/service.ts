import type {
  AttachedDocument,
  ComplianceOverview,
  ControlDetail,
  DocumentPost,
  ExemptionPut,
  FrameworkChoicePut,
  FrameworkStatus,
} from '@countersign/api/compliance'
import type { TechniqueControls } from '@countersign/oscal/attack/technique-controls'
import type { EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import { controlsOf, type Framework } from '@countersign/oscal/framework/framework'
import type { ControlStatus } from '@countersign/oscal/status/control-status'
import { type Drift, driftBetween } from '@countersign/oscal/status/drift'
import type { Evidence } from '../evidence/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { SecretBox } from '../platform/auth/secret-box.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { assess, readInput, type SourcesOf } from './assess.ts'
import {
  deleteExemption,
  type FrameworkChoice,
  findChoices,
  findStates,
  putExemption,
  putStates,
  replaceChoices,
  type StoredState,
  withdrawDocument,
} from './control-store.ts'
import { type Detected, detectedFor } from './detected.ts'
import { attachDocument, documentContent, shownDocument } from './documents.ts'
import { observeTenant } from './observe.ts'
import type { Probe } from './probe.ts'
import { detailOf, lapsingNext, statusOf, summaryOf } from './shown-controls.ts'

export type { Observation, Probe, ProbeWindow } from './probe.ts'

/** Live controls of a tenant: README.md. */
export type Compliance = {
  readonly overview: (tenantId: TenantId) => Promise<ComplianceOverview>
  /** Errors: NOT_FOUND when there is no such framework or baseline. */
  readonly choose: (tenantId: TenantId, choice: FrameworkChoicePut) => Promise<ComplianceOverview>
  /** Errors: NOT_FOUND. */
  readonly framework: (tenantId: TenantId, frameworkId: string) => Promise<FrameworkStatus>
  readonly control: (tenantId: TenantId, frameworkId: string, controlId: string) => Promise<ControlDetail>
  readonly attach: (
    tenantId: TenantId,
    frameworkId: string,
    controlId: string,
    document: DocumentPost,
    by: string,
  ) => Promise<AttachedDocument>
  readonly document: (
    tenantId: TenantId,
    documentId: string,
  ) => Promise<{ readonly document: AttachedDocument; readonly content: Buffer }>
  readonly withdraw: (tenantId: TenantId, documentId: string) => Promise<void>
  readonly exempt: (
    tenantId: TenantId,
    frameworkId: string,
    controlId: string,
    exemption: ExemptionPut,
    by: string,
  ) => Promise<void>
  readonly endExemption: (tenantId: TenantId, frameworkId: string, controlId: string) => Promise<void>
  /** Runs probes that are due, judges every control, and reports what stopped being live. Repeatable. */
  readonly assess: (tenantId: TenantId) => Promise<readonly Drift[]>
  /** For OSCAL and packs: the statuses of one framework now. */
  readonly statuses: (tenantId: TenantId, frameworkId: string) => Promise<AssessedFramework>
  readonly chosen: (tenantId: TenantId) => Promise<readonly FrameworkChoice[]>
}

export type AssessedFramework = {
  readonly framework: Framework
  readonly baselineId: string | undefined
  readonly statuses: readonly ControlStatus[]
  readonly atMs: number
}

export type CompliancePorts = {
  readonly frameworks: ReadonlyMap<string, Framework>
  readonly kinds: readonly EvidenceKind[]
  readonly probes: readonly Probe[]
  readonly sourcesOf: SourcesOf
  /** What rules found lately. */
  readonly detected: (tenantId: TenantId) => Promise<readonly Detected[]>
  readonly techniqueControls: TechniqueControls
  readonly evidence: Pick<Evidence, 'state'>
  /** A control that was live and is not any more. */
  readonly report: (tenantId: TenantId, drifts: readonly Drift[], nowMs: number) => Promise<void>
  readonly box: SecretBox
}

export type ComplianceParts = Pick<Platform, 'state' | 'clock' | 'log'> & CompliancePorts

/** The framework whose controls ATT&CK techniques are mapped to. */
const mappedFrameworkId = 'nist-800-53-r5'

export function openCompliance(parts: ComplianceParts): Compliance {
  const { state, clock } = parts
  const overview: Compliance['overview'] = async (tenantId) => overviewOf(parts, tenantId)
  return {
    overview,
    chosen: (tenantId) => state.forTenant(tenantId, findChoices),
    choose: async (tenantId, { frameworks }) => {
      const choices = frameworks.map(({ frameworkId, baselineId }) => ({
        frameworkId,
        baselineId: baselineId ?? undefined,
      }))
      for (const choice of choices) knownChoice(parts, choice)
      await state.forTenant(tenantId, async (tx) => {
        noteAudit({ before: await findChoices(tx), after: choices })
        await replaceChoices(tx, tenantId, choices, new Date(clock.now()))
      })
      return overview(tenantId)
    },
    statuses: (tenantId, frameworkId) => statusesOf(parts, tenantId, frameworkId),
    framework: async (tenantId, frameworkId) => statusOf(await statusesOf(parts, tenantId, frameworkId)),
    control: async (tenantId, frameworkId, controlId) => controlOf(parts, tenantId, frameworkId, controlId),
    ...changes(parts),
    assess: (tenantId) => assessTenant(parts, tenantId),
  }
}

function changes(
  parts: ComplianceParts,
): Pick<Compliance, 'attach' | 'document' | 'withdraw' | 'exempt' | 'endExemption'> {
  const { state, clock } = parts
  return {
    attach: async (tenantId, frameworkId, controlId, document, by) => {
      knownControl(parts, frameworkId, controlId)
      return attachDocument(parts, tenantId, { frameworkId, controlId, document, by })
    },
    document: (tenantId, documentId) => documentContent(parts, tenantId, documentId),
    withdraw: async (tenantId, documentId) => {
      const at = new Date(clock.now())
      noteAudit({ target: { document: documentId } })
      if (!(await state.forTenant(tenantId, (tx) => withdrawDocument(tx, documentId, at))))
        throw new CountersignError('NOT_FOUND', `document ${documentId}`)
    },
    exempt: async (tenantId, frameworkId, controlId, { reason, reviewAt }, by) => {
      knownControl(parts, frameworkId, controlId)
      const review = reviewAt === undefined || reviewAt === null ? {} : { reviewMs: Date.parse(reviewAt) }
      const exemption = { frameworkId, controlId, reason, decidedBy: by, decidedMs: clock.now(), ...review }
      await state.forTenant(tenantId, async (tx) => {
        noteAudit({ target: { framework: frameworkId, control: controlId }, after: { reason } })
        await putExemption(tx, tenantId, exemption)
      })
    },
    endExemption: async (tenantId, frameworkId, controlId) => {
      noteAudit({ target: { framework: frameworkId, control: controlId } })
      if (!(await state.forTenant(tenantId, (tx) => deleteExemption(tx, frameworkId, controlId))))
        throw new CountersignError('NOT_FOUND', `${frameworkId} ${controlId}`)
    },
  }
}

async function overviewOf(parts: ComplianceParts, tenantId: TenantId): Promise<ComplianceOverview> {
  const nowMs = parts.clock.now()
  const choices = await parts.state.forTenant(tenantId, findChoices)
  const input = await readInput(parts, tenantId)
  const assessed = choices.flatMap(({ frameworkId, baselineId }) => {
    const framework = parts.frameworks.get(frameworkId)
    if (framework === undefined) return []
    return [{ framework, baselineId, statuses: assess(framework, parts.kinds, input, nowMs), atMs: nowMs }]
  })
  return {
    at: new Date(nowMs).toISOString(),
    frameworks: [...parts.frameworks.values()].map((framework) =>
      summaryOf(
        framework,
        assessed.find((one) => one.framework === framework),
      ),
    ),
    lapsingNext: lapsingNext(assessed),
  }
}

async function statusesOf(
  parts: ComplianceParts,
  tenantId: TenantId,
  frameworkId: string,
): Promise<AssessedFramework> {
  const framework = knownFramework(parts, frameworkId)
  const choices = await parts.state.forTenant(tenantId, findChoices)
  const baselineId = choices.find((choice) => choice.frameworkId === frameworkId)?.baselineId
  const atMs = parts.clock.now()
  const statuses = assess(framework, parts.kinds, await readInput(parts, tenantId), atMs)
  return { framework, baselineId, statuses, atMs }
}

async function controlOf(
  parts: ComplianceParts,
  tenantId: TenantId,
  frameworkId: string,
  controlId: string,
): Promise<ControlDetail> {
  const framework = knownControl(parts, frameworkId, controlId)
  const input = await readInput(parts, tenantId)
  const status = assess(framework, parts.kinds, input, parts.clock.now()).find(
    (one) => one.controlId === controlId,
  )
  if (status === undefined) throw new CountersignError('NOT_FOUND', `${frameworkId} ${controlId}`)
  const ofControl = (one: { readonly frameworkId: string; readonly controlId: string }) =>
    one.frameworkId === frameworkId && one.controlId === controlId
  const documents = input.documents.map(shownDocument).filter(ofControl)
  const isMapped = frameworkId === mappedFrameworkId
  const detected = isMapped
    ? detectedFor(parts.techniqueControls, controlId, await parts.detected(tenantId))
    : []
  const about = { documents, detected, exemption: input.exemptions.find(ofControl) }
  return detailOf(framework, parts.kinds, status, about)
}

async function assessTenant(parts: ComplianceParts, tenantId: TenantId): Promise<readonly Drift[]> {
  const { state, clock, kinds, frameworks, report } = parts
  await observeTenant(parts, tenantId)
  const input = await readInput(parts, tenantId)
  const nowMs = clock.now()
  const drifts: Drift[] = []
  for (const { frameworkId, baselineId } of await state.forTenant(tenantId, findChoices)) {
    const framework = frameworks.get(frameworkId)
    if (framework === undefined) continue
    const wanted = new Set(controlsOf(framework, baselineId).map(({ id }) => id))
    const statuses = assess(framework, kinds, input, nowMs).filter(({ controlId }) => wanted.has(controlId))
    drifts.push(...(await state.forTenant(tenantId, (tx) => moveStates(tx, tenantId, statuses, nowMs))))
  }
  if (drifts.length > 0) await report(tenantId, drifts, nowMs)
  return drifts
}

/** What changed since the last assessment, which this one replaces. */
async function moveStates(
  tx: StateTransaction,
  tenantId: TenantId,
  statuses: readonly ControlStatus[],
  nowMs: number,
): Promise<readonly Drift[]> {
  const [first] = statuses
  if (first === undefined) return []
  const before = (await findStates(tx, first.frameworkId)).map(earlierStatus)
  await putStates(tx, tenantId, statuses, new Date(nowMs))
  return driftBetween(before, statuses)
}

function earlierStatus({ framework_id, control_id, state, until_at }: StoredState): ControlStatus {
  return {
    frameworkId: framework_id,
    controlId: control_id,
    state: state as ControlStatus['state'],
    ...(until_at === null ? {} : { untilMs: until_at.getTime() }),
    reasons: [],
    shows: [],
    adds: [],
    documents: [],
  }
}

function knownFramework({ frameworks }: ComplianceParts, frameworkId: string): Framework {
  const framework = frameworks.get(frameworkId)
  if (framework === undefined) throw new CountersignError('NOT_FOUND', `framework ${frameworkId}`)
  return framework
}

function knownControl(parts: ComplianceParts, frameworkId: string, controlId: string): Framework {
  const framework = knownFramework(parts, frameworkId)
  if (!controlsOf(framework).some(({ id }) => id === controlId))
    throw new CountersignError('NOT_FOUND', `control ${controlId} of ${frameworkId}`)
  return framework
}

function knownChoice(parts: ComplianceParts, { frameworkId, baselineId }: FrameworkChoice): void {
  const { baselines } = knownFramework(parts, frameworkId)
  if (baselineId !== undefined && !baselines.some(({ id }) => id === baselineId))
    throw new CountersignError('NOT_FOUND', `baseline ${baselineId} of ${frameworkId}`)
}

import type {
  AttachedDocument,
  ComplianceOverview,
  ControlDetail,
  ControlEvidence,
  ControlRow,
  FrameworkStatus,
  FrameworkSummary,
} from '@countersign/api/compliance'
import type { EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import {
  controlsOf,
  countedControls,
  type Framework,
  type FrameworkControl,
} from '@countersign/oscal/framework/framework'
import type { ControlStatus, KindStanding, NotApplicable } from '@countersign/oscal/status/control-status'
import { coverageOf } from '@countersign/oscal/status/coverage'
import type { Detected } from './detected.ts'
import type { AssessedFramework } from './service.ts'

const lapsingShown = 20

const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())

export function summaryOf(framework: Framework, assessed: AssessedFramework | undefined): FrameworkSummary {
  const { id, title, issuer, source, counting, baselines } = framework
  return {
    frameworkId: id,
    title,
    issuer,
    source: { title: source.title, url: source.url, release: source.release },
    counting,
    baselines: baselines.map((one) => ({
      id: one.id,
      title: one.title,
      controls: controlsOf(framework, one.id).length,
    })),
    controls: countedControls(framework).length,
    chosen: assessed === undefined ? null : { baselineId: assessed.baselineId ?? null },
    coverage: assessed === undefined ? null : coverageOf(framework, assessed.statuses, assessed.baselineId),
  }
}

/** What of all these frameworks lapses next, if nothing new comes. */
export function lapsingNext(assessed: readonly AssessedFramework[]): ComplianceOverview['lapsingNext'] {
  return assessed
    .flatMap(({ framework, baselineId, statuses }) => {
      const controls = new Map(controlsOf(framework, baselineId).map((control) => [control.id, control]))
      return statuses.flatMap(({ controlId, untilMs }) => {
        const control = controls.get(controlId)
        if (control === undefined || untilMs === undefined) return []
        const { label, title } = control
        const untilAt = new Date(untilMs).toISOString()
        return [{ frameworkId: framework.id, controlId, label, title, untilAt }]
      })
    })
    .sort((a, b) => a.untilAt.localeCompare(b.untilAt))
    .slice(0, lapsingShown)
}

export function statusOf({ framework, baselineId, statuses, atMs }: AssessedFramework): FrameworkStatus {
  const byId = new Map(statuses.map((status) => [status.controlId, status]))
  const controls = controlsOf(framework, baselineId)
  const groups = framework.groups.flatMap(({ id, title }) => {
    const ofGroup = { ...framework, controls: controls.filter(({ group }) => group === id), baselines: [] }
    return ofGroup.controls.length === 0 ? [] : [{ id, title, coverage: coverageOf(ofGroup, statuses) }]
  })
  return {
    frameworkId: framework.id,
    title: framework.title,
    baselineId: baselineId ?? null,
    at: new Date(atMs).toISOString(),
    coverage: coverageOf(framework, statuses, baselineId),
    groups,
    controls: controls.map((control) => rowOf(control, byId.get(control.id))),
  }
}

function rowOf(
  { id, label, title, reference, group }: FrameworkControl,
  status: ControlStatus | undefined,
): ControlRow {
  return {
    controlId: id,
    label,
    title,
    reference,
    group,
    state: status?.state ?? 'not-evidenced',
    untilAt: time(status?.untilMs),
    reason: status?.reasons[0] ?? '',
  }
}

type AboutControl = {
  readonly documents: readonly AttachedDocument[]
  readonly detected: readonly Detected[]
  readonly exemption: NotApplicable | undefined
}

export function detailOf(
  framework: Framework,
  kinds: readonly EvidenceKind[],
  status: ControlStatus,
  { documents, detected, exemption }: AboutControl,
): ControlDetail {
  const control = framework.controls.find(({ id }) => id === status.controlId) as FrameworkControl
  const shown = (standing: KindStanding) => evidenceOf(kinds, standing)
  return {
    ...rowOf(control, status),
    frameworkId: framework.id,
    reasons: [...status.reasons],
    shows: status.shows.map(shown),
    adds: status.adds.map(shown),
    documents: [...documents],
    detections: detected.map(({ lastMs, techniqueIds, ...one }) => ({
      ...one,
      techniqueIds: [...techniqueIds],
      lastAt: new Date(lastMs).toISOString(),
    })),
    exemption:
      exemption === undefined
        ? null
        : {
            reason: exemption.reason,
            decidedBy: exemption.decidedBy,
            decidedAt: new Date(exemption.decidedMs).toISOString(),
            reviewAt: time(exemption.reviewMs),
          },
  }
}

function evidenceOf(
  kinds: readonly EvidenceKind[],
  { kindId, standing, atMs, subjects, facts, because }: KindStanding,
): ControlEvidence {
  const kind = kinds.find(({ id }) => id === kindId)
  return {
    kindId,
    title: kind?.title ?? kindId,
    recorded: kind?.recorded ?? '',
    liveWhen: kind?.liveWhen ?? '',
    cadenceSeconds: kind?.cadenceSeconds ?? 0,
    because,
    standing,
    at: time(atMs),
    subjects: [...subjects],
    facts: facts.map(({ id, subject, outcome, statement, collectedMs }) => ({
      subject,
      satisfied: outcome === 'satisfied',
      statement,
      collectedAt: new Date(collectedMs).toISOString(),
      entry: { kind: 'control', ref: id },
    })),
  }
}

import { uuidOf } from '../document/uuid.ts'
import type { EvidenceKind } from '../evidence/evidence-kind.ts'
import { type AssessedSystem, documentNames, platformComponent } from './assessed-system.ts'
import { frameworkControlIds } from './catalog-and-profile.ts'
import { componentUuid } from './component-definition.ts'
import { metadataOf, withUuid } from './document-metadata.ts'
import { oscalId } from './oscal-text.ts'

export function taskUuid({ tenantId, framework }: AssessedSystem, kindId: string): string {
  return uuidOf(tenantId, 'task', framework.id, kindId)
}

/** One activity and one recurring task for each kind of evidence. */
export function emitAssessmentPlan(system: AssessedSystem) {
  const kinds = system.kinds.filter((kind) => controlsShown(system, kind).length > 0)
  return withUuid(system, 'assessment-plan', {
    metadata: metadataOf(system, 'Continuous assessment plan'),
    'import-ssp': { href: `./${documentNames.systemSecurityPlan}` },
    ...(kinds.length === 0
      ? {}
      : { 'local-definitions': { activities: kinds.map((kind) => activityOf(system, kind)) } }),
    'reviewed-controls': reviewedControls(system),
    'assessment-subjects': [{ type: 'component', 'include-all': {} }],
    'assessment-assets': assetsOf(system),
    ...(kinds.length === 0 ? {} : { tasks: kinds.map((kind) => taskOf(system, kind)) }),
  })
}

export function reviewedControls({ framework, baselineId }: AssessedSystem) {
  const controls = frameworkControlIds(framework, baselineId).map((id) => ({ 'control-id': oscalId(id) }))
  return { 'control-selections': [{ 'include-controls': controls }] }
}

function controlsShown(
  { framework, baselineId }: AssessedSystem,
  { supports }: EvidenceKind,
): readonly string[] {
  const inScope = new Set(frameworkControlIds(framework, baselineId))
  const ids = supports
    .filter(({ frameworkId }) => frameworkId === framework.id)
    .flatMap(({ controlIds }) => controlIds)
  return [...new Set(ids)].filter((id) => inScope.has(id))
}

function activityUuid({ tenantId, framework }: AssessedSystem, kindId: string): string {
  return uuidOf(tenantId, 'activity', framework.id, kindId)
}

function activityOf(system: AssessedSystem, kind: EvidenceKind) {
  const controls = controlsShown(system, kind).map((id) => ({ 'control-id': oscalId(id) }))
  return {
    uuid: activityUuid(system, kind.id),
    title: kind.title,
    description: `${kind.recorded} It counts when this holds: ${kind.liveWhen}`,
    props: [{ name: 'method', value: kind.method }],
    'related-controls': { 'control-selections': [{ 'include-controls': controls }] },
  }
}

function taskOf(system: AssessedSystem, kind: EvidenceKind) {
  const subjects = [{ type: 'component', 'include-all': {} }]
  return {
    uuid: taskUuid(system, kind.id),
    type: 'action',
    title: kind.title,
    timing: { 'at-frequency': { period: kind.cadenceSeconds, unit: 'seconds' } },
    'associated-activities': [{ 'activity-uuid': activityUuid(system, kind.id), subjects }],
  }
}

function assetsOf(system: AssessedSystem) {
  return {
    'assessment-platforms': [
      {
        uuid: uuidOf(system.tenantId, 'assessment-platform'),
        title: 'Countersign',
        'uses-components': [{ 'component-uuid': componentUuid(system, platformComponent.subject) }],
      },
    ],
  }
}

import { uuidOf } from '../document/uuid.ts'
import type { EvidenceKind } from '../evidence/evidence-kind.ts'
import {
  type AssessedSystem,
  componentsOf,
  documentNames,
  platformComponent,
  type SystemComponent,
} from './assessed-system.ts'
import { frameworkControlIds } from './catalog-and-profile.ts'
import { metadataOf, withUuid } from './document-metadata.ts'
import { oscalId, oscalText } from './oscal-text.ts'

export function componentUuid({ tenantId }: AssessedSystem, subject: string): string {
  return uuidOf(tenantId, 'component', subject)
}

/** The platform and each connector, with what each gives evidence for. */
export function emitComponentDefinition(system: AssessedSystem) {
  return withUuid(system, 'component-definition', {
    metadata: metadataOf(system, 'Components of the managed security service'),
    components: componentsOf(system).map((component) => definedComponent(system, component)),
  })
}

function definedComponent(system: AssessedSystem, component: SystemComponent) {
  const requirements = implementedRequirements(system, component)
  const base = {
    uuid: componentUuid(system, component.subject),
    type: component.type,
    title: oscalText(component.title),
    description: oscalText(component.description),
  }
  if (requirements.length === 0) return base
  const implementation = {
    uuid: uuidOf(system.tenantId, 'control-implementation', component.subject, system.framework.id),
    source: `./${documentNames.profile}`,
    description: `What this component records as evidence for controls of ${system.framework.title}.`,
    'implemented-requirements': requirements,
  }
  return { ...base, 'control-implementations': [implementation] }
}

function implementedRequirements(system: AssessedSystem, { subject }: SystemComponent) {
  const { framework, baselineId, tenantId } = system
  return frameworkControlIds(framework, baselineId).flatMap((controlId) => {
    const reasons = kindsFor(system, controlId)
      .filter((kind) => isRecordedBy(kind, subject))
      .map((kind) => `${kind.title}: ${becauseOf(kind, framework.id, controlId)}`)
    if (reasons.length === 0) return []
    const uuid = uuidOf(tenantId, 'component-requirement', subject, framework.id, controlId)
    return [{ uuid, 'control-id': oscalId(controlId), description: reasons.join('\n\n') }]
  })
}

/** What is observed on each source is a connector's; everything else is the platform's. */
function isRecordedBy(kind: EvidenceKind, subject: string): boolean {
  return (subject === platformComponent.subject) === (kind.scope === 'tenant')
}

/** Kinds that show or add to a control of the system's framework. */
export function kindsFor({ kinds, framework }: AssessedSystem, controlId: string): readonly EvidenceKind[] {
  return kinds.filter(({ supports }) =>
    supports.some(
      (support) => support.frameworkId === framework.id && support.controlIds.includes(controlId),
    ),
  )
}

export function becauseOf(kind: EvidenceKind, frameworkId: string, controlId: string): string {
  const support = kind.supports.find(
    (one) => one.frameworkId === frameworkId && one.controlIds.includes(controlId),
  )
  return support?.because ?? kind.recorded
}

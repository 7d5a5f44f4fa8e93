import { uuidOf } from '../document/uuid.ts'
import type { ControlStatus } from '../status/control-status.ts'
import { type AssessedSystem, componentsOf, documentNames, platformComponent } from './assessed-system.ts'
import { frameworkControlIds, knownStatements, statementOf } from './catalog-and-profile.ts'
import { componentUuid, kindsFor } from './component-definition.ts'
import { metadataOf, operatorUuid, tenantUuid, withUuid } from './document-metadata.ts'
import { instant, oscalId, oscalText, ownProperty } from './oscal-text.ts'

/** The plan by component: for each control what the platform does, and in which state that is. */
export function emitSystemSecurityPlan(system: AssessedSystem, statuses: readonly ControlStatus[]) {
  const byId = new Map(statuses.map((status) => [status.controlId, status]))
  const known = knownStatements(system)
  return withUuid(system, 'system-security-plan', {
    metadata: metadataOf(system, 'System security plan of the managed security service'),
    'import-profile': { href: `./${documentNames.profile}` },
    'system-characteristics': characteristicsOf(system),
    'system-implementation': implementationOf(system),
    'control-implementation': {
      description:
        'What the platform shows by evidence, and what people attached as documents. A control without either says so.',
      'implemented-requirements': frameworkControlIds(system.framework, system.baselineId).map((id) =>
        requirementOf(system, id, byId.get(id), known),
      ),
    },
  })
}

/** Where a finding of the assessment results points to: the statement of the plan that it is about. */
export function implementationUuid({ tenantId, framework }: AssessedSystem, controlId: string): string {
  return uuidOf(tenantId, 'statement', framework.id, controlId)
}

function characteristicsOf(system: AssessedSystem) {
  const informationType = {
    uuid: uuidOf(system.tenantId, 'information-type', 'security-records'),
    title: 'Security records',
    description: 'Log records of the tenant and what was found in them.',
  }
  return {
    'system-ids': [
      { id: uuidOf(system.tenantId, 'system'), 'identifier-type': 'http://ietf.org/rfc/rfc4122' },
    ],
    'system-name': oscalText(`Managed security service for ${system.tenantName}`),
    description: `The managed security service that ${oscalText(system.operatorName)} provides, in region ${oscalText(system.region)}.`,
    'system-information': { 'information-types': [informationType] },
    status: { state: 'operational' },
    'authorization-boundary': {
      description: `Stores, keys and log of region ${oscalText(system.region)}, and the sources of the tenant.`,
    },
  }
}

function implementationOf(system: AssessedSystem) {
  const responsible = [{ 'role-id': 'provider', 'party-uuids': [operatorUuid(system)] }]
  return {
    users: [
      {
        uuid: uuidOf(system.tenantId, 'user', 'provider'),
        title: 'People of the provider',
        'role-ids': ['provider'],
      },
      {
        uuid: uuidOf(system.tenantId, 'user', 'tenant'),
        title: 'People of the tenant',
        'role-ids': ['asset-owner'],
      },
    ],
    components: componentsOf(system).map((component) => ({
      uuid: componentUuid(system, component.subject),
      type: component.type,
      title: oscalText(component.title),
      description: oscalText(component.description),
      props: [ownProperty('subject', component.subject)],
      status: { state: 'operational' },
      'responsible-roles': responsible,
    })),
    remarks: `Whose system it is: party ${tenantUuid(system)}.`,
  }
}

function requirementOf(
  system: AssessedSystem,
  controlId: string,
  status: ControlStatus | undefined,
  known: ReadonlySet<string>,
) {
  const base = {
    uuid: uuidOf(system.tenantId, 'requirement', system.framework.id, controlId),
    'control-id': oscalId(controlId),
    props: [ownProperty('control-status', status?.state ?? 'not-evidenced'), ...untilOf(status)],
  }
  const statement = statementOf(controlId, known)
  if (status === undefined || status.state === 'not-evidenced' || statement === undefined)
    return { ...base, remarks: remarksOf(status) }
  const byComponents = byComponentsOf(system, status)
  const uuid = implementationUuid(system, controlId)
  return { ...base, statements: [{ 'statement-id': statement, uuid, 'by-components': byComponents }] }
}

function untilOf(status: ControlStatus | undefined) {
  return status?.untilMs === undefined ? [] : [ownProperty('status-until', instant(status.untilMs))]
}

function remarksOf(status: ControlStatus | undefined): string {
  return status?.reasons.map(oscalText).join('\n\n') ?? 'Not assessed.'
}

/** The platform stands for the control; each connector does where evidence is observed on it. */
function byComponentsOf(system: AssessedSystem, status: ControlStatus) {
  const perSource = kindsFor(system, status.controlId).some(({ scope }) => scope === 'each-subject')
  const components = perSource ? componentsOf(system) : [platformComponent]
  // Evidence of operation is not yet the whole control: the plan says "partial" and never more.
  const state = status.state === 'not-applicable' ? 'not-applicable' : 'partial'
  return components.map(({ subject }) => ({
    'component-uuid': componentUuid(system, subject),
    uuid: uuidOf(system.tenantId, 'by-component', system.framework.id, status.controlId, subject),
    description: remarksOf(status),
    'implementation-status': { state, remarks: `Status of the evidence: ${status.state}.` },
  }))
}

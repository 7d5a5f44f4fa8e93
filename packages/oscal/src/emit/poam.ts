import { uuidOf } from '../document/uuid.ts'
import type { ControlStatus } from '../status/control-status.ts'
import { type AssessedSystem, documentNames } from './assessed-system.ts'
import { inScope, observationsOf, relatedObservations, riskOf, riskUuid } from './assessment-results.ts'
import { metadataOf, withUuid } from './document-metadata.ts'
import { oscalText, ownProperty } from './oscal-text.ts'

/**
 * What is to be done: an item for each control that lapsed or is not evidenced. Undefined when there is none, because OSCAL has no
 * plan without an item.
 */
export function emitPoam(system: AssessedSystem, statuses: readonly ControlStatus[]) {
  const open = inScope(system, statuses).filter(
    ({ state }) => state === 'lapsed' || state === 'not-evidenced',
  )
  if (open.length === 0) return undefined
  const lapsed = open.filter(({ state }) => state === 'lapsed')
  const observations = observationsOf(system, lapsed, false)
  return withUuid(system, 'plan-of-action-and-milestones', {
    metadata: metadataOf(system, 'Plan of action and milestones'),
    'import-ssp': { href: `./${documentNames.systemSecurityPlan}` },
    'system-id': { id: uuidOf(system.tenantId, 'system'), 'identifier-type': 'http://ietf.org/rfc/rfc4122' },
    ...(observations.length === 0 ? {} : { observations }),
    ...(lapsed.length === 0 ? {} : { risks: lapsed.map((status) => riskOf(system, status)) }),
    'poam-items': open.map((status) => itemOf(system, status)),
  })
}

function itemOf(system: AssessedSystem, status: ControlStatus) {
  const isLapsed = status.state === 'lapsed'
  return {
    uuid: uuidOf(system.tenantId, 'poam-item', system.framework.id, status.controlId),
    title: oscalText(
      `${status.controlId}: ${isLapsed ? 'bring the evidence back' : 'decide how it is shown'}`,
    ),
    description: status.reasons.map(oscalText).join('\n\n') || 'No reason was given.',
    props: [ownProperty('control-status', status.state), ownProperty('control', status.controlId)],
    ...(isLapsed ? relatedObservations(system, status) : {}),
    ...(isLapsed ? { 'related-risks': [{ 'risk-uuid': riskUuid(system, status) }] } : {}),
  }
}

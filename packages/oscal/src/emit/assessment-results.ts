import { uuidOf } from '../document/uuid.ts'
import type { ControlStatus } from '../status/control-status.ts'
import { coverageOf } from '../status/coverage.ts'
import { type AssessedSystem, documentNames } from './assessed-system.ts'
import { reviewedControls } from './assessment-plan.ts'
import { frameworkControlIds, knownStatements, statementOf } from './catalog-and-profile.ts'
import { kindsFor } from './component-definition.ts'
import { metadataOf, withUuid } from './document-metadata.ts'
import { factsOf, observationOf, observationUuid } from './observation.ts'
import { instant, oscalText, ownProperty } from './oscal-text.ts'
import { implementationUuid } from './system-security-plan.ts'

/** From when to when the results speak. */
export type AssessmentWindow = { readonly fromMs: number; readonly toMs: number }

/** Results of the window: an observation for each fact, a finding for each control that is live or has lapsed. */
export function emitAssessmentResults(
  system: AssessedSystem,
  statuses: readonly ControlStatus[],
  window: AssessmentWindow,
) {
  return withUuid(system, 'assessment-results', {
    metadata: metadataOf(system, 'Continuous assessment results'),
    'import-ap': { href: `./${documentNames.assessmentPlan}` },
    results: [resultOf(system, inScope(system, statuses), window)],
  })
}

/** Statuses of the controls that the documents are about. */
export function inScope(
  system: AssessedSystem,
  statuses: readonly ControlStatus[],
): readonly ControlStatus[] {
  const ids = new Set(frameworkControlIds(system.framework, system.baselineId))
  return statuses.filter(
    ({ frameworkId, controlId }) => frameworkId === system.framework.id && ids.has(controlId),
  )
}

function resultOf(
  system: AssessedSystem,
  statuses: readonly ControlStatus[],
  { fromMs, toMs }: AssessmentWindow,
) {
  const observations = observationsOf(system, statuses)
  const findings = findingsOf(system, statuses)
  const risks = statuses.filter(({ state }) => state === 'lapsed').map((status) => riskOf(system, status))
  const coverage = coverageOf(system.framework, statuses, system.baselineId)
  return {
    uuid: uuidOf(system.tenantId, 'result', system.framework.id, instant(fromMs), instant(toMs)),
    title: oscalText(`${system.framework.title}, ${instant(fromMs)} to ${instant(toMs)}`),
    description: `Of ${coverage.total} controls ${coverage.live} are live, ${coverage.manual} rest on documents, ${coverage.lapsed} have lapsed, ${coverage.notEvidenced} are not evidenced and ${coverage.notApplicable} do not apply.`,
    start: instant(fromMs),
    end: instant(toMs),
    'reviewed-controls': reviewedControls(system),
    ...listed('observations', observations),
    ...listed('risks', risks),
    ...listed('findings', findings),
  }
}

/** OSCAL has no empty lists. */
function listed<Name extends string, Item>(
  name: Name,
  items: readonly Item[],
): { readonly [Key in Name]?: readonly Item[] } {
  return items.length === 0 ? {} : ({ [name]: items } as { readonly [Key in Name]?: readonly Item[] })
}

export function observationsOf(system: AssessedSystem, statuses: readonly ControlStatus[], inPlan = true) {
  const kinds = new Map(system.kinds.map((kind) => [kind.id, kind]))
  return factsOf(statuses).flatMap((fact) => {
    const kind = kinds.get(fact.kindId)
    return kind === undefined ? [] : [observationOf(system, fact, kind, inPlan)]
  })
}

function findingsOf(system: AssessedSystem, statuses: readonly ControlStatus[]) {
  const known = knownStatements(system)
  return statuses
    .filter(({ state }) => state === 'live' || state === 'lapsed')
    .flatMap((status) => {
      const statement = statementOf(status.controlId, known)
      return statement === undefined ? [] : [findingOf(system, status, statement)]
    })
}

function findingOf(system: AssessedSystem, status: ControlStatus, statement: string) {
  const isLive = status.state === 'live'
  const remarks = isLive
    ? 'Every kind of evidence declared for the control is in force. This says what was observed, not that the control is met in full.'
    : 'Evidence that the control had before is not in force any more.'
  return {
    uuid: uuidOf(system.tenantId, 'finding', system.framework.id, status.controlId, status.state),
    title: oscalText(`${status.controlId}: ${status.state}`),
    description: status.reasons.map(oscalText).join('\n\n') || 'No reason was given.',
    props: [ownProperty('control-status', status.state)],
    target: {
      type: 'statement-id',
      'target-id': statement,
      status: { state: isLive ? 'satisfied' : 'not-satisfied', reason: isLive ? 'pass' : 'other', remarks },
    },
    'implementation-statement-uuid': implementationUuid(system, status.controlId),
    ...relatedObservations(system, status),
    ...(isLive ? {} : { 'related-risks': [{ 'risk-uuid': riskUuid(system, status) }] }),
  }
}

export function relatedObservations(system: AssessedSystem, status: ControlStatus) {
  const facts = factsOf([status])
  return listed(
    'related-observations',
    facts.map((fact) => ({ 'observation-uuid': observationUuid(system, fact) })),
  )
}

export function riskUuid({ tenantId, framework }: AssessedSystem, { controlId }: ControlStatus): string {
  return uuidOf(tenantId, 'risk', framework.id, controlId)
}

export function riskOf(system: AssessedSystem, status: ControlStatus) {
  const kinds = kindsFor(system, status.controlId).map(({ title }) => title.toLowerCase())
  return {
    uuid: riskUuid(system, status),
    title: oscalText(`${status.controlId} has lapsed`),
    description: status.reasons.map(oscalText).join('\n\n') || 'No reason was given.',
    statement: `While it lasts, nobody can show that this holds: ${kinds.join(', ') || 'what the attached document said'}.`,
    status: 'open',
    ...relatedObservations(system, status),
  }
}

import { uuidOf } from '../document/uuid.ts'
import type { EvidenceFact, EvidenceKind } from '../evidence/evidence-kind.ts'
import type { ControlStatus } from '../status/control-status.ts'
import { expiryOf } from '../status/kind-standing.ts'
import { type AssessedSystem, componentsOf, platformComponent } from './assessed-system.ts'
import { taskUuid } from './assessment-plan.ts'
import { componentUuid } from './component-definition.ts'
import { instant, oscalHref, oscalText, ownProperty } from './oscal-text.ts'

export function observationUuid({ tenantId }: AssessedSystem, fact: EvidenceFact): string {
  return uuidOf(tenantId, 'observation', fact.kindId, fact.id)
}

/** Facts that carry or fail to carry a control, each once. */
export function factsOf(statuses: readonly ControlStatus[]): readonly EvidenceFact[] {
  const facts = statuses.flatMap(({ shows, adds }) =>
    [...shows, ...adds].flatMap((standing) => standing.facts),
  )
  return [...new Map(facts.map((fact) => [`${fact.kindId}\n${fact.id}`, fact])).values()]
}

/** One fact as an observation: how it was made, on what, until when it counts, and where its proof is. */
export function observationOf(
  system: AssessedSystem,
  fact: EvidenceFact,
  kind: EvidenceKind,
  inPlan: boolean,
) {
  const { tenantId } = system
  const actor = { type: 'tool', 'actor-uuid': componentUuid(system, platformComponent.subject) }
  const tasks = inPlan ? { 'related-tasks': [{ 'task-uuid': taskUuid(system, kind.id) }] } : {}
  return {
    uuid: observationUuid(system, fact),
    title: oscalText(`${kind.title}: ${fact.subject}`),
    description: oscalText(fact.statement),
    props: [
      ownProperty('outcome', fact.outcome),
      ownProperty('evidence-kind', kind.id),
      ownProperty('tenant', tenantId),
    ],
    methods: [kind.method],
    types: ['control-objective'],
    origins: [{ actors: [actor], ...tasks }],
    subjects: [{ 'subject-uuid': subjectUuid(system, fact.subject), type: 'component' }],
    'relevant-evidence': [evidenceOf(fact)],
    collected: instant(fact.collectedMs),
    expires: instant(Math.max(fact.collectedMs, expiryOf(fact, kind))),
  }
}

/** A fact on something that is no component of its own was observed on the platform. */
function subjectUuid(system: AssessedSystem, subject: string): string {
  const isKnown = componentsOf(system).some((component) => component.subject === subject)
  return componentUuid(system, isKnown ? subject : platformComponent.subject)
}

function evidenceOf({ href, log, statement }: EvidenceFact) {
  const props =
    log === undefined
      ? {}
      : {
          props: [
            ownProperty('log-origin', log.origin),
            ownProperty('log-index', String(log.index)),
            ownProperty('leaf-hash', log.leafHash),
          ],
        }
  return {
    ...(href === undefined ? {} : { href: oscalHref(href) }),
    description: oscalText(statement),
    ...props,
  }
}

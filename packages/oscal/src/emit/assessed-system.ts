import type { Catalog } from '../document/catalog.ts'
import type { OscalVersion } from '../document/document.ts'
import type { EvidenceKind } from '../evidence/evidence-kind.ts'
import type { Framework } from '../framework/framework.ts'

/** A part of the service that evidence is observed on. */
export type SystemComponent = {
  /** As facts name it in `subject`: `tenant` for the platform as a whole, `source:3f…` for a connector. */
  readonly subject: string
  /** OSCAL's type of component: `software`, `service`, `interconnection`. */
  readonly type: 'software' | 'service' | 'interconnection'
  readonly title: string
  readonly description: string
}

/** What a tenant's OSCAL documents are made from. No clock: `madeAt` is given. */
export type AssessedSystem = {
  readonly tenantId: string
  readonly tenantName: string
  readonly operatorName: string
  readonly region: string
  readonly framework: Framework
  /** Without one, the whole framework. */
  readonly baselineId?: string
  /** The framework's own OSCAL catalog, where there is one; otherwise one is made from the framework. */
  readonly catalog?: Catalog
  readonly kinds: readonly EvidenceKind[]
  /** The platform itself is always there; these are the connectors. */
  readonly connectors: readonly SystemComponent[]
  /** RFC 3339, UTC. */
  readonly madeAt: string
  readonly oscalVersion: OscalVersion
}

/** The files of a set, and what they refer to each other by. */
export const documentNames = {
  catalog: 'catalog.json',
  profile: 'profile.json',
  resolvedCatalog: 'resolved-catalog.json',
  componentDefinition: 'component-definition.json',
  systemSecurityPlan: 'system-security-plan.json',
  assessmentPlan: 'assessment-plan.json',
  assessmentResults: 'assessment-results.json',
  poam: 'plan-of-action-and-milestones.json',
} as const

/** Properties of ours stand in this namespace: control status, place in the transparency log. */
export const ownNamespace = 'urn:countersign:oscal'

export const platformComponent: SystemComponent = {
  subject: 'tenant',
  type: 'software',
  title: 'Countersign',
  description:
    'The platform of the managed security service: takes in records, detects, handles incidents, and keeps evidence in a transparency log.',
}

export function componentsOf(system: AssessedSystem): readonly SystemComponent[] {
  return [platformComponent, ...system.connectors]
}

import type { OscalDocument } from '../document/document.ts'
import type { ControlStatus } from '../status/control-status.ts'
import { type AssessedSystem, documentNames } from './assessed-system.ts'
import { emitAssessmentPlan } from './assessment-plan.ts'
import { type AssessmentWindow, emitAssessmentResults } from './assessment-results.ts'
import { emitProfile, emitResolvedCatalog, sourceCatalog } from './catalog-and-profile.ts'
import { emitComponentDefinition } from './component-definition.ts'
import { emitPoam } from './poam.ts'
import { emitSystemSecurityPlan } from './system-security-plan.ts'

/** A document with the name that the others of its set refer to it by. */
export type NamedDocument = { readonly name: string; readonly document: OscalDocument }

/** Every OSCAL document of a tenant for one framework, referring to each other by file name. */
export function emitDocuments(
  system: AssessedSystem,
  statuses: readonly ControlStatus[],
  window: AssessmentWindow,
): readonly NamedDocument[] {
  const poam = emitPoam(system, statuses)
  const set: readonly NamedDocument[] = [
    { name: documentNames.catalog, document: { catalog: sourceCatalog(system) } },
    { name: documentNames.profile, document: { profile: emitProfile(system) } },
    { name: documentNames.resolvedCatalog, document: { catalog: emitResolvedCatalog(system) } },
    {
      name: documentNames.componentDefinition,
      document: { 'component-definition': emitComponentDefinition(system) },
    },
    {
      name: documentNames.systemSecurityPlan,
      document: { 'system-security-plan': emitSystemSecurityPlan(system, statuses) },
    },
    { name: documentNames.assessmentPlan, document: { 'assessment-plan': emitAssessmentPlan(system) } },
    {
      name: documentNames.assessmentResults,
      document: { 'assessment-results': emitAssessmentResults(system, statuses, window) },
    },
  ]
  if (poam === undefined) return set
  return [...set, { name: documentNames.poam, document: { 'plan-of-action-and-milestones': poam } }]
}

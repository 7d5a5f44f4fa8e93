import { type Catalog, controlsUnder, isWithdrawn } from '../document/catalog.ts'
import type { Profile } from '../document/profile.ts'
import { uuidOf } from '../document/uuid.ts'
import { controlsOf, countedControls, type Framework } from '../framework/framework.ts'
import { resolveProfile } from '../profile/resolve-profile.ts'
import { type AssessedSystem, documentNames } from './assessed-system.ts'
import { metadataOf, withUuid } from './document-metadata.ts'
import { oscalId, oscalText, ownProperty, statementId } from './oscal-text.ts'

/** The catalog that the tenant's profile selects from: the issuer's own, or one made from the framework. */
export function sourceCatalog(system: AssessedSystem): Catalog {
  return system.catalog ?? catalogOfFramework(system)
}

function catalogOfFramework({ framework, madeAt, oscalVersion }: AssessedSystem): Catalog {
  const counted = Map.groupBy(countedControls(framework), ({ group }) => group)
  const groups = framework.groups.flatMap(({ id, title }) => {
    const controls = (counted.get(id) ?? []).map((control) => ({
      id: oscalId(control.id),
      title: oscalText(control.title),
      props: [
        { name: 'label', value: oscalText(control.label) },
        ownProperty('reference', control.reference),
      ],
      parts: [{ id: statementId(control.id), name: 'statement', prose: control.title }],
    }))
    return controls.length === 0 ? [] : [{ id: oscalId(`g-${id}`), title: oscalText(title), controls }]
  })
  return {
    uuid: uuidOf('catalog', framework.id, framework.source.release),
    metadata: {
      title: oscalText(framework.title),
      'last-modified': madeAt,
      version: oscalText(framework.source.release),
      'oscal-version': oscalVersion,
      remarks: `${framework.source.title}. ${framework.source.licence}. ${framework.counting}`,
    },
    groups,
  }
}

/** The tenant's profile: the controls of the framework or baseline, by id. */
export function emitProfile(system: AssessedSystem): Profile {
  const ids = controlsOf(system.framework, system.baselineId).map(({ id }) => oscalId(id))
  return withUuid(system, 'profile', {
    metadata: metadataOf(system, `Controls of ${system.framework.title}`),
    imports: [{ href: `./${documentNames.catalog}`, 'include-controls': [{ 'with-ids': ids }] }],
    merge: { 'as-is': true },
  })
}

/** What the profile stands for. */
export function emitResolvedCatalog(system: AssessedSystem): Catalog {
  const catalog = sourceCatalog(system)
  const options = { sourceOf: () => ({ kind: 'catalog', catalog }) as const, resolvedAt: system.madeAt }
  const resolved = resolveProfile(emitProfile(system), options)
  if (resolved.kind === 'unresolved') throw new TypeError(resolved.reason)
  return resolved.catalog
}

/** Ids of statements that the system's catalog has, so that nothing refers to one that is not there. */
export function knownStatements(system: AssessedSystem): ReadonlySet<string> {
  const known = new Set<string>()
  for (const control of controlsUnder(sourceCatalog(system))) {
    if (isWithdrawn(control)) continue
    for (const part of control.parts ?? []) if (part.name === 'statement' && part.id) known.add(part.id)
  }
  return known
}

/** The statement of a control as its catalog names it: NIST writes `au-6_smt`, CSF `GV.OC-01_statement`. */
export function statementOf(controlId: string, known: ReadonlySet<string>): string | undefined {
  const candidates = [statementId(controlId), `${oscalId(controlId)}_statement`]
  return candidates.find((id) => known.has(id))
}

export function frameworkControlIds(framework: Framework, baselineId: string | undefined): readonly string[] {
  return controlsOf(framework, baselineId).map(({ id }) => id)
}

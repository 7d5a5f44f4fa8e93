import { type Catalog, controlsUnder } from '../document/catalog.ts'
import type { BackMatter, Resource } from '../document/metadata.ts'
import type { Profile, ProfileImport } from '../document/profile.ts'
import { uuidOf } from '../document/uuid.ts'
import { cutDown, type Imported, mergeImports } from './merge-controls.ts'
import { modifyControls } from './modify-controls.ts'
import { selectedIds } from './select-controls.ts'

/** What a profile imports: a catalog, or another profile. */
export type ProfileSource =
  | { readonly kind: 'catalog'; readonly catalog: Catalog }
  | { readonly kind: 'profile'; readonly profile: Profile }

export type ResolveOptions = {
  /** What stands behind an href; of a resource in the back matter, each of its links is tried. */
  readonly sourceOf: (href: string) => ProfileSource | undefined
  /** When it is resolved, RFC 3339: the catalog's `last-modified`. */
  readonly resolvedAt: string
}

export type ResolvedProfile =
  | { readonly kind: 'resolved'; readonly catalog: Catalog; readonly unknownIds: readonly string[] }
  | { readonly kind: 'unresolved'; readonly reason: string }

/** Profiles that import profiles, at most so deep. */
const importsDeepMax = 16

/**
 * The catalog that a profile stands for: import, merge, modify. Ids that it names and no source has are listed, not dropped
 * silently. Source: OSCAL Profile Resolution specification.
 */
export function resolveProfile(profile: Profile, options: ResolveOptions): ResolvedProfile {
  return resolve(profile, options, [])
}

function resolve(profile: Profile, options: ResolveOptions, above: readonly string[]): ResolvedProfile {
  if (above.includes(profile.uuid)) return unresolved(`profile ${profile.uuid} imports itself`)
  if (above.length >= importsDeepMax)
    return unresolved(`profiles import each other more than ${importsDeepMax} deep`)
  const imported: Imported[] = []
  const resources: Resource[] = [...(profile['back-matter']?.resources ?? [])]
  const unknownIds: string[] = []
  for (const one of profile.imports) {
    const source = sourceCatalog(profile, one, options, [...above, profile.uuid])
    if (source.kind === 'unresolved') return source
    unknownIds.push(...source.unknownIds, ...namedButAbsent(source.catalog, one))
    resources.push(...(source.catalog['back-matter']?.resources ?? []))
    imported.push(cutDown(source.catalog, selectedIds(source.catalog, one)))
  }
  const content = modifyControls(mergeImports(imported, profile.merge), profile.modify)
  return { kind: 'resolved', catalog: catalogOf(profile, content, resources, options), unknownIds }
}

function unresolved(reason: string): ResolvedProfile {
  return { kind: 'unresolved', reason }
}

function sourceCatalog(
  profile: Profile,
  { href }: ProfileImport,
  options: ResolveOptions,
  above: readonly string[],
): ResolvedProfile {
  const source = hrefsOf(profile, href)
    .map(options.sourceOf)
    .find((found) => found !== undefined)
  if (source === undefined) return unresolved(`nothing is known behind the import ${href}`)
  if (source.kind === 'profile') return resolve(source.profile, options, above)
  return { kind: 'resolved', catalog: source.catalog, unknownIds: [] }
}

function hrefsOf(profile: Profile, href: string): readonly string[] {
  if (!href.startsWith('#')) return [href]
  const resource = profile['back-matter']?.resources?.find(({ uuid }) => uuid === href.slice(1))
  return [href, ...(resource?.rlinks ?? []).map((link) => link.href)]
}

function namedButAbsent(catalog: Catalog, one: ProfileImport): readonly string[] {
  const known = new Set(controlsUnder(catalog).map(({ id }) => id))
  const named = [...(one['include-controls'] ?? []), ...(one['exclude-controls'] ?? [])]
  return named.flatMap((selection) => selection['with-ids'] ?? []).filter((id) => !known.has(id))
}

function catalogOf(
  profile: Profile,
  content: Imported,
  resources: readonly Resource[],
  { resolvedAt }: ResolveOptions,
): Catalog {
  const { metadata } = profile
  const backMatter = referencedResources(content, resources)
  return {
    uuid: uuidOf(profile.uuid, 'resolved-catalog'),
    metadata: {
      ...metadata,
      'last-modified': resolvedAt,
      props: [...(metadata.props ?? []), { name: 'resolution-tool', value: 'Countersign' }],
      links: [...(metadata.links ?? []), { href: `urn:uuid:${profile.uuid}`, rel: 'source-profile' }],
    },
    ...content,
    ...(backMatter === undefined ? {} : { 'back-matter': backMatter }),
  }
}

/** Only what the chosen controls refer to comes along. */
function referencedResources(content: Imported, resources: readonly Resource[]): BackMatter | undefined {
  const text = JSON.stringify(content)
  const kept = new Map(
    resources.filter(({ uuid }) => text.includes(`#${uuid}`)).map((one) => [one.uuid, one]),
  )
  return kept.size === 0 ? undefined : { resources: [...kept.values()] }
}

import { type Catalog, type Control, controlsUnder, type Group, partsUnder } from '../document/catalog.ts'
import type { Profile } from '../document/profile.ts'
import { resolveProfile } from '../profile/resolve-profile.ts'
import type { DocumentIndex } from './document-index.ts'
import { documentBehind, type IndexedSet } from './document-set.ts'

/** What may be named of the controls that a document is about. */
export type KnownControls = {
  /** Control id → ids of its parts. */
  readonly controls: ReadonlyMap<string, ReadonlySet<string>>
  readonly parameters: ReadonlySet<string>
  readonly source: string
}

/** The controls behind a catalog or profile; undefined when what it needs is not in the set. */
export function controlsBehind(indexed: IndexedSet, index: DocumentIndex): KnownControls | undefined {
  if (index.kind === 'catalog') return knownOf(index.root as unknown as Catalog, index.name)
  if (index.kind !== 'profile') return undefined
  const resolved = resolveProfile(index.root as unknown as Profile, {
    resolvedAt: '2000-01-01T00:00:00Z',
    sourceOf: (href) => {
      const found = documentBehind(indexed, index, href)
      if (found?.kind === 'catalog') return { kind: 'catalog', catalog: found.root as unknown as Catalog }
      return found?.kind === 'profile'
        ? { kind: 'profile', profile: found.root as unknown as Profile }
        : undefined
    },
  })
  return resolved.kind === 'resolved' ? knownOf(resolved.catalog, index.name) : undefined
}

export function knownOf(catalog: Catalog, source: string): KnownControls {
  const controls = controlsUnder(catalog)
  return {
    source,
    controls: new Map(controls.map((control) => [control.id, partIdsOf(control)])),
    parameters: new Set(
      [
        ...(catalog.params ?? []),
        ...paramsOfGroups(catalog),
        ...controls.flatMap(({ params }) => params ?? []),
      ].map(({ id }) => id),
    ),
  }
}

function partIdsOf(control: Control): ReadonlySet<string> {
  return new Set(partsUnder(control).flatMap(({ id }) => id ?? []))
}

function paramsOfGroups(holder: { readonly groups?: readonly Group[] }): readonly { readonly id: string }[] {
  return (holder.groups ?? []).flatMap((group) => [...(group.params ?? []), ...paramsOfGroups(group)])
}

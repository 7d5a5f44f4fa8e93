import type { DocumentIndex } from './document-index.ts'
import type { ReferenceFault } from './reference-fault.ts'
import { isRecord, type JsonPlace, nameOf, pointerOf, textAt } from './walk-json.ts'

/** What has to hold within one document: UUIDs and ids unique, roles and fragments there. */
export function localFaults(index: DocumentIndex): readonly ReferenceFault[] {
  return [
    ...duplicateUuids(index),
    ...duplicateIds(index),
    ...duplicateRequirements(index),
    ...danglingNames(index),
  ]
}

function duplicateUuids({ uuids, name }: DocumentIndex): readonly ReferenceFault[] {
  return [...uuids].flatMap(([uuid, places]) =>
    places.slice(1).map(({ path }) => ({
      kind: 'duplicate-uuid' as const,
      document: name,
      pointer: pointerOf(path),
      sentence: `The UUID ${uuid} is used already, at ${pointerOf(places[0]?.path ?? [])}.`,
    })),
  )
}

/** Lists whose items' ids share one space. */
const idSpaces: Readonly<Record<string, string>> = {
  controls: 'control',
  params: 'parameter',
  parts: 'part',
  groups: 'group',
  roles: 'role',
}

function duplicateIds({ places, name, kind }: DocumentIndex): readonly ReferenceFault[] {
  const seen = new Map<string, string>()
  return places.flatMap((place) => {
    const space = idSpaces[nameOf(place)]
    const id = textAt(place.value, 'id')
    // A profile's additions are no definitions of their own.
    if (space === undefined || id === undefined || (kind === 'profile' && space !== 'role')) return []
    const key = `${space} ${id}`
    const first = seen.get(key)
    const pointer = pointerOf([...place.path, 'id'])
    if (first === undefined) seen.set(key, pointer)
    if (first === undefined) return []
    const sentence = `The ${space} id ${id} is used already, at ${first}.`
    return [{ kind: 'duplicate-id' as const, document: name, pointer, sentence }]
  })
}

/** A plan answers each control once; a component once for each source. */
function duplicateRequirements({ places, name }: DocumentIndex): readonly ReferenceFault[] {
  return places
    .filter((place) => place.path.at(-1) === 'implemented-requirements' && Array.isArray(place.value))
    .flatMap(({ value, path }) => {
      const seen = new Set<string>()
      return (value as readonly unknown[]).flatMap((item, at) => {
        const id = textAt(item, 'control-id') ?? ''
        if (!seen.has(id)) {
          seen.add(id)
          return []
        }
        const pointer = pointerOf([...path, String(at), 'control-id'])
        const sentence = `The control ${id} is answered already, earlier in this list.`
        return [{ kind: 'duplicate-requirement' as const, document: name, pointer, sentence }]
      })
    })
}

const uuidFragment = /^#([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

function danglingNames(index: DocumentIndex): readonly ReferenceFault[] {
  return index.places.flatMap((place) => {
    if (typeof place.value !== 'string') return []
    const name = nameOf(place)
    if (name === 'role-id' || name === 'role-ids') return danglingRole(index, place, place.value)
    if (name === 'href') return danglingFragment(index, place, place.value)
    return []
  })
}

function danglingRole(index: DocumentIndex, { path }: JsonPlace, id: string): readonly ReferenceFault[] {
  if (index.roleIds.has(id)) return []
  const sentence = `The role ${id} is not among the roles of the document's metadata.`
  return [{ kind: 'dangling-role', document: index.name, pointer: pointerOf(path), sentence }]
}

/** A fragment that is a UUID has to be one of the document's own; other fragments name controls, which may be left out. */
function danglingFragment(
  index: DocumentIndex,
  { path, holder }: JsonPlace,
  href: string,
): readonly ReferenceFault[] {
  const uuid = uuidFragment.exec(href)?.[1]?.toLowerCase()
  if (uuid === undefined || index.uuids.has(uuid) || !isRecord(holder)) return []
  const sentence = `${href} names no resource of the back matter, nor anything else in the document.`
  return [{ kind: 'dangling-resource', document: index.name, pointer: pointerOf(path), sentence }]
}

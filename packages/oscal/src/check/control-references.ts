import type { DocumentIndex } from './document-index.ts'
import { chainOf, documentBehind, type IndexedSet, listAt } from './document-set.ts'
import { controlsBehind, type KnownControls } from './known-controls.ts'
import type { ReferenceFault, ReferenceFaultKind } from './reference-fault.ts'
import { isRecord, type JsonPlace, nameOf, placesOf, pointerOf, textAt } from './walk-json.ts'

/** Names of controls, statements, parameters and targets that the catalog or profile behind the document does not have. */
export function controlFaults(indexed: IndexedSet, index: DocumentIndex): readonly ReferenceFault[] {
  if (index.kind === 'catalog') return insertFaults(index)
  if (index.kind === 'profile') return profileFaults(indexed, index)
  if (index.kind === 'component-definition') return componentFaults(indexed, index)
  const known = knownFor(indexed, index)
  return known === undefined ? [] : index.places.flatMap((place) => faultAt(index, place, known))
}

function knownFor(indexed: IndexedSet, index: DocumentIndex): KnownControls | undefined {
  const source = chainOf(indexed, index).documents.find(
    ({ kind }) => kind === 'profile' || kind === 'catalog',
  )
  return source === undefined ? undefined : controlsBehind(indexed, source)
}

function faultAt(index: DocumentIndex, place: JsonPlace, known: KnownControls): readonly ReferenceFault[] {
  if (typeof place.value !== 'string') return []
  const { value } = place
  switch (nameOf(place)) {
    case 'control-id':
      return known.controls.has(value) ? [] : [unknown(index, place, 'unknown-control', 'control', known)]
    case 'param-id':
      return known.parameters.has(value)
        ? []
        : [unknown(index, place, 'unknown-parameter', 'parameter', known)]
    case 'statement-id':
    case 'statement-ids':
      return statementFault(index, place, value, known)
    case 'target-id':
      return targetFault(index, place, value, known)
    default:
      return []
  }
}

function unknown(
  { name }: DocumentIndex,
  { value, path }: JsonPlace,
  kind: ReferenceFaultKind,
  what: string,
  { source }: KnownControls,
): ReferenceFault {
  return {
    kind,
    document: name,
    pointer: pointerOf(path),
    sentence: `${source} has no ${what} ${String(value)}.`,
  }
}

/** A statement belongs to the control that is named around it. */
function statementFault(
  index: DocumentIndex,
  place: JsonPlace,
  statement: string,
  known: KnownControls,
): readonly ReferenceFault[] {
  const control = controlAround(index, place)
  const parts = control === undefined ? undefined : known.controls.get(control)
  if (control === undefined || parts === undefined) {
    const isKnown = [...known.controls.values()].some((ids) => ids.has(statement))
    return isKnown ? [] : [unknown(index, place, 'unknown-statement', 'statement', known)]
  }
  if (parts.has(statement)) return []
  const sentence = `The control ${control} has no statement ${statement}.`
  return [{ kind: 'unknown-statement', document: index.name, pointer: pointerOf(place.path), sentence }]
}

/** The control-id of the nearest object around a place. */
function controlAround(index: DocumentIndex, { path }: JsonPlace): string | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const holder = path
      .slice(1, length)
      .reduce<unknown>(
        (value, key) =>
          typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
        index.root,
      )
    const id = textAt(holder, 'control-id')
    if (id !== undefined) return id
  }
  return undefined
}

function targetFault(
  index: DocumentIndex,
  place: JsonPlace,
  target: string,
  known: KnownControls,
): readonly ReferenceFault[] {
  const type = textAt(place.holder, 'type')
  const hasPart = (id: string): boolean => [...known.controls.values()].some((ids) => ids.has(id))
  // A catalog without objectives cannot say that one is unknown; assessors add their own in local definitions.
  const isJudged =
    type === 'statement-id' || (type === 'objective-id' && hasPart(target.replace(/_obj.*$/, '_obj')))
  if (!isJudged || hasPart(target)) return []
  return [unknown(index, place, 'unknown-target', `part for the ${type}`, known)]
}

/** Each implementation of a component has a source of its own. */
function componentFaults(indexed: IndexedSet, index: DocumentIndex): readonly ReferenceFault[] {
  return index.places
    .filter(({ value, path }) => isRecord(value) && path.at(-2) === 'control-implementations')
    .flatMap(({ value, path }) => {
      const source = textAt(value, 'source')
      const behind = source === undefined ? undefined : documentBehind(indexed, index, source)
      const known = behind === undefined ? undefined : controlsBehind(indexed, behind)
      if (known === undefined) return []
      return [...placesOf(value, path)].flatMap((place) => faultAt(index, place, known))
    })
}

/** Ids that a profile names have to be in what it imports. */
function profileFaults(indexed: IndexedSet, index: DocumentIndex): readonly ReferenceFault[] {
  const sources = listAt(index.root, 'imports').map((one) => {
    const href = textAt(one, 'href')
    const behind = href === undefined ? undefined : documentBehind(indexed, index, href)
    return behind === undefined ? undefined : controlsBehind(indexed, behind)
  })
  return index.places.flatMap((place) => {
    const [, list, at] = place.path
    const known = list === 'imports' ? sources[Number(at)] : undefined
    const isId = nameOf(place) === 'with-ids' && typeof place.value === 'string'
    if (known === undefined || !isId || known.controls.has(place.value as string)) return []
    return [unknown(index, place, 'unknown-control', 'control', known)]
  })
}

const insertPattern = /\{\{\s*insert:\s*param,\s*([^\s}]+)\s*\}\}/g

/** Parameters that the text of a catalog inserts. */
function insertFaults(index: DocumentIndex): readonly ReferenceFault[] {
  const known = new Set(
    index.places
      .filter((place) => nameOf(place) === 'params')
      .flatMap(({ value }) => textAt(value, 'id') ?? []),
  )
  return index.places.flatMap((place) => {
    if (nameOf(place) !== 'prose' || typeof place.value !== 'string') return []
    return [...place.value.matchAll(insertPattern)]
      .flatMap(([, id]) => (id === undefined || known.has(id) ? [] : [id]))
      .map((id) => ({
        kind: 'unknown-parameter' as const,
        document: index.name,
        pointer: pointerOf(place.path),
        sentence: `The text inserts the parameter ${id}, which the catalog does not have.`,
      }))
  })
}

import { attachmentFaults } from './attachment-references.ts'
import { controlFaults } from './control-references.ts'
import type { DocumentIndex } from './document-index.ts'
import {
  type CheckedSet,
  chainOf,
  documentBehind,
  type IndexedSet,
  importsOf,
  indexSet,
} from './document-set.ts'
import { localFaults } from './local-references.ts'
import type { ReferenceFault } from './reference-fault.ts'
import { timeFaults } from './timestamps.ts'
import { uuidFaults } from './uuid-references.ts'
import { nameOf, pointerOf } from './walk-json.ts'

/**
 * What NIST's schema cannot see of OSCAL documents: references that lead nowhere, ids that are used twice, times in the wrong
 * order, files that are missing or changed. What leads out of the set cannot be judged and is no fault, unless
 * `isComplete` says that the set is all there is. An empty list means that nothing was found.
 *
 * @example referenceFaults({ documents: emitDocuments(system, statuses, window), isComplete: true })
 */
export function referenceFaults(set: CheckedSet): readonly ReferenceFault[] {
  const indexed = indexSet(set)
  return indexed.indexes.flatMap((index) => [
    ...localFaults(index),
    ...uuidFaults(index, chainOf(indexed, index)),
    ...importFaults(indexed, index),
    ...controlFaults(indexed, index),
    ...timeFaults(index),
    ...attachmentFaults(indexed, index),
  ])
}

function importFaults(indexed: IndexedSet, index: DocumentIndex): readonly ReferenceFault[] {
  const { isComplete } = indexed.set
  const imports = importsOf(indexed, index).flatMap(
    ({ path, href, expected, target }): readonly ReferenceFault[] => {
      const base = { document: index.name, pointer: pointerOf(path) }
      if (target !== undefined && !expected.includes(target.kind)) {
        const sentence = `${href} is a ${target.kind}, where a ${expected.join(' or ')} belongs.`
        return [{ ...base, kind: 'import-wrong-kind', sentence }]
      }
      if (target !== undefined || isComplete !== true) return []
      return [{ ...base, kind: 'import-unresolved', sentence: `${href} leads to no document of the set.` }]
    },
  )
  return [...imports, ...(isComplete === true ? sourceFaults(indexed, index) : [])]
}

/** The catalog or profile that a component's implementation answers to. */
function sourceFaults(indexed: IndexedSet, index: DocumentIndex): readonly ReferenceFault[] {
  if (index.kind !== 'component-definition') return []
  return index.places.flatMap((place): readonly ReferenceFault[] => {
    if (nameOf(place) !== 'source' || typeof place.value !== 'string') return []
    if (documentBehind(indexed, index, place.value) !== undefined) return []
    const sentence = `${place.value} leads to no document of the set.`
    return [{ kind: 'import-unresolved', document: index.name, pointer: pointerOf(place.path), sentence }]
  })
}

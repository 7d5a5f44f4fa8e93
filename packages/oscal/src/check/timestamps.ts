import type { DocumentIndex } from './document-index.ts'
import type { ReferenceFault, ReferenceFaultKind } from './reference-fault.ts'
import { isRecord, type JsonPlace, pointerOf, textAt } from './walk-json.ts'

/** Times that stand in the wrong order: an end before its start, an expiry before the collection, evidence from after the document. */
export function timeFaults(index: DocumentIndex): readonly ReferenceFault[] {
  const modified = instantAt(index.root.metadata, 'last-modified')
  return index.places.flatMap((place) => [
    ...reversed(index, place, 'start', 'end'),
    ...reversed(index, place, 'collected', 'expires'),
    ...outsideDocument(index, place, modified),
    ...outsideResult(index, place),
  ])
}

function instantAt(holder: unknown, key: string): number | undefined {
  const text = textAt(holder, key)
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

function fault(
  { name }: DocumentIndex,
  kind: ReferenceFaultKind,
  path: readonly string[],
  sentence: string,
): ReferenceFault {
  return { kind, document: name, pointer: pointerOf(path), sentence }
}

function reversed(
  index: DocumentIndex,
  { value, path }: JsonPlace,
  from: string,
  to: string,
): readonly ReferenceFault[] {
  const fromMs = instantAt(value, from)
  const toMs = instantAt(value, to)
  if (fromMs === undefined || toMs === undefined || fromMs <= toMs) return []
  return [fault(index, 'time-reversed', [...path, to], `The ${to} is before the ${from}.`)]
}

/** Nobody collects evidence after the document that speaks of it was last changed. */
function outsideDocument(
  index: DocumentIndex,
  { value, path }: JsonPlace,
  modifiedMs: number | undefined,
): readonly ReferenceFault[] {
  const collectedMs = instantAt(value, 'collected')
  if (collectedMs === undefined || modifiedMs === undefined || collectedMs <= modifiedMs) return []
  return [
    fault(
      index,
      'time-outside',
      [...path, 'collected'],
      'It was collected after the document was last modified.',
    ),
  ]
}

function outsideResult(index: DocumentIndex, { value, path }: JsonPlace): readonly ReferenceFault[] {
  const endMs = instantAt(value, 'end')
  if (!isRecord(value) || endMs === undefined || !Array.isArray(value.observations)) return []
  return value.observations.flatMap((observation, at) => {
    const collectedMs = instantAt(observation, 'collected')
    if (collectedMs === undefined || collectedMs <= endMs) return []
    const where = [...path, 'observations', String(at), 'collected']
    return [fault(index, 'time-outside', where, 'It was collected after the end of the result.')]
  })
}

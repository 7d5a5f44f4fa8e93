import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emitDocuments, type NamedDocument } from '../emit/emit-documents.ts'
import { faultBase } from './fault-base-fixture.ts'
import { referenceFaults } from './reference-faults.ts'
import { seededFaults } from './seeded-faults-fixture.ts'

const { system, statuses, window, attachments } = faultBase()
const pristine = JSON.stringify(emitDocuments(system, statuses, window))
const fresh = (): NamedDocument[] => JSON.parse(pristine) as NamedDocument[]

test('our own documents have no fault', () => {
  assert.deepEqual(referenceFaults({ documents: fresh(), attachments, isComplete: true }), [])
})

test('every seeded fault is found, at its place, with a sentence', () => {
  assert.ok(new Set(seededFaults.map(({ kind }) => kind)).size >= 20)
  for (const { name, kind, seed } of seededFaults) {
    const documents = fresh()
    seed(documents)
    const found = referenceFaults({ documents, attachments, isComplete: true })
    const own = found.find((fault) => fault.kind === kind)
    assert.ok(own !== undefined, `${name}: found only ${found.map((fault) => fault.kind).join(', ')}`)
    assert.match(own.pointer, /^\//, name)
    assert.match(own.sentence, /^\S.*\.$/, name)
  }
})

test('faults of different documents do not hide each other', () => {
  const places: Readonly<Record<string, readonly number[]>> = Object.groupBy(
    seededFaults.map((_, index) => index),
    (index) => touched(index),
  ) as Readonly<Record<string, readonly number[]>>
  const names = Object.keys(places)
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...names), { minLength: 2 }), fc.nat(1000), (chosen, salt) => {
      const picks = chosen.map((name) => seededFaults[places[name]![salt % places[name]!.length]!]!)
      const documents = fresh()
      for (const { seed } of picks) seed(documents)
      const kinds = new Set(
        referenceFaults({ documents, attachments, isComplete: true }).map(({ kind }) => kind),
      )
      // A lost import takes away what others of the same chain are judged by.
      if (picks.some(({ kind }) => kind.startsWith('import-'))) return
      for (const { kind, name } of picks) assert.ok(kinds.has(kind), name)
    }),
    { numRuns: 12 },
  )
})

/** The name of the document that a seed changes. */
function touched(index: number): string {
  const documents = fresh()
  const before = documents.map(({ document }) => JSON.stringify(document))
  seededFaults[index]!.seed(documents)
  return documents.find(({ document }, at) => JSON.stringify(document) !== before[at])?.name ?? 'none'
}

test('what leads out of an incomplete set cannot be judged, and is no fault', () => {
  const results = fresh().filter(({ name }) => name === 'assessment-results.json')
  assert.deepEqual(referenceFaults({ documents: results }), [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EvidenceKind } from '@countersign/api/evidence'
import fc from 'fast-check'
import { entryText, evidenceKinds, readEntryName } from './entry-name.ts'

test('an entry is read from the address as it was written there, whatever its name holds', () => {
  fc.assert(
    fc.property(fc.constantFrom(...evidenceKinds), fc.string({ minLength: 1 }), (kind, ref) => {
      assert.deepEqual(readEntryName(entryText({ kind, ref })), { kind, ref })
    }),
  )
})

test('text that names no entry opens none', () => {
  for (const text of [undefined, '', 'finding', 'finding:', ':x', 'toString:x'])
    assert.equal(readEntryName(text), undefined)
})

test('every kind that the API knows has its words', () => {
  assert.deepEqual(evidenceKinds.toSorted(), EvidenceKind.anyOf.map((kind) => kind.const).toSorted())
})

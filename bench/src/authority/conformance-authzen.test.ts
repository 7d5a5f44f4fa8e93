import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, missingCorpus } from '../corpora.ts'
import { conformanceAuthzen } from './conformance-authzen.ts'

const set = 'identity/authzen'
const skip = corpus(set) === undefined && missingCorpus(set)

test('every certification case, and every older interop vector, is answered as it says', {
  skip,
}, async () => {
  const rows = await conformanceAuthzen()
  assert.deepEqual(
    rows.flatMap(({ misses }) => misses),
    [],
  )
  const certified = rows.filter(({ set }) => set.startsWith('certification'))
  assert.equal(certified.length, 7)
  for (const { total, set } of rows) assert.ok(total > 0, `${set} has no case`)
})

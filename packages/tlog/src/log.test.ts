import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sameBytes, textOf } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { parseEntryBundle } from './entry-bundle.ts'
import { MemoryTree } from './merkle/memory-tree.ts'
import { leafHash } from './merkle/tree-hash.ts'
import { verifyConsistency, verifyInclusion } from './merkle/verify-proof.ts'
import { parseVerifierKey, verifierKeyText, verifyNoteSignature } from './note/note-key.ts'
import { formatSignedNote, withSignatures } from './note/signed-note.ts'
import {
  openTestLog,
  testDisk,
  testEntries,
  testEntry,
  testMlDsaSigner,
  testNowMs,
  testOrigin,
  testSigner,
  testWitness,
} from './test-log.ts'
import { tilePath, widthInTree } from './tile-path.ts'
import { parseTlogProof } from './tlog-proof.ts'

test('a new log has a checkpoint over nothing, signed with every key', async () => {
  const log = await openTestLog(testDisk(), { signers: [testSigner, testMlDsaSigner] })
  const checkpoint = parseCheckpoint(log.checkpoint())
  assert.deepEqual([checkpoint.origin, checkpoint.size], [testOrigin, 0])
  for (const { verifierKey } of [testSigner, testMlDsaSigner])
    assert.equal(verifyNoteSignature(verifierKey, checkpoint.note).kind, 'valid')
  await log.close()
})

test('entries get indexes in order, and each has a proof in the next checkpoint', async () => {
  const log = await openTestLog(testDisk())
  const answers = await Promise.all([
    log.append(testEntries(0, 3)),
    log.append([]),
    log.append(testEntries(3, 2)),
  ])
  assert.deepEqual(answers, [[0, 1, 2], [], [3, 4]])
  assert.equal(log.size, 0)
  await log.publish()
  for (let index = 0; index < 5; index++) {
    const { checkpoint, hashes } = parseTlogProof(await log.proofFor(index))
    const claim = { index, size: checkpoint.size, root: checkpoint.root, proof: hashes }
    assert.ok(verifyInclusion({ ...claim, leafHash: leafHash(testEntry(index)) }))
  }
  await assert.rejects(log.proofFor(5), { code: 'LOG_NO_SUCH_ENTRY' })
  await assert.rejects(log.entry(-1), { code: 'LOG_NO_SUCH_ENTRY' })
})

test('a log in steps of any size has the tree of RFC 6962, also after it was opened again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
      async (steps) => {
        const disk = testDisk()
        const tree = new MemoryTree()
        for (const step of steps) {
          const log = await openTestLog(disk)
          assert.deepEqual(log.recovered, { replayedEntries: 0, discardedBytes: 0, mendedFiles: [] })
          const entries = testEntries(tree.size, step)
          await log.append(entries)
          for (const entry of entries) tree.append(leafHash(entry))
          const { size, root } = await log.publish()
          assert.equal(size, tree.size)
          assert.ok(sameBytes(root, tree.root()))
          await log.close()
        }
        const log = await openTestLog(disk)
        const index = Math.floor(tree.size / 2)
        assert.deepEqual(
          parseTlogProof(await log.proofFor(index)).hashes,
          tree.inclusionProof(index, tree.size),
        )
        assert.deepEqual(await log.entry(index), testEntry(index))
        const [oldSize, newSize] = [steps[0] as number, tree.size]
        const proof = await log.consistencyProof(oldSize, newSize)
        const [oldRoot, newRoot] = [tree.root(oldSize), tree.root(newSize)]
        assert.ok(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }))
      },
    ),
    { numRuns: 15 },
  )
})

test('what is served under tile paths is the tree of the checkpoint, narrower partial tiles included', async () => {
  const log = await openTestLog(testDisk())
  await log.append(testEntries(0, 600))
  await log.publish()
  const read = async (path: string) => (await log.readResource(path)) as Uint8Array
  for (const width of [1, 88]) {
    const bundle = parseEntryBundle(await read(tilePath({ kind: 'entries', index: 2, width })))
    assert.deepEqual(
      bundle.map((entry) => [...entry]),
      testEntries(512, width).map((entry) => [...entry]),
    )
    const hashes = await read(tilePath({ kind: 'hashes', level: 0, index: 2, width }))
    assert.deepEqual(hashes, new Uint8Array(Buffer.concat(bundle.map(leafHash))))
  }
  assert.equal((await read('tile/1/000.p/2')).length, 64)
  assert.equal((await read('tile/0/001')).length, 8192)
  assert.equal(textOf(await read('checkpoint'), 'it'), log.checkpoint())
  for (const path of [
    'tile/0/002',
    'tile/0/002.p/89',
    'tile/1/000',
    'tile/7/000',
    'journal/x',
    '../lock',
    '',
  ])
    assert.equal(await log.readResource(path), undefined, path)
})

test('only the newest partial tiles stay on disk, and no journal that a checkpoint covers', async () => {
  const disk = testDisk()
  const log = await openTestLog(disk)
  for (let size = 0; size < 900; size += 100) {
    await log.append(testEntries(size, 100))
    await log.publish()
  }
  await log.close()
  const partial = disk.paths().filter((path) => path.includes('.p/'))
  assert.deepEqual(partial, ['tile/0/003.p/132', 'tile/1/000.p/3', 'tile/entries/003.p/132'])
  assert.equal(widthInTree(0, 3, 900), 132)
  assert.deepEqual(
    disk.paths().filter((path) => path.startsWith('journal/')),
    ['journal/0000000000000900'],
  )
})

test('a checkpoint follows an entry without being asked for', async () => {
  const log = await openTestLog(testDisk(), { publishIntervalMs: 1 })
  const [index] = await log.append([testEntry(0)])
  await log.whenPublished(index as number)
  assert.ok(log.size > 0)
  await log.close()
  await assert.rejects(log.append([testEntry(1)]), { code: 'LOG_CLOSED' })
  await assert.rejects(log.whenPublished(9), { code: 'LOG_CLOSED' })
})

test('entries that are too long are refused, and the others of the call with them', async () => {
  const log = await openTestLog(testDisk())
  await assert.rejects(log.append([testEntry(0), new Uint8Array(65_536)]), { code: 'LOG_ENTRY_TOO_LONG' })
  assert.deepEqual(await log.append([new Uint8Array(65_535)]), [0])
})

test('keys that are not the log’s are refused, and so is another origin', async () => {
  const disk = testDisk()
  await assert.rejects(openTestLog(disk, { signers: [testMlDsaSigner] }), { code: 'LOG_WRONG_KEYS' })
  await assert.rejects(openTestLog(disk, { signers: [testWitness] }), { code: 'LOG_WRONG_KEYS' })
  await (await openTestLog(disk)).close()
  const signers = [{ ...testSigner, verifierKey: { ...testSigner.verifierKey, name: 'other.example' } }]
  await assert.rejects(openTestLog(disk, { origin: 'other.example', signers }), {
    code: /LOG_WRONG_KEYS|LOG_DAMAGED/,
  })
})

test('cosignatures of known witnesses are kept, in proofs and over a restart; others are not', async () => {
  const disk = testDisk()
  const witnesses = [parseVerifierKey(verifierKeyText(testWitness))]
  const log = await openTestLog(disk, { witnesses })
  await log.append(testEntries(0, 4))
  const { note } = await log.publish()
  const cosigned = withSignatures(note, [testWitness.sign(note.text, testNowMs / 1000)])
  assert.equal(await log.addCosignatures(formatSignedNote(cosigned)), 1)
  assert.equal(await log.addCosignatures(log.checkpoint().replace('\n4\n', '\n5\n')), 0)
  await log.append(testEntries(4, 4))
  await log.close()

  const again = await openTestLog(disk, { witnesses })
  assert.equal(parseTlogProof(await again.proofFor(2)).checkpoint.note.signatures.length, 2)
  assert.equal(parseTlogProof(await again.proofFor(6)).checkpoint.size, 8)
  assert.deepEqual(again.recovered.mendedFiles, [])
  await again.close()
  assert.deepEqual((await openTestLog(disk)).recovered.mendedFiles, ['checkpoint.cosigned'])
})

test('a proof can be asked for in an older checkpoint of the log', async () => {
  const log = await openTestLog(testDisk())
  await log.append(testEntries(0, 300))
  const older = formatSignedNote((await log.publish()).note)
  await log.append(testEntries(300, 300))
  await log.publish()
  const { checkpoint, hashes } = parseTlogProof(await log.proofFor(7, older))
  assert.equal(checkpoint.size, 300)
  const claim = { index: 7, size: 300, root: checkpoint.root, proof: hashes }
  assert.ok(verifyInclusion({ ...claim, leafHash: leafHash(testEntry(7)) }))
  await assert.rejects(log.proofFor(300, older), { code: 'LOG_NO_SUCH_ENTRY' })
  const other = await openTestLog(testDisk())
  await other.append(testEntries(1, 300))
  await other.publish()
  await assert.rejects(log.proofFor(7, other.checkpoint()), /another history/)
})

test('many readers of one damaged tile get it whole, and it is mended once', async () => {
  const disk = testDisk()
  const log = await openTestLog(disk)
  await log.append(testEntries(0, 600))
  await log.close()
  await disk.write('tile/0/000', new Uint8Array(8_192))
  const again = await openTestLog(disk)
  const proofs = await Promise.all(Array.from({ length: 20 }, (_, index) => again.proofFor(index)))
  assert.equal(new Set(proofs).size, 20)
  assert.deepEqual((await again.audit()).mendedFiles, ['tile/0/000'])
  assert.deepEqual((await again.audit()).mendedFiles, [])
})

test('appends that are faster than checkpoints wait for them, and none is refused', async () => {
  const log = await openTestLog(testDisk())
  const many = Array.from({ length: 40_000 }, () => new Uint8Array(1))
  await log.append(many)
  assert.equal(log.size, 0)
  assert.deepEqual(await log.append([new Uint8Array(1)]), [40_000])
  assert.equal(log.size, 40_000)
  await log.close()
})

test('a disk that refuses stops the log: nothing is acknowledged afterwards', async () => {
  const disk = testDisk()
  const log = await openTestLog(disk)
  await log.append([testEntry(0)])
  disk.append = async () => {
    throw new Error('ENOSPC')
  }
  await assert.rejects(log.append([testEntry(1)]), { code: 'LOG_WRITE_FAILED' })
  await assert.rejects(log.append([testEntry(1)]), { code: 'LOG_WRITE_FAILED' })
  await assert.rejects(log.whenPublished(0), { code: 'LOG_WRITE_FAILED' })
})

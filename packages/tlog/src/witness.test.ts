import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCheckpointText, parseCheckpoint } from './checkpoint.ts'
import { MemoryTree } from './merkle/memory-tree.ts'
import { leafHash } from './merkle/tree-hash.ts'
import { noteSigner, verifyNoteSignature } from './note/note-key.ts'
import { formatSignedNote, parseSignatureLines, withSignatures } from './note/signed-note.ts'
import {
  openTestLog,
  seededRandom,
  testDisk,
  testEntries,
  testEntry,
  testNowMs,
  testOrigin,
  testSigner,
  testWitness,
} from './test-log.ts'
import { type Conflict, createWitness, type WitnessRecord } from './witness.ts'
import { requestCosignature } from './witness-client.ts'
import { formatAddCheckpoint, sizeContentType } from './witness-protocol.ts'

const mlDsaWitness = noteSigner('witness.example/w1', 'ml-dsa-44-cosignature', new Uint8Array(32).fill(4))

function memoryWitness(signers = [testWitness]) {
  const records = new Map<string, WitnessRecord>()
  const conflicts: Conflict[] = []
  const saves: WitnessRecord[] = []
  const witness = createWitness({
    signers,
    logs: [testSigner.verifierKey],
    nowMs: () => testNowMs,
    onConflict: (conflict) => conflicts.push(conflict),
    store: {
      load: async (origin) => records.get(origin),
      save: async (record) => {
        saves.push(record)
        records.set(record.origin, record)
      },
    },
  })
  return { witness, records, conflicts, saves }
}

/** Entries whose tree the log may rewrite as it likes: what an operator with the keys can do. */
function treeOf(entries: readonly Uint8Array[]): MemoryTree {
  const tree = new MemoryTree()
  for (const entry of entries) tree.append(leafHash(entry))
  return tree
}

function signed(tree: MemoryTree, size = tree.size, signer = testSigner) {
  const text = formatCheckpointText({ origin: testOrigin, size, root: tree.root(size), extensions: [] })
  return parseCheckpoint(formatSignedNote({ text, signatures: [signer.sign(text, 0)] }))
}

function request(tree: MemoryTree, oldSize: number, newSize = tree.size, signer = testSigner): string {
  const proof = oldSize === 0 || oldSize >= newSize ? [] : tree.consistencyProof(oldSize, newSize)
  return formatAddCheckpoint({ oldSize, proof, checkpoint: signed(tree, newSize, signer) })
}

test('a log is cosigned as it grows, with each of the witness’s keys, and what was seen is saved first', async () => {
  const { witness, saves } = memoryWitness([testWitness, mlDsaWitness])
  const tree = treeOf(testEntries(0, 40))
  let oldSize = 0
  for (const size of [1, 7, 7, 40]) {
    const answer = await witness.addCheckpoint(request(tree, oldSize, size))
    assert.equal(answer.status, 200, answer.body)
    const note = withSignatures(signed(tree, size).note, parseSignatureLines(answer.body))
    for (const { verifierKey } of [testWitness, mlDsaWitness])
      assert.deepEqual(verifyNoteSignature(verifierKey, note), {
        kind: 'valid',
        timestampSeconds: testNowMs / 1000,
      })
    assert.deepEqual(saves.at(-1), { origin: testOrigin, size, root: tree.root(size) })
    oldSize = size
  }
})

test('each fault has the status that the specification gives it', async () => {
  const { witness } = memoryWitness()
  const tree = treeOf(testEntries(0, 20))
  await witness.addCheckpoint(request(tree, 0, 10))
  const stranger = noteSigner('log.example/other', 'ed25519', new Uint8Array(32).fill(1))
  const sameName = noteSigner(testOrigin, 'ed25519', new Uint8Array(32).fill(1))
  const good = request(tree, 10)
  const cases: readonly (readonly [string, string, number])[] = [
    ['no request', 'hello', 400],
    ['old size greater than new', request(tree, 15, 12), 400],
    ['unknown log', good.replaceAll(testOrigin, stranger.verifierKey.name), 404],
    ['unknown key', request(tree, 10, 20, sameName), 403],
    ['forged signature', good.replace(/.{8}\n$/, 'AAAAAAA=\n'), 403],
    ['another old size', request(tree, 9), 409],
    ['old size zero', request(tree, 0), 409],
    ['no proof', formatAddCheckpoint({ oldSize: 10, proof: [], checkpoint: signed(tree) }), 422],
  ]
  for (const [what, body, status] of cases)
    assert.equal((await witness.addCheckpoint(body)).status, status, what)
  const conflict = await witness.addCheckpoint(request(tree, 0))
  assert.deepEqual(conflict, { status: 409, contentType: sizeContentType, body: '10\n' })
  assert.equal((await witness.addCheckpoint(good)).status, 200)
})

test('a proof is not accepted from nothing, nor one with hashes for the same size', async () => {
  const { witness } = memoryWitness()
  const tree = treeOf(testEntries(0, 8))
  const [hash] = tree.consistencyProof(3, 8)
  const withHash = (oldSize: number) =>
    formatAddCheckpoint({ oldSize, proof: [hash as Uint8Array], checkpoint: signed(tree) })
  assert.equal((await witness.addCheckpoint(withHash(0))).status, 422)
  assert.equal((await witness.addCheckpoint(request(tree, 0))).status, 200)
  assert.equal((await witness.addCheckpoint(withHash(8))).status, 422)
})

test('two requests at once are one after the other: the record never goes back', async () => {
  const { witness, records } = memoryWitness()
  const tree = treeOf(testEntries(0, 30))
  await witness.addCheckpoint(request(tree, 0, 10))
  const answers = await Promise.all(
    [20, 30, 15].map((size) => witness.addCheckpoint(request(tree, 10, size))),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 409, 409],
  )
  assert.equal(records.get(testOrigin)?.size, 20)
})

test('a store that fails lets no cosignature out', async () => {
  const witness = createWitness({
    signers: [testWitness],
    logs: [testSigner.verifierKey],
    nowMs: () => testNowMs,
    store: {
      load: async () => undefined,
      save: async () => {
        throw new Error('disk full')
      },
    },
  })
  await assert.rejects(witness.addCheckpoint(request(treeOf(testEntries(0, 3)), 0)), /disk full/)
})

test('a rewritten history is refused in 1,000 of 1,000 trials, and its proof of misbehaviour is kept', async () => {
  const trials = 1_000
  let caught = 0
  for (let trial = 0; trial < trials; trial++) if (await isRewriteCaught(trial)) caught++
  assert.equal(caught, trials)
})

/** The operator changes, drops or inserts one entry that the witness has seen, and signs a tree of the same size or more. */
async function isRewriteCaught(seed: number): Promise<boolean> {
  const random = seededRandom(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const { witness, conflicts } = memoryWitness()
  const seen = 1 + upTo(60)
  const entries = testEntries(seed, seen + upTo(60))
  const honest = treeOf(entries)
  assert.equal((await witness.addCheckpoint(request(honest, 0, seen))).status, 200)
  const rewritten = rewrite(entries, upTo(seen - 1), upTo(2))
  const tree = treeOf([...rewritten, ...testEntries(9_000, Math.max(0, seen - rewritten.length) + upTo(30))])
  const attempts = [
    request(tree, seen),
    request(tree, 0),
    request(tree, seen, seen),
    // The proof of the history that it was, for the root of the one it is now.
    formatAddCheckpoint({
      oldSize: seen,
      proof: honest.consistencyProof(seen, honest.size),
      checkpoint: signed(tree),
    }),
  ]
  const statuses = []
  for (const attempt of attempts) statuses.push((await witness.addCheckpoint(attempt)).status)
  return statuses.every((status) => status === 409 || status === 422) && conflicts.length >= 2
}

function rewrite(entries: readonly Uint8Array[], at: number, how: number): readonly Uint8Array[] {
  const other = testEntry(100_001)
  if (how === 0) return entries.with(at, other)
  return how === 1 ? entries.toSpliced(at, 1, other) : entries.toSpliced(at, 0, other)
}

test('a log has its checkpoints cosigned, from whatever size the witness knows', async () => {
  const { witness } = memoryWitness()
  const log = await openTestLog(testDisk(), { witnesses: [testWitness.verifierKey] })
  const ask = (knownSize?: number) =>
    requestCosignature(log, (body) => witness.addCheckpoint(body), knownSize)
  for (const count of [5, 0, 300]) {
    await log.append(testEntries(log.size, count))
    await log.publish()
    assert.deepEqual(await ask(), { kind: 'cosigned', size: log.size })
  }
  assert.deepEqual(await ask(log.size), { kind: 'cosigned', size: 305 })
  assert.equal(parseCheckpoint(log.checkpoint()).note.signatures.length, 2)
})

test('a log whose history was rewritten is told that the witness has another', async () => {
  const { witness } = memoryWitness()
  const post = (body: string) => witness.addCheckpoint(body)
  const options = { witnesses: [testWitness.verifierKey] }
  const log = await openTestLog(testDisk(), options)
  await log.append(testEntries(0, 50))
  await log.publish()
  await requestCosignature(log, post)
  const fork = await openTestLog(testDisk(), options)
  await fork.append(testEntries(1, 50))
  await fork.publish()
  assert.deepEqual(await requestCosignature(fork, post), { kind: 'conflict', size: 50, witnessSize: 50 })
  await fork.append(testEntries(51, 50))
  await fork.publish()
  assert.equal((await requestCosignature(fork, post)).kind, 'conflict')
  const shorter = await openTestLog(testDisk(), options)
  assert.equal((await requestCosignature(shorter, post)).kind, 'conflict')
})

test('an answer without a cosignature that the log knows is a refusal', async () => {
  const log = await openTestLog(testDisk(), { witnesses: [testWitness.verifierKey] })
  for (const body of ['', 'ok\n', `— ${testWitness.verifierKey.name} AAAAAAAAAAAA\n`])
    assert.equal((await requestCosignature(log, async () => ({ status: 200, body }))).kind, 'refused')
  assert.deepEqual(await requestCosignature(log, async () => ({ status: 500, body: 'no\n' })), {
    kind: 'refused',
    status: 500,
    reason: 'no',
  })
})

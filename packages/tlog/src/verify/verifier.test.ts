import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../bytes.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { leafHash, sha256 } from '../merkle/tree-hash.ts'
import { noteSigner } from '../note/note-key.ts'
import { formatSignedNote, withSignatures } from '../note/signed-note.ts'
import { formatPolicy } from '../policy.ts'
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
} from '../test-log.ts'
import { createVerifier, type Report } from './verifier.ts'
import { verifyProofFile } from './verify-proof-file.ts'

const nowSeconds = testNowMs / 1000
const secondWitness = noteSigner('witness.example/w2', 'ml-dsa-44-cosignature', new Uint8Array(32).fill(3))
const witnesses = [
  { name: 'customer', key: testWitness.verifierKey },
  { name: 'auditor', key: secondWitness.verifierKey },
]
const policyOf = (atLeast: number) => formatPolicy([testSigner.verifierKey], witnesses, atLeast)

async function witnessedLog(cosigners = [testWitness, secondWitness]) {
  const keys = cosigners.map(({ verifierKey }) => verifierKey)
  const log = await openTestLog(testDisk(), { signers: [testSigner, testMlDsaSigner], witnesses: keys })
  await log.append(testEntries(0, 300))
  const { note } = await log.publish()
  const lines = cosigners.map((cosigner) => cosigner.sign(note.text, nowSeconds))
  if (lines.length > 0) await log.addCosignatures(formatSignedNote(withSignatures(note, lines)))
  return log
}

function failedChecks({ checks }: Report): readonly string[] {
  return checks.filter(({ outcome }) => outcome === 'failed').map(({ what, reason }) => `${what}: ${reason}`)
}

test('a proof of the log verifies by a policy of two witnesses, and says who saw it when', async () => {
  const log = await witnessedLog()
  const proof = await log.proofFor(257)
  const report = await verifyProofFile({ proof, entry: testEntry(257), policy: policyOf(2) })
  assert.deepEqual([report.ok, report.verdict, report.index, report.head?.size], [true, 'verified', 257, 300])
  assert.deepEqual(report.cosignedBy, [
    { name: 'customer', timestampSeconds: nowSeconds },
    { name: 'auditor', timestampSeconds: nowSeconds },
  ])
  const byHash = await verifyProofFile({
    proof,
    entry: { leafHash: leafHash(testEntry(257)) },
    policy: policyOf(2),
  })
  assert.ok(byHash.ok)
})

test('too few witnesses, another entry and another log fail, each for its own reason', async () => {
  const log = await witnessedLog([testWitness])
  const proof = await log.proofFor(5)
  const one = await verifyProofFile({ proof, entry: testEntry(5), policy: policyOf(1) })
  assert.equal(one.verdict, 'verified')
  const two = await verifyProofFile({ proof, entry: testEntry(5), policy: policyOf(2) })
  assert.match(failedChecks(two).join(), /not enough witnesses/)
  const other = await verifyProofFile({ proof, entry: testEntry(6), policy: policyOf(1) })
  assert.match(failedChecks(other).join(), /do not lead to the root/)
  const stranger = noteSigner('log.example/other', 'ed25519', new Uint8Array(32).fill(5))
  const policy = formatPolicy([stranger.verifierKey], [], 0)
  assert.match(
    failedChecks(await verifyProofFile({ proof, entry: testEntry(5), policy })).join(),
    /no signature of a log/,
  )
})

test('no proof with a changed bit verifies', async () => {
  const log = await witnessedLog()
  const verifier = await createVerifier(policyOf(2), sha256)
  const proof = utf8(await log.proofFor(100))
  assert.ok((await verifier.verifyProof({ proof, entry: testEntry(100) })).ok)
  await fc.assert(
    fc.asyncProperty(fc.nat(proof.length - 1), fc.nat(7), async (at, bit) => {
      const changed = proof.map((byte, place) => (place === at ? byte ^ (1 << bit) : byte))
      const report = await verifier.verifyProof({ proof: changed, entry: testEntry(100) })
      // The line of the log's ML-DSA key is none that this policy asks about.
      const isIgnored =
        Buffer.from(proof.slice(0, at)).lastIndexOf('\n— log.example') >
        Buffer.from(proof.slice(0, at)).lastIndexOf('\n— witness')
      if (!isIgnored) assert.equal(report.ok, false, `byte ${at} bit ${bit}`)
    }),
    { numRuns: 300 },
  )
})

test('what a runtime cannot check is told and never passed', async (t) => {
  const log = await witnessedLog()
  const proof = await log.proofFor(1)
  const { subtle } = globalThis.crypto
  const importKey = subtle.importKey.bind(subtle)
  t.mock.method(subtle, 'importKey', async (...args: Parameters<typeof importKey>) => {
    if (String(args[2]).startsWith('ML-DSA')) throw new DOMException('unknown', 'NotSupportedError')
    return importKey(...args)
  })
  const strict = await verifyProofFile({ proof, entry: testEntry(1), policy: policyOf(2) })
  assert.deepEqual([strict.ok, strict.verdict], [false, 'incomplete'])
  assert.match(JSON.stringify(strict.checks), /this runtime has no ML-DSA-44/)
  const lenient = await verifyProofFile({ proof, entry: testEntry(1), policy: policyOf(1) })
  assert.equal(lenient.verdict, 'verified')
  assert.ok(lenient.checks.some(({ outcome }) => outcome === 'not-checked'))
  const onlyMlDsa = formatPolicy([testMlDsaSigner.verifierKey], [], 0)
  assert.equal(
    (await verifyProofFile({ proof, entry: testEntry(1), policy: onlyMlDsa })).verdict,
    'incomplete',
  )
})

test('an ML-DSA-44 signature of the log is verified where the runtime can', async () => {
  const log = await witnessedLog()
  const policy = formatPolicy([testMlDsaSigner.verifierKey], [], 0)
  assert.equal(
    (await verifyProofFile({ proof: await log.proofFor(9), entry: testEntry(9), policy })).verdict,
    'verified',
  )
})

test('two checkpoints are consistent, or it is said that they are not', async () => {
  const log = await openTestLog(testDisk())
  await log.append(testEntries(0, 100))
  const older = formatSignedNote((await log.publish()).note)
  await log.append(testEntries(100, 500))
  const newer = formatSignedNote((await log.publish()).note)
  const verifier = await createVerifier(policyOf(0))
  const proof = await log.consistencyProof(100, 600)
  assert.ok((await verifier.verifyConsistency({ older, newer, proof })).ok)
  assert.ok((await verifier.verifyConsistency({ older, newer: older, proof: [] })).ok)
  assert.equal((await verifier.verifyConsistency({ older, newer, proof: proof.slice(1) })).ok, false)
  assert.equal((await verifier.verifyConsistency({ older: newer, newer: older, proof })).ok, false)
  const fork = await openTestLog(testDisk())
  await fork.append(testEntries(1, 600))
  const forked = formatSignedNote((await fork.publish()).note)
  assert.equal((await verifier.verifyConsistency({ older: newer, newer: forked, proof: [] })).ok, false)
})

test('a log’s key signs only checkpoints of its own origin', async () => {
  const log = await witnessedLog()
  const { note } = parseCheckpoint(log.checkpoint())
  const text = note.text.replace(testOrigin, 'log.example/another')
  const verifier = await createVerifier(policyOf(0))
  const own = await verifier.verifyCheckpoint(log.checkpoint())
  assert.ok(own.ok)
  const other = formatSignedNote({ text, signatures: [testSigner.sign(text, 0)] })
  const report = await verifier.verifyCheckpoint(other)
  assert.match(failedChecks(report).join(), /no signature of a log/)
  const twoLogs = await createVerifier(
    formatPolicy(
      [
        testSigner.verifierKey,
        noteSigner('log.example/another', 'ed25519', new Uint8Array(32).fill(6)).verifierKey,
      ],
      [],
      0,
    ),
  )
  const second = formatSignedNote({
    text,
    signatures: [noteSigner('log.example/another', 'ed25519', new Uint8Array(32).fill(6)).sign(text, 0)],
  })
  const across = await twoLogs.verifyConsistency({ older: log.checkpoint(), newer: second, proof: [] })
  assert.match(failedChecks(across).join(), /does not lead to both roots/)
})

test('one forged signature of a known key fails a checkpoint that others signed', async () => {
  const log = await witnessedLog()
  const { note } = parseCheckpoint(log.checkpoint())
  const verifier = await createVerifier(policyOf(1))
  const forged = note.signatures.map((line) =>
    line.name === testWitness.verifierKey.name
      ? { ...line, signature: line.signature.map((byte) => byte ^ 1) }
      : line,
  )
  const report = await verifier.verifyCheckpoint(formatSignedNote({ text: note.text, signatures: forged }))
  assert.equal(report.verdict, 'failed')
  assert.match(failedChecks(report).join(), /witness.example\/w1 .*does not verify/)
})

test('what is no proof is a failed check; what is no policy is an error', async () => {
  const report = await verifyProofFile({ proof: 'hello', entry: testEntry(1), policy: policyOf(0) })
  assert.deepEqual([report.verdict, report.checks[0]?.what], ['failed', 'format'])
  await assert.rejects(createVerifier('quorum'), { code: 'TLOG_FORMAT' })
  const wrongId = policyOf(0).replace(testSigner.verifierKey.keyId, '00000000')
  await assert.rejects(createVerifier(wrongId), { code: 'TLOG_FORMAT', message: /key id/ })
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { EvidenceDetail, EvidenceLog, EvidenceWitness } from '@countersign/api/evidence'
import { utf8 } from '@countersign/tlog/bytes'
import { verifierKeyText } from '@countersign/tlog/note/note-key'
import { formatSignedNote, withSignatures } from '@countersign/tlog/note/signed-note'
import { openTestLog, testDisk, testNowMs, testSigner, testWitness } from '@countersign/tlog/test-log'
import fc from 'fast-check'
import { policyOf, verifyEntry } from './verify-entry.ts'

const tenantId = 'fernworks'
const salt = Buffer.alloc(32, 7)
const document = '{"did":"opened","who":"Mara"}'

async function logged(more: Partial<EvidenceDetail> = {}) {
  const sha256 = createHash('sha256').update(salt).update(document).digest('hex')
  const envelope = JSON.stringify({
    v: 1,
    tenantId,
    kind: 'act',
    ref: 'act-1',
    payload: { sha256, bytes: 9 },
  })
  const log = await openTestLog(testDisk(), { witnesses: [testWitness.verifierKey] })
  await log.append([utf8('before'), utf8(envelope), utf8('after')])
  const { note } = await log.publish()
  await log.addCosignatures(
    formatSignedNote(withSignatures(note, [testWitness.sign(note.text, testNowMs / 1000)])),
  )
  const detail: EvidenceDetail = {
    kind: 'act',
    ref: 'act-1',
    at: '2026-05-01T10:00:00.000Z',
    status: 'logged',
    epoch: 1,
    index: 1,
    loggedAt: '2026-05-01T10:00:01.000Z',
    payload: 'kept',
    envelope,
    document,
    salt: salt.toString('base64'),
    ...more,
  }
  return { tenantId, detail, proof: await log.proofFor(1), policy: policyOf(theLog, [theWitness]) }
}

const theLog: EvidenceLog = {
  epoch: 1,
  origin: testSigner.verifierKey.name,
  verifierKeys: [verifierKeyText(testSigner)],
  createdAt: '2026-05-01T00:00:00.000Z',
  endedAt: null,
  size: 3,
}
const theWitness: EvidenceWitness = {
  name: 'ours',
  url: 'https://witness.test',
  verifierKey: verifierKeyText(testWitness),
  addedAt: '2026-05-01T00:00:00.000Z',
  cosignedSize: 3,
  cosignedAt: null,
  failingSince: null,
  lastError: null,
  conflictAt: null,
}

const outcomeOf = async (question: Parameters<typeof verifyEntry>[0], what: RegExp) =>
  (await verifyEntry(question)).checks.find((check) => what.test(check.what))?.outcome

test('an entry with its document, proof and keys is verified, cosigned by the witness', async () => {
  const report = await verifyEntry(await logged())
  assert.deepEqual([report.verdict, report.place?.index, report.place?.size], ['verified', 1, 3])
  assert.deepEqual(
    report.cosignedBy.map(({ name }) => name),
    ['witness-ours'],
  )
  assert.deepEqual(
    report.checks.filter(({ outcome }) => outcome !== 'passed'),
    [],
  )
})

test('an erased document is not checked, and the entry is still proven', async () => {
  const question = await logged({ payload: 'erased', document: null, salt: null })
  assert.equal(await outcomeOf(question, /^the document/), 'not-checked')
  assert.equal((await verifyEntry(question)).verdict, 'verified')
})

test('another document, another name and another tenant each fail', async () => {
  assert.equal(await outcomeOf(await logged({ document: `${document} ` }), /^the document/), 'failed')
  assert.equal(await outcomeOf(await logged({ salt: '?' }), /^the document/), 'failed')
  assert.equal(await outcomeOf(await logged({ ref: 'act-2' }), /^the envelope/), 'failed')
  assert.equal(await outcomeOf({ ...(await logged()), tenantId: 'other' }, /^the envelope/), 'failed')
})

test('no change to proof or envelope is verified', async () => {
  const question = await logged()
  const changed = (text: string, at: number) =>
    text.slice(0, at % text.length) +
    (text[at % text.length] === 'x' ? 'y' : 'x') +
    text.slice((at % text.length) + 1)
  // A line of the proof that holds a signature nobody asks for may change: the log's own has to hold.
  const bounded = question.proof.indexOf(`— ${theLog.origin}`)
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.nat(), async (inProof, at) => {
      const broken = inProof
        ? {
            ...question,
            proof: changed(question.proof.slice(0, bounded), at) + question.proof.slice(bounded),
          }
        : { ...question, detail: { ...question.detail, envelope: changed(question.detail.envelope, at) } }
      assert.equal((await verifyEntry(broken)).verdict, 'failed')
    }),
    { numRuns: 200 },
  )
})

test('keys that are none are said to be so', async () => {
  const report = await verifyEntry({ ...(await logged()), policy: 'log nonsense\nquorum none\n' })
  assert.equal(report.verdict, 'failed')
  assert.equal(report.checks.at(-1)?.what, 'the keys can be read')
})

import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { encodeBase64 } from '@countersign/tlog/base64'
import { hexOf, utf8 } from '@countersign/tlog/bytes'
import type { TransparencyLog } from '@countersign/tlog/log'
import { leafHash } from '@countersign/tlog/merkle/tree-hash'
import { noteSigner } from '@countersign/tlog/note/note-key'
import { formatSignedNote, withSignatures } from '@countersign/tlog/note/signed-note'
import { formatPolicy } from '@countersign/tlog/policy'
import { openTestLog, seededRandom, testDisk, testSigner, testWitness } from '@countersign/tlog/test-log'
import { buildPeer } from './build-peer.ts'
import { type Case, mutated } from './mutate-case.ts'

const pythonProgram = new URL('./independent/verify.py', import.meta.url).pathname
const logEntries = 1_000_000
const appendedAtOnce = 50_000
const torchwoodProofsMax = 20_000
const examplesMax = 5
const nowSeconds = 1_772_582_400
const secondWitness = noteSigner('witness.example/w2', 'ml-dsa-44-cosignature', new Uint8Array(32).fill(3))
const cosigners = [testWitness, secondWitness]

type Tally = { asked: number; wrong: number; readonly examples: string[] }

/**
 * `count` proofs of a log of a million entries, given to a verifier in Python that was written from the specifications, and
 * as many with one thing changed. 0 when it accepts every one of the first and none of the second.
 */
export async function independentRun(folder: string, count: number): Promise<number> {
  const why = missingPython()
  if (why !== undefined) {
    console.log(why)
    return 0
  }
  const log = await filledLog()
  const policyFile = join(folder, 'policy')
  const witnesses = cosigners.map(({ verifierKey }, at) => ({ name: `w${at}`, key: verifierKey }))
  writeFileSync(policyFile, formatPolicy([testSigner.verifierKey], witnesses, witnesses.length))
  const byPython = await tallied(['python3', pythonProgram, policyFile], casesOf(log, count))
  const byTorchwood = await askTorchwood(folder, log, Math.min(count, torchwoodProofsMax))
  for (const line of [told('Python', byPython), ...byTorchwood.lines]) console.log(line)
  return byPython.valid.wrong + byPython.changed.wrong + byTorchwood.wrong === 0 ? 0 : 1
}

type Tallies = { readonly valid: Tally; readonly changed: Tally }

async function tallied(command: readonly string[], cases: AsyncIterable<Asked>): Promise<Tallies> {
  const [valid, changed] = [newTally(), newTally()]
  await ask(command, cases, (answer, one) => {
    const tally = one.changed === undefined ? valid : changed
    tally.asked++
    if ((answer === 'accepted') === (one.changed === undefined)) return
    tally.wrong++
    if (tally.examples.length < examplesMax) tally.examples.push(`${one.changed ?? 'unchanged'}: ${answer}`)
  })
  return { valid, changed }
}

function told(who: string, { valid, changed }: Tallies): string {
  const summary = `${who}, ${logEntries} entries: ${valid.asked - valid.wrong} of ${valid.asked} proofs accepted, ${changed.wrong} of ${changed.asked} changed ones accepted`
  return [...valid.examples, ...changed.examples, summary].join('\n')
}

/** Other people's verifier, where Go is. It has no ML-DSA: one Ed25519 witness is asked for. */
async function askTorchwood(
  folder: string,
  log: TransparencyLog,
  count: number,
): Promise<{ readonly lines: readonly string[]; readonly wrong: number }> {
  const built = buildPeer('check', folder)
  if (built.kind === 'missing') return { lines: [built.reason], wrong: 0 }
  const policyFile = join(folder, 'policy-ed25519')
  const witness = { name: 'w', key: testWitness.verifierKey }
  writeFileSync(policyFile, formatPolicy([testSigner.verifierKey], [witness], 1))
  const tallies = await tallied([built.program, policyFile], proofsOf(log, count))
  return { lines: [told('torchwood', tallies)], wrong: tallies.valid.wrong + tallies.changed.wrong }
}

async function* proofsOf(log: TransparencyLog, count: number): AsyncGenerator<Asked> {
  const random = seededRandom(2021)
  for (let number = 0; number < count; number++) {
    const index = Math.floor(random() * log.size)
    const [proof, leaf] = [await log.proofFor(index), leafHash(entryAt(index))]
    yield { value: ['proof', proof, hexOf(leaf)] }
    yield {
      value: ['proof', proof, hexOf(leaf.map((byte, at) => (at === 0 ? byte ^ 1 : byte)))],
      changed: 'a bit of the leaf hash',
    }
  }
}

function newTally(): Tally {
  return { asked: 0, wrong: 0, examples: [] }
}

function missingPython(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa'], {
      stdio: 'ignore',
    })
    return undefined
  } catch {
    return 'not run: it needs python3 with the package cryptography, in a version that has ML-DSA'
  }
}

async function filledLog(): Promise<TransparencyLog> {
  const log = await openTestLog(testDisk(), { witnesses: cosigners.map(({ verifierKey }) => verifierKey) })
  for (let at = 0; at < logEntries; at += appendedAtOnce) {
    await log.append(Array.from({ length: appendedAtOnce }, (_, plus) => entryAt(at + plus)))
    const { note } = await log.publish()
    await log.addCosignatures(
      formatSignedNote(
        withSignatures(
          note,
          cosigners.map((one) => one.sign(note.text, nowSeconds)),
        ),
      ),
    )
  }
  return log
}

function entryAt(index: number): Uint8Array {
  return utf8(`{"kind":"intake-receipt","number":${index}}`)
}

type Asked = { readonly value: Case; readonly changed?: string }

/** A valid case and a changed one, in turn; every eighth pair is about consistency. */
async function* casesOf(log: TransparencyLog, count: number): AsyncGenerator<Asked> {
  const random = seededRandom(6962)
  const newer = log.checkpoint()
  // One head every 50,000 entries is enough to begin consistency proofs at.
  const heads = await olderHeads(log)
  for (let number = 0; number < count; number++) {
    const index = Math.floor(random() * log.size)
    const value: Case =
      number % 8 === 7
        ? await consistencyCase(log, heads, newer, random)
        : ['proof', await log.proofFor(index), hexOf(leafHash(entryAt(index)))]
    yield { value }
    yield mutated(value, random)
  }
}

type Head = { readonly size: number; readonly text: string }

/** Smaller trees of the same log, signed and cosigned for the occasion. */
async function olderHeads(log: TransparencyLog): Promise<readonly Head[]> {
  const random = seededRandom(9162)
  const heads: Head[] = []
  for (let at = 0; at < 64; at++) {
    const size = 1 + Math.floor(random() * (log.size - 1))
    const text = `${log.origin}\n${size}\n${encodeBase64(await log.rootAt(size))}\n`
    const signatures = [testSigner, ...cosigners].map((one) => one.sign(text, nowSeconds))
    heads.push({ size, text: formatSignedNote({ text, signatures }) })
  }
  return heads
}

async function consistencyCase(
  log: TransparencyLog,
  heads: readonly Head[],
  newer: string,
  random: () => number,
): Promise<Case> {
  const { size, text } = heads[Math.floor(random() * heads.length)] as Head
  const proof = await log.consistencyProof(size, log.size)
  return ['consistency', text, newer, proof.map(encodeBase64)]
}

async function ask(
  [program = '', ...args]: readonly string[],
  cases: AsyncIterable<Asked>,
  hear: (answer: string, one: Asked) => void,
): Promise<void> {
  const verifier = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: Asked[] = []
  const answers = (async () => {
    for await (const line of createInterface({ input: verifier.stdout })) hear(line, waiting.shift() as Asked)
  })()
  for await (const one of cases) {
    waiting.push(one)
    if (!verifier.stdin.write(`${JSON.stringify(one.value)}\n`))
      await new Promise((resolve) => verifier.stdin.once('drain', resolve))
  }
  verifier.stdin.end()
  await answers
  if (waiting.length > 0) throw new Error(`${waiting.length} cases got no answer`)
}

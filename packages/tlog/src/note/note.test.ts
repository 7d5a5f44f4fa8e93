import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeBase64 } from '../base64.ts'
import { utf8 } from '../bytes.ts'
import { formatCheckpointText } from '../checkpoint.ts'
import { sha256 } from '../merkle/tree-hash.ts'
import { verifySignature } from './algorithms.ts'
import {
  generateSecretKey,
  noteSigner,
  parseSecretKey,
  parseVerifierKey,
  verifierKeyText,
  verifyNoteSignature,
} from './note-key.ts'
import { formatSignedNote, parseSignedNote, withSignatures } from './signed-note.ts'
import type { SignatureType } from './verifier-key.ts'

const types: readonly SignatureType[] = ['ed25519', 'ed25519-cosignature', 'ml-dsa-44-cosignature']
const seed = Uint8Array.from({ length: 32 }, (_, at) => at)
const text = formatCheckpointText({
  origin: 'log.example/tenant-1',
  size: 3,
  root: sha256(utf8('root')),
  extensions: [],
})
const nowSeconds = 1_772_582_400

function signedBy(type: SignatureType) {
  const signer = noteSigner('witness.example/w1', type, seed)
  return { key: signer.verifierKey, note: { text, signatures: [signer.sign(text, nowSeconds)] } }
}

test('a note signed with each type verifies after it was written and read', () => {
  for (const type of types) {
    const { key, note } = signedBy(type)
    const verdict = verifyNoteSignature(key, parseSignedNote(utf8(formatSignedNote(note))))
    const expected = type === 'ed25519' ? { kind: 'valid' } : { kind: 'valid', timestampSeconds: nowSeconds }
    assert.deepEqual(verdict, expected, type)
  }
})

test('a signature of another text does not verify', () => {
  for (const type of types) {
    const { key, note } = signedBy(type)
    const other = text.replace('\n3\n', '\n4\n')
    assert.equal(verifyNoteSignature(key, { ...note, text: other }).kind, 'invalid', type)
  }
})

test('a cosignature does not verify with another time', () => {
  for (const type of types.slice(1)) {
    const { key, note } = signedBy(type)
    const [line] = note.signatures
    const later = line!.signature.map((byte, at) => (at === 7 ? byte ^ 1 : byte))
    const changed = { text, signatures: [{ ...line!, signature: later }] }
    assert.equal(verifyNoteSignature(key, changed).kind, 'invalid', type)
  }
})

test('a signature under the name and id of a known key must verify, whatever else is there', () => {
  const { key, note } = signedBy('ed25519')
  const [line] = note.signatures
  const forged = { ...line!, signature: new Uint8Array(64) }
  assert.equal(verifyNoteSignature(key, withSignatures(note, [forged])).kind, 'invalid')
})

test('a key that shares only the name or only the id signs nothing', () => {
  const { key, note } = signedBy('ed25519')
  assert.equal(verifyNoteSignature({ ...key, name: 'other.example' }, note).kind, 'absent')
  assert.equal(verifyNoteSignature({ ...key, keyId: '00000000' }, note).kind, 'absent')
})

test('keys are the same after they were written and read', () => {
  for (const type of types) {
    const signer = parseSecretKey(generateSecretKey('log.example/a', type))
    assert.deepEqual(parseVerifierKey(verifierKeyText(signer)), signer.verifierKey)
    assert.equal(signer.verifierKey.type, type)
  }
})

test("a key whose id is not its own hash's is refused, and no message holds a secret", () => {
  const secret = generateSecretKey('log.example/a', 'ed25519')
  const changed = secret.replace(/\+[0-9a-f]{8}\+/, '+00000000+')
  assert.throws(
    () => parseSecretKey(changed),
    (error: Error) => {
      assert.match(error.message, /key id/)
      assert.ok(!error.message.includes(secret.slice(-40)))
      return true
    },
  )
  const vkey = verifierKeyText(parseSecretKey(secret))
  assert.throws(() => parseVerifierKey(vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')), /key id/)
})

test('what no note may be is refused, each with its reason', () => {
  const { note } = signedBy('ed25519')
  const good = formatSignedNote(note)
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /blank line/],
    [good.replace('\n\n', '\n'), /blank line/],
    [good.slice(0, -1), /newline/],
    [good.replace('— ', '- '), /em dash/],
    [good.replace('log.example', 'log\u0000example'), /control character/],
    [good.replace('log.example', 'log\r\nexample'), /control character/],
    [good.replace('witness.example/w1', 'witness+example'), /key name/],
    [good.replace('witness.example/w1', 'witness\u00a0example'), /key name/],
    [good.replace(/ (\S+)\n$/, ' AAAA\n'), /base 64|no signature/],
    [`${text}\n${good.slice(text.length + 1).repeat(65)}`, /more than 64/],
    [`${text}\ud800`, /surrogate/],
  ]
  for (const [input, reason] of cases)
    assert.throws(() => parseSignedNote(input), { code: 'TLOG_FORMAT', message: reason })
  assert.throws(() => parseSignedNote(Uint8Array.of(0xff, 10, 10)), /UTF-8/)
  assert.throws(() => parseSignedNote(new Uint8Array(1_000_001)), /more than 1000000/)
})

test('text may hold empty lines: signatures begin after the last', () => {
  const signer = noteSigner('poet.example', 'ed25519', seed)
  const poem = 'one\n\n— not a signature\n\nlast\n'
  const note = { text: poem, signatures: [signer.sign(poem, 0)] }
  assert.equal(parseSignedNote(formatSignedNote(note)).text, poem)
})

test('a note that reads is written again byte for byte', () => {
  const line = fc.stringMatching(/^[a-z0-9 é→]{1,12}$/)
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.uint8Array({ minLength: 5, maxLength: 80 }),
      (lines, bytes) => {
        const whole = `${lines.join('\n')}\n\n— k.example ${encodeBase64(bytes)}\n`
        assert.equal(formatSignedNote(parseSignedNote(whole)), whole)
      },
    ),
  )
})

test('no changed byte of a signed checkpoint verifies', () => {
  const { key, note } = signedBy('ed25519-cosignature')
  const bytes = utf8(formatSignedNote(note))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const changed = bytes.map((byte, place) => (place === at ? byte ^ (1 << bit) : byte))
      assert.notEqual(verdictOn(changed), 'valid')
    }),
    { numRuns: 400 },
  )
  function verdictOn(changed: Uint8Array): string {
    try {
      return verifyNoteSignature(key, parseSignedNote(changed)).kind
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'TLOG_FORMAT')
      return 'refused'
    }
  }
})

test('keys, signatures and contexts of a wrong length are invalid, not errors', () => {
  const { key, note } = signedBy('ed25519')
  const check = {
    algorithm: 'Ed25519',
    publicKey: key.publicKey,
    message: utf8(text),
    signature: note.signatures[0]!.signature,
  } as const
  assert.ok(verifySignature(check))
  assert.equal(verifySignature({ ...check, publicKey: key.publicKey.slice(1) }), false)
  assert.equal(verifySignature({ ...check, signature: new Uint8Array(63) }), false)
  assert.equal(verifySignature({ ...check, algorithm: 'ML-DSA-44', context: new Uint8Array(256) }), false)
})

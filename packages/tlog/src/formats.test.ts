import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { sameBytes, utf8 } from './bytes.ts'
import { formatCheckpointText, parseCheckpoint, parseCheckpointText } from './checkpoint.ts'
import { entryMaxBytes, formatEntryBundle, parseEntryBundle } from './entry-bundle.ts'
import { sha256 } from './merkle/tree-hash.ts'
import { noteSigner } from './note/note-key.ts'
import { formatSignedNote } from './note/signed-note.ts'
import { parseTilePath, tilePath, widthInTree } from './tile-path.ts'
import { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.ts'
import {
  formatAddCheckpoint,
  formatSizeConflict,
  parseAddCheckpoint,
  parseSizeConflict,
} from './witness-protocol.ts'

const signer = noteSigner('log.example/a', 'ed25519', new Uint8Array(32))
const text = formatCheckpointText({
  origin: 'log.example/a',
  size: 9,
  root: sha256(utf8('r')),
  extensions: [],
})
const checkpoint = parseCheckpoint(formatSignedNote({ text, signatures: [signer.sign(text, 0)] }))
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const notFormat = { code: 'TLOG_FORMAT' }

test('base 64 has one spelling for each value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const encoded = encodeBase64(bytes)
      assert.equal(encoded, Buffer.from(bytes).toString('base64'))
      assert.ok(sameBytes(decodeBase64(encoded, 'it'), bytes))
    }),
  )
  for (const bad of ['AA', 'AA=', 'A===', 'AB==', 'AAB=', 'AA==\n', ' AAAA', 'AA-_', 'AAAA=', 'AA==AAAA'])
    assert.throws(() => decodeBase64(bad, 'it'), notFormat, bad)
})

test('a checkpoint reads as it was written', () => {
  const head = {
    origin: 'example.com/behind-the-sofa',
    size: 20_852_163,
    root: sha256(utf8('x')),
    extensions: ['more'],
  }
  assert.deepEqual(parseCheckpointText(formatCheckpointText(head)), head)
})

test('what no checkpoint may be is refused', () => {
  const root = encodeBase64(sha256(utf8('x')))
  for (const bad of [
    'a\n1\n',
    `\n1\n${root}\n`,
    `a\n01\n${root}\n`,
    `a\n-1\n${root}\n`,
    `a\n1 \n${root}\n`,
    `a\n9007199254740992\n${root}\n`,
    `a\n1\n${root.slice(4)}\n`,
    `a\n1\n${root}\n\nx\n`,
    `a\n1\n${root}`,
  ])
    assert.throws(() => parseCheckpointText(bad), notFormat, JSON.stringify(bad))
})

test('tiles have the paths of the specification', () => {
  const full = 256
  assert.equal(tilePath({ kind: 'hashes', level: 0, index: 1_234_067, width: full }), 'tile/0/x001/x234/067')
  assert.equal(tilePath({ kind: 'hashes', level: 1, index: 0, width: 17 }), 'tile/1/000.p/17')
  assert.equal(tilePath({ kind: 'entries', index: 999, width: 112 }), 'tile/entries/999.p/112')
})

test('a path reads as it was written, and nothing else names a tile', () => {
  const tile = fc
    .tuple(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }))
    .map(([level, index, width]) => ({ kind: 'hashes' as const, level, index, width }))
  fc.assert(fc.property(tile, (one) => assert.deepEqual(parseTilePath(tilePath(one)), one)))
  for (const bad of [
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/000',
    'tile/0/1',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/entries/../000',
    'tile/entries/000/',
    '/tile/0/000',
    'tile/0/x999/x999/x999/x999/x999/999',
    'checkpoint',
  ])
    assert.throws(() => parseTilePath(bad), notFormat, bad)
})

test('a tree of 70,000 entries has the tiles of the specification’s example', () => {
  assert.equal(widthInTree(0, 272, 70_000), 256)
  assert.equal(widthInTree(0, 273, 70_000), 112)
  assert.equal(widthInTree(0, 274, 70_000), 0)
  assert.equal(widthInTree(1, 0, 70_000), 256)
  assert.equal(widthInTree(1, 1, 70_000), 17)
  assert.equal(widthInTree(2, 0, 70_000), 1)
  assert.deepEqual([widthInTree(0, 0, 256), widthInTree(1, 0, 256)], [256, 1])
})

test('entry bundles read as they were written; cut or lengthened ones are refused', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 256 })
  fc.assert(
    fc.property(entries, fc.nat(), (list, seed) => {
      const bytes = formatEntryBundle(list)
      assert.deepEqual(
        parseEntryBundle(bytes).map((entry) => [...entry]),
        list.map((entry) => [...entry]),
      )
      const cut = bytes.subarray(0, seed % (bytes.length + 1))
      try {
        assert.ok(parseEntryBundle(cut).length <= list.length)
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'TLOG_FORMAT')
      }
    }),
  )
  assert.throws(() => formatEntryBundle([new Uint8Array(entryMaxBytes + 1)]), notFormat)
  assert.equal(parseEntryBundle(formatEntryBundle([new Uint8Array(entryMaxBytes)]))[0]?.length, entryMaxBytes)
  assert.throws(() => parseEntryBundle(new Uint8Array(2 * 257)), /more than 256/)
})

const proofs: fc.Arbitrary<TlogProof> = fc
  .record({
    index: fc.maxSafeNat(),
    hashes: fc.array(hash, { maxLength: 63 }),
    extra: fc.option(fc.uint8Array({ maxLength: 50 }), { nil: undefined }),
  })
  .map(({ extra, ...rest }) => ({ ...rest, ...(extra === undefined ? {} : { extra }), checkpoint }))

test('a proof file reads as it was written', () => {
  fc.assert(fc.property(proofs, (proof) => assert.deepEqual(parseTlogProof(formatTlogProof(proof)), proof)))
})

test('a proof file that still reads after a change is written exactly as it was changed', () => {
  fc.assert(
    fc.property(proofs, fc.nat(), fc.integer({ min: 1, max: 127 }), (proof, seed, letter) => {
      const file = formatTlogProof(proof)
      const at = seed % file.length
      const changed = file.slice(0, at) + String.fromCharCode(letter) + file.slice(at + 1)
      try {
        assert.equal(formatTlogProof(parseTlogProof(changed)), changed)
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'TLOG_FORMAT')
      }
    }),
  )
})

test('what no proof may be is refused', () => {
  const file = formatTlogProof({ index: 3, hashes: [sha256(utf8('a'))], checkpoint })
  for (const bad of [
    file.replace('@v1', '@v2'),
    file.replace('index 3', 'index 03'),
    file.replace('index 3\n', ''),
    file.replace('index 3', 'extra AA==\nextra AA==\nindex 3'),
    file.replace('\n\n', '\n'),
    file.replace('index 3\n', `index 3\n${`${encodeBase64(sha256(utf8('a')))}\n`.repeat(63)}`),
    file.replaceAll('\n', '\r\n'),
  ])
    assert.throws(() => parseTlogProof(bad), notFormat)
})

test('witness requests read as they were written, with at most 63 hashes', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), (oldSize, proof) => {
      const request = { oldSize, proof, checkpoint }
      assert.deepEqual(parseAddCheckpoint(formatAddCheckpoint(request)), request)
    }),
  )
  const many = Array.from({ length: 64 }, () => sha256(utf8('a')))
  assert.throws(
    () => parseAddCheckpoint(formatAddCheckpoint({ oldSize: 1, proof: many, checkpoint })),
    notFormat,
  )
  assert.throws(() => parseAddCheckpoint('old 1\n\n'), notFormat)
  assert.equal(parseSizeConflict(formatSizeConflict(20_852_014)), 20_852_014)
  assert.throws(() => parseSizeConflict('7'), notFormat)
})

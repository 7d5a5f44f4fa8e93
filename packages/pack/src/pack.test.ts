import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { canonical } from '@countersign/explanation/canonical'
import { encodeBase64 } from '@countersign/tlog/base64'
import { openLog } from '@countersign/tlog/log'
import { SimDisk } from '@countersign/tlog/log/sim-disk'
import { generateSecretKey, parseSecretKey } from '@countersign/tlog/note/note-key'
import { formatPolicy } from '@countersign/tlog/policy'
import { parseTlogProof } from '@countersign/tlog/tlog-proof'
import fc from 'fast-check'
import { indexPage } from './index-page.ts'
import { type PackManifest, packPaths } from './pack-files.ts'
import { packReportText } from './report-text.ts'
import { nodeSha256 } from './verify-main.ts'
import { type PackOptions, type PackReport, verifyPack } from './verify-pack.ts'

const origin = 'test.example/evidence/eu-1/shop/1'
const signer = parseSecretKey(generateSecretKey(origin, 'ed25519'))
const policy = formatPolicy([signer.verifierKey], [], 0)
const hexSha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

type Files = ReadonlyMap<string, Uint8Array>

/** A pack of entries 2 to 8 of a log of twelve, put together by hand and not by the code that makes packs. */
async function makePack(): Promise<Files> {
  const log = await openLog({
    disk: new SimDisk(() => 0.5),
    origin,
    signers: [signer],
    nowMs: () => 0,
    publishIntervalMs: 0,
  })
  const entries = Array.from({ length: 12 }, (_, at) => entryOf(at))
  await log.append(entries.map(({ envelope }) => Buffer.from(envelope)))
  await log.publish()
  const lines: string[] = []
  for (let index = 2; index <= 8; index++) {
    const { hashes } = parseTlogProof(await log.proofFor(index))
    lines.push(JSON.stringify({ epoch: 1, index, ...entries[index], proof: hashes.map(encodeBase64) }))
  }
  const files = new Map<string, Uint8Array>([
    [packPaths.items, Buffer.from(`${lines.join('\n')}\n`)],
    [packPaths.checkpoint(1), Buffer.from(log.checkpoint())],
    [packPaths.policy(1), Buffer.from(policy)],
  ])
  return withManifest(files, {
    items: lines.length,
    logs: [{ epoch: 1, origin, from: 2, to: 8, complete: true }],
  })
}

function entryOf(at: number) {
  const explanation = { id: String(at), statement: 'The key was made.' }
  const isExplanation = at % 3 === 0
  const document = canonical(
    isExplanation ? { explanation, explanationHash: hexSha256(canonical(explanation)) } : { number: at },
  )
  const salt = createHmac('sha256', 'key').update(String(at)).digest()
  const sha256 = createHash('sha256').update(salt).update(document).digest('hex')
  const envelope = canonical({
    tenantId: 'shop',
    region: 'eu-1',
    kind: isExplanation ? 'explanation' : 'act',
    ref: String(at),
    payload: { sha256, bytes: document.length },
  })
  return { envelope, document, salt: salt.toString('base64') }
}

function withManifest(files: Map<string, Uint8Array>, changes: Partial<PackManifest>): Files {
  const named = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: hexSha256(bytes) }))
  const manifest = {
    format: 1,
    tenantId: 'shop',
    region: 'eu-1',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-02-01T00:00:00.000Z',
    madeAt: '2026-02-01T00:00:00.000Z',
    madeBy: 'a test',
    missing: [],
    controls: [],
    files: named,
    ...changes,
  }
  return new Map([...files, [packPaths.manifest, Buffer.from(JSON.stringify(manifest))]])
}

function verified(files: Files, options: PackOptions = {}): Promise<PackReport> {
  const reader = { read: (path: string) => files.get(path), paths: () => [...files.keys()] }
  return verifyPack(reader, { sha256: nodeSha256, ...options })
}

/** The pack with one file changed, and the manifest changed with it, as somebody would who wants to be believed. */
function forged(files: Files, path: string, change: (text: string) => string): Files {
  const next = new Map(files)
  next.set(path, Buffer.from(change(Buffer.from(files.get(path) ?? '').toString())))
  next.delete(packPaths.manifest)
  const { files: _, ...manifest } = JSON.parse(Buffer.from(files.get(packPaths.manifest) ?? '').toString())
  return withManifest(next, manifest)
}

const item =
  (at: number, change: (one: Record<string, unknown>) => Record<string, unknown>) => (text: string) =>
    text
      .split('\n')
      .map((line, number) => (number === at ? JSON.stringify(change(JSON.parse(line))) : line))
      .join('\n')

let pack: Files
before(async () => {
  pack = await makePack()
})

describe('an evidence pack', () => {
  test('that nobody touched holds, and says whose keys it was checked with', async () => {
    const report = await verified(pack)
    assert.deepEqual([report.ok, report.items, report.documents, report.defects], [true, 7, 7, []])
    assert.equal(report.keysFrom, 'pack')
    assert.equal((await verified(pack, { policy })).keysFrom, 'given')
    assert.match(packReportText(report), /Compare them with keys that you hold/)
  })

  test('checked with keys that are not its log’s does not hold', async () => {
    const other = parseSecretKey(generateSecretKey(origin, 'ed25519'))
    const report = await verified(pack, { policy: formatPolicy([other.verifierKey], [], 0) })
    assert.equal(report.ok, false)
  })

  const forgeries: Readonly<Record<string, readonly [string, (text: string) => string, RegExp]>> = {
    'a document that was rewritten': [
      packPaths.items,
      item(2, (one) => ({ ...one, document: '{"number":99}' })),
      /^entry 1\/4: its document is not the one that was logged$/,
    ],
    'an envelope that was rewritten': [
      packPaths.items,
      item(1, (one) => ({ ...one, envelope: String(one.envelope).replace('"3"', '"4"') })),
      /^entry 1\/3: entry 3 is in the tree of 12: /,
    ],
    'an entry that was left out': [
      packPaths.items,
      (text) => text.split('\n').toSpliced(3, 1).join('\n'),
      /^entry 1\/5: it was left out/,
    ],
    'a proof that leads elsewhere': [
      packPaths.items,
      item(0, (one) => ({ ...one, proof: (one.proof as string[]).toReversed() })),
      /^entry 1\/2: /,
    ],
    'a line that is no item': [packPaths.items, item(0, () => ({ epoch: 1 })), /^items.ndjson: .*line 1/],
    'a checkpoint of another size': [
      packPaths.checkpoint(1),
      (text) => text.replace('\n12\n', '\n13\n'),
      /^logs\/1\/checkpoint: /,
    ],
  }
  for (const [what, [path, change, expected]] of Object.entries(forgeries))
    test(`with ${what} does not hold, and the defect is named`, async () => {
      const report = await verified(forged(pack, path, change))
      assert.equal(report.ok, false)
      const lines = report.defects.map((one) => `${one.where}: ${one.what}`)
      assert.ok(
        lines.some((line) => expected.test(line)),
        lines.join('\n'),
      )
    })

  test('of another tenant’s entries, with a file too many or one too few does not hold', async () => {
    const foreign = new Map(pack)
    const manifest = JSON.parse(Buffer.from(pack.get(packPaths.manifest) ?? '').toString())
    foreign.set(packPaths.manifest, Buffer.from(JSON.stringify({ ...manifest, tenantId: 'bank' })))
    assert.match((await verified(foreign)).defects[0]?.what ?? '', /another tenant/)
    const more = await verified(new Map([...pack, ['note.txt', Buffer.from('trust me')]]))
    assert.deepEqual(more.defects, [{ where: 'note.txt', what: 'the manifest does not name it' }])
    const fewer = new Map(pack)
    fewer.delete(packPaths.items)
    assert.equal((await verified(fewer)).ok, false)
  })

  test('whose documents were erased holds without them', async () => {
    const erased = forged(
      pack,
      packPaths.items,
      item(2, (one) => ({ ...one, document: null, salt: null })),
    )
    const report = await verified(erased)
    assert.deepEqual([report.ok, report.documents], [true, 6])
  })

  test('with any byte changed anywhere does not hold', async () => {
    const bytes = [...pack].flatMap(([path, content]) => Array.from(content, (_, at) => ({ path, at })))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bytes),
        fc.integer({ min: 0, max: 7 }),
        async ({ path, at }, bit) => {
          const changed = new Map(pack)
          const content = Uint8Array.from(pack.get(path) ?? [])
          content[at] = (content[at] as number) ^ (1 << bit)
          changed.set(path, content)
          const report = await verified(changed)
          // The manifest's own words for people (who made it, when, what is missing) are claims, and are shown as such.
          if (path !== packPaths.manifest) assert.equal(report.ok, false)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('that is no pack says so', async () => {
    const report = await verified(new Map())
    assert.deepEqual(report.defects, [
      { where: 'manifest.json', what: 'there is no manifest.json: this is no evidence pack' },
    ])
  })

  test('has a page on which hostile names stay text', () => {
    const manifest = JSON.parse(Buffer.from(pack.get(packPaths.manifest) ?? '').toString())
    const page = indexPage({ ...manifest, missing: [{ what: '<script>alert(1)</script>', because: '"' }] })
    assert.ok(!page.includes('<script') && page.includes('&lt;script&gt;'))
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { ordinaryCall, trailDeleted } from './test-logs.ts'
import { countersign, folderWith } from './test-terminal.ts'

type Answer = {
  readonly events: {
    readonly read: number
    readonly normalised: number
    readonly rejected: readonly { readonly file: string; readonly line: number; readonly reason: string }[]
    readonly rejectedCount: number
  }
  readonly incidents: readonly object[]
  readonly skippedFiles: readonly { readonly file: string; readonly reason: string }[]
}

const good = `${JSON.stringify(trailDeleted())}\n`

/** What becomes of one odd file beside a good one: the good one is never lost. */
async function beside(t: TestContext, name: string, content: string | Uint8Array): Promise<Answer> {
  const folder = folderWith(t, { [name]: content, 'z-good.ndjson': good })
  const { code, out } = await countersign(['investigate', '--json', folder])
  assert.equal(code, 0)
  const answer = JSON.parse(out) as Answer
  assert.equal(answer.incidents.length, 1)
  const relative = (file: string) => file.replace(`${folder}/`, '')
  const rejected = answer.events.rejected.map((line) => ({ ...line, file: relative(line.file) }))
  return {
    ...answer,
    events: { ...answer.events, rejected },
    skippedFiles: answer.skippedFiles.map((file) => ({ ...file, file: relative(file.file) })),
  }
}

function places(answer: Answer): readonly string[] {
  return answer.events.rejected.map(({ file, line, reason }) => `${file}:${line} ${reason.split(':')[0]}`)
}

test('a gzip or zstd file that ends too early gives what it has, and says where it broke', async (t) => {
  const lines = Array.from({ length: 2000 }, (_, at) =>
    JSON.stringify({ ...ordinaryCall, requestID: `${Math.sin(at)}` }),
  )
  const zipped = gzipSync(`${lines.join('\n')}\n`)
  const gzip = await beside(t, 'cut.gz', zipped.subarray(0, Math.floor(zipped.length * 0.7)))
  assert.ok(gzip.events.normalised > 500)
  assert.match(gzip.events.rejected.at(-1)?.reason ?? '', /the gzip stream is broken here/)
  const zstd = zstdCompressSync(`${lines.join('\n')}\n`)
  const cut = await beside(t, 'cut.zst', zstd.subarray(0, Math.floor(zstd.length * 0.7)))
  assert.match(cut.events.rejected.at(-1)?.reason ?? '', /the zstd stream is broken here/)
})

test('a line of 50 MB is one rejected line, and what follows it is read', async (t) => {
  const huge = Buffer.concat([
    Buffer.from('{"a":"'),
    Buffer.alloc(50 * 1024 * 1024, 0x78),
    Buffer.from(`"}\n${good}`),
  ])
  const answer = await beside(t, 'huge.ndjson', huge)
  assert.deepEqual(places(answer), ['huge.ndjson:1 too-long'])
  assert.equal(answer.events.normalised, 2)
})

test('a bomb of nested brackets and 10,000-deep objects are rejected, not followed', async (t) => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const answer = await beside(t, 'deep.ndjson', `${deep}\n${'['.repeat(100_000)}\n`)
  assert.deepEqual(
    new Set(places(answer).map((place) => place.split(' ')[0]?.split(':')[0])),
    new Set(['deep.ndjson']),
  )
  assert.match(places(answer)[0] ?? '', /^deep\.ndjson:1 too-deep/)
})

test('bytes that are no UTF-8 are rejected line by line', async (t) => {
  const bytes = Buffer.concat([
    Buffer.from('{"time":"2026-03-04T10:00:00Z","a":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}\n'),
    Buffer.from(good),
  ])
  const answer = await beside(t, 'latin.ndjson', bytes)
  assert.deepEqual(places(answer), ['latin.ndjson:1 invalid-utf8'])
})

test('what is no log at all is said as one thing, not as thousands of lines', async (t) => {
  const binary = await beside(
    t,
    'core.dump',
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 3, 0x0a, 0, 0x0a]),
  )
  assert.deepEqual(places(binary), ['core.dump:0 this is a binary file and no log'])
  const zip = await beside(t, 'logs.dat', Buffer.from('PK\u0003\u0004rest', 'latin1'))
  assert.deepEqual(places(zip), ['logs.dat:0 this is a zip archive'])
  const wide = await beside(t, 'wide.txt', Buffer.from('\ufeffhello', 'utf16le'))
  assert.deepEqual(places(wide), ['wide.txt:0 this is UTF-16 text'])
})

test('files that hold no logs are left out of a folder, and named', async (t) => {
  const answer = await beside(t, 'README.md', '# hello')
  assert.deepEqual(answer.skippedFiles, [{ file: 'README.md', reason: 'documentation' }])
  assert.deepEqual(answer.events.rejected, [])
})

test('empty files and blank lines are nothing', async (t) => {
  assert.deepEqual((await beside(t, 'empty.ndjson', '')).events.read, 1)
  assert.deepEqual((await beside(t, 'blank.ndjson', '\n\n  \r\n')).events.read, 1)
})

test('a byte order mark and Windows line ends are no part of a record', async (t) => {
  const answer = await beside(
    t,
    'windows.ndjson',
    `\ufeff${JSON.stringify(ordinaryCall)}\r\n${JSON.stringify(ordinaryCall)}\r\n`,
  )
  assert.deepEqual([answer.events.normalised, answer.events.rejected], [3, []])
})

test('a broken document in the midst of others costs itself only', async (t) => {
  const pretty = JSON.stringify(ordinaryCall, null, 2)
  const answer = await beside(t, 'mixed.json', `${pretty}\n{\n  "cut": "her\n${pretty}\nkilled\n${pretty}\n`)
  const start = pretty.split('\n').length + 1
  assert.deepEqual(places(answer), [`mixed.json:${start} not-json`])
  // The line of plain text is an event too, of no known format.
  assert.equal(answer.events.normalised, 5)
})

test('broken lines are listed up to a bound and counted beyond it', async (t) => {
  const answer = await beside(t, 'broken.ndjson', '{"a":\n'.repeat(10_500))
  assert.equal(answer.events.rejected.length, 10_000)
  assert.equal(answer.events.rejectedCount, 10_500)
})

test('whatever the bytes are, nothing throws and every line is accounted for', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 }),
      async (chunks) => {
        const folder = folderWith(t, { 'x.log': Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))) })
        const { code, out } = await countersign([
          'investigate',
          '--json',
          '--rules',
          join(import.meta.dirname, '../../rules/agents'),
          folder,
        ])
        const { events } = JSON.parse(out) as Answer
        assert.equal(code, 0)
        const lines = events.rejected.filter((line) => line.line > 0).length
        assert.equal(events.read, events.normalised + lines)
      },
    ),
    { numRuns: 40 },
  )
})

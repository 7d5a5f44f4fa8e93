import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { documentsOf } from '../rule-fixture.ts'

const rule = (id: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: {category: test}\ndetection:\n  s: {a: ${id}}\n  condition: s\n`

test('every document of a file is read, each with a version of its own', () => {
  const documents = documentsOf(`${rule('one')}---\n${rule('two')}`)
  assert.deepEqual(
    documents.map((document) => document.kind === 'rule' && document.header.id),
    ['one', 'two'],
  )
  const hashes = documents.map((document) => document.kind === 'rule' && document.header.contentHash)
  assert.equal(new Set(hashes).size, 2)
})

test('a global document is merged into those that follow', () => {
  const documents = documentsOf(
    'action: global\ntitle: shared\nlogsource: {product: windows}\ndetection:\n  condition: s\n' +
      '---\nid: one\nlogsource: {service: security}\ndetection:\n  s: {EventID: 1}\n' +
      '---\nid: two\nlogsource: {service: system}\ndetection:\n  s: {EventID: 2}\n',
  )
  assert.deepEqual(
    documents.map((document) => document.kind === 'rule' && document.logSource),
    [
      { product: 'windows', category: undefined, service: 'security' },
      { product: 'windows', category: undefined, service: 'system' },
    ],
  )
})

test('author, licence and references travel with a rule; what is unsaid is said so', () => {
  const [document] = documentsOf(
    `${rule('x')}author: Ann\nlicense: DRL-1.1\nreferences: [https://a.example]\ntags: [attack.t1059]\nlevel: critical\n`,
  )
  assert.ok(document?.kind === 'rule')
  const { author, license, references, tags, level, status } = document.header
  assert.deepEqual(
    { author, license, references, tags, level, status },
    {
      author: 'Ann',
      license: 'DRL-1.1',
      references: ['https://a.example'],
      tags: ['attack.t1059'],
      level: 'critical',
      status: undefined,
    },
  )
})

test('a document that is no rule is named with its reason, and its neighbours are still read', () => {
  const documents = documentsOf(
    `${rule('one')}---\ntitle: bad\ndetection: {s: {a: 1}, condition: s}\n---\n- 1\n---\n${rule('two')}`,
  )
  assert.deepEqual(
    documents.map(({ kind }) => kind),
    ['rule', 'unsupported', 'unsupported', 'rule'],
  )
  assert.deepEqual(
    documents.flatMap((document) => (document.kind === 'unsupported' ? [document.reason] : [])),
    ['a rule without a log source', 'a document that is not a map'],
  )
})

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['broken YAML', 'title: [', /^YAML:/],
  ['an alias bomb', aliasBomb(), /alias/i],
  ['deep flow nesting', `a: ${'['.repeat(10_000)}`, /nesting deeper/],
  [
    'deep block nesting',
    Array.from({ length: 500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    /nesting deeper/,
  ],
  ['deep flow nesting with values between', `a: ${'[x, '.repeat(10_000)}`, /nesting deeper|YAML/],
  ['a huge file', 'a: b\n'.repeat(300_000), /larger than/],
  ['a great many documents', '---\na: 1\n'.repeat(2000), /more than 1000 documents/],
  ['a great many values', `a: [${'1,'.repeat(60_000)}1]`, /more than 50000 values/],
  ['a tag that names code', 'a: !!js/function "x"', /not a map|neither|YAML/],
]
for (const [what, yaml, reason] of refusals)
  test(`${what} is refused`, () => {
    const [document] = documentsOf(yaml)
    assert.ok(document?.kind === 'unsupported', JSON.stringify(document)?.slice(0, 200))
    assert.match(document.reason, reason)
  })

function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, at) =>
    at === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${at}: &a${at} [${Array<string>(9)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
  )
  return levels.join('\n')
}

test('any text at all is read without a throw', () => {
  const piece = fc.constantFrom(
    'title: x\n',
    'detection:\n',
    '  s: {a: 1}\n',
    '  condition: s\n',
    'logsource: {category: c}\n',
    'correlation: {type: event_count}\n',
    'filter: {rules: any, s: 1, condition: not s}\n',
    '---\n',
    '&a ',
    '*a ',
    '!!map ',
    '? ',
    '|\n',
    '"',
    '{',
    '[',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 14 }), (pieces) => {
      for (const document of documentsOf(pieces.join(''))) assert.ok(document.kind.length > 0)
    }),
    { numRuns: 300 },
  )
})

test('a selection name from YAML such as __proto__ stays a name', () => {
  const [document] = documentsOf(
    'title: t\nlogsource: {category: c}\ndetection:\n  __proto__: {a: 1}\n  s: {a: 1}\n  condition: s\n',
  )
  assert.ok(document !== undefined)
  assert.equal(({} as Record<string, unknown>).a, undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRecordSplitter, type SplitRecord } from './split-records.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function split(
  text: string,
  chunkBytes = 1 << 20,
  maxBytes = 1 << 20,
): readonly { text: string; line: number; truncated: boolean }[] {
  const splitter = createRecordSplitter({ recordMaxBytes: maxBytes })
  const bytes = encoder.encode(text)
  const records: SplitRecord[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    records.push(...splitter.push(bytes.slice(at, at + chunkBytes)))
  records.push(...splitter.end())
  return records.map((record) => ({
    text: decoder.decode(record.bytes),
    line: record.line,
    truncated: record.truncated,
  }))
}

const texts = (text: string): readonly string[] => split(text).map((record) => record.text)

test('lines are records, with their line numbers, whatever ends them', () => {
  assert.deepEqual(split('{"a":1}\r\n\n{"a":2}'), [
    { text: '{"a":1}', line: 1, truncated: false },
    { text: '{"a":2}', line: 3, truncated: false },
  ])
})

test('elements of an array are records on the line where they begin', () => {
  assert.deepEqual(
    split('[\n  {"a": "]}"},\n  {\n    "b": [1, {"c": 2}]\n  }\n]\n').map(({ text, line }) => [
      line,
      JSON.parse(text),
    ]),
    [
      [2, { a: ']}' }],
      [3, { b: [1, { c: 2 }] }],
    ],
  )
  assert.deepEqual(texts('[{"a":1},{"a":2}]'), ['{"a":1}', '{"a":2}'])
  assert.deepEqual(texts('[]'), [])
})

test('pretty-printed documents one after another are records', () => {
  assert.deepEqual(
    texts('{\n  "a": "\\"}"\n}\n{\n  "b": 1\n}\n').map((one) => JSON.parse(one)),
    [{ a: '"}' }, { b: 1 }],
  )
})

test('a text log in brackets is not taken for an array', () => {
  assert.deepEqual(texts('[2026-03-04T10:00:00Z] started\n[2026-03-04T10:00:01Z] done\n').length, 2)
})

test('a broken first line does not swallow the lines below it', () => {
  assert.deepEqual(texts('{"a":1,"b\n{"a":2}\n'), ['{"a":1,"b', '{"a":2}'])
})

test('a record that is too long is cut, said, and does not hide the next', () => {
  const long = `{"a":"${'x'.repeat(5000)}"}`
  assert.deepEqual(
    split(`{"a":1}\n${long}\n{"a":2}\n`, 512, 1000).map((record) => [
      record.line,
      record.truncated,
      record.text.length,
    ]),
    [
      [1, false, 7],
      [2, true, 1000],
      [3, false, 7],
    ],
  )
  assert.deepEqual(
    split(`[${long},{"a":2}]`, 512, 1000).map((record) => record.truncated),
    [true, false],
  )
})

test('how the stream is chopped into chunks does not matter, in any layout', () => {
  const fields = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())), {
    maxKeys: 4,
  })
  const value = fc.record({ event: fields }, { noNullPrototype: true })
  const layouts = [
    (all: readonly object[]) => all.map((one) => JSON.stringify(one)).join('\n'),
    (all: readonly object[]) => JSON.stringify(all, null, 2),
    (all: readonly object[]) => JSON.stringify(all),
    (all: readonly object[]) => all.map((one) => JSON.stringify(one, null, 1)).join('\n'),
  ]
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      (all, chunkBytes) => {
        for (const layout of layouts)
          assert.deepEqual(
            split(layout(all), chunkBytes).map((record) => JSON.parse(record.text)),
            JSON.parse(JSON.stringify(all)),
          )
      },
    ),
    { numRuns: 60 },
  )
})

test('a document that bundles its records in an array is never held whole: each record stands on its own line', () => {
  const bundle =
    '{\n  "Records": [\n    {"a": 1},\n    {\n      "a": 2\n    }\n  ],\n  "more": {"x": ["]}"]}\n}\n'
  assert.deepEqual(
    split(bundle).map(({ text, line }) => [line, JSON.parse(text)]),
    [
      [3, { a: 1 }],
      [4, { a: 2 }],
    ],
  )
  const oneLine = `{"Records":[${Array.from({ length: 3000 }, (_, at) => `{"eventID":"${at}","x":"${'y'.repeat(40)}"}`).join(',')}]}`
  const records = split(oneLine, 4096, 1000)
  assert.equal(records.length, 3000)
  assert.ok(records.every((record) => !record.truncated && record.line === 1))
})

test('what follows an array or a bundle is read too', () => {
  assert.deepEqual(
    split('[\n{"a":1}\n]\n{"a":2}\n{"a":3}\n').map(({ text, line }) => [line, text]),
    [
      [2, '{"a":1}'],
      [4, '{"a":2}'],
      [5, '{"a":3}'],
    ],
  )
  const twice = '{"Records":[\n{"a":1}\n]}\n{"Records":[\n{"a":2}\n]}\n'
  assert.deepEqual(
    split(twice).map(({ text, line }) => [line, text]),
    [
      [2, '{"a":1}'],
      [5, '{"a":2}'],
    ],
  )
})

test('what belongs to no document is a record of its own, so that its reader can say so', () => {
  assert.deepEqual(
    split('{\n "a": 1\n}\nsegmentation fault\n{\n "a": 2\n}\n').map(({ text, line }) => [
      line,
      text.replaceAll(/\s/g, ''),
    ]),
    [
      [1, '{"a":1}'],
      [4, 'segmentationfault'],
      [5, '{"a":2}'],
    ],
  )
  assert.deepEqual(texts('[{"a":1}, 17, {"a":2}]'), ['{"a":1}', '17', '{"a":2}'])
})

test('a document that was never closed does not swallow the next one', () => {
  assert.deepEqual(
    split('{\n "a": "broken\n{\n "a": 2\n}\n').map(({ line, text }) => [line, text]),
    [
      [1, '{\n "a": "broken\n'],
      [3, '{\n "a": 2\n}'],
    ],
  )
})

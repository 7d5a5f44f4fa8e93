import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Frame, frameRecords } from './frame.ts'
import { frameBulk } from './frame-bulk.ts'
import { frameHec } from './frame-hec.ts'

const texts = (body: string, frames: Iterable<Frame>) =>
  [...frames].map(
    ({ start, end, bytes }) => bytes?.toString() ?? Buffer.from(body).toString('utf8', start, end),
  )
const cut = (body: string) => texts(body, frameRecords(Buffer.from(body)))

/** Objects as sources write them, with strings that look like structure. */
const record = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('"}', '{[', '\n', '\\"')),
  {
    minKeys: 1,
  },
)

describe('a body is cut into the records that were put into it', () => {
  const layouts: Readonly<Record<string, (records: readonly unknown[]) => string>> = {
    'one a line': (records) => records.map((one) => `${JSON.stringify(one)}\n`).join(''),
    'one a line, CRLF, without a last one': (records) =>
      records.map((one) => JSON.stringify(one)).join('\r\n'),
    'a JSON array': (records) => JSON.stringify(records),
    'a pretty JSON array': (records) => JSON.stringify(records, undefined, 2),
    'pretty documents one after another': (records) =>
      records.map((one) => JSON.stringify(one, undefined, 2)).join('\n'),
    'a bundle': (records) => JSON.stringify({ Records: records }),
  }
  for (const [name, write] of Object.entries(layouts)) {
    test(name, () => {
      fc.assert(
        fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
          assert.deepEqual(
            cut(write(records)).map((text) => JSON.parse(text)),
            JSON.parse(JSON.stringify(records)),
          )
        }),
      )
    })
  }
})

test('whatever the bytes, nothing is thrown, frames do not overlap, and only blanks and structure are left out', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \na1') }), fc.string({ unit: 'binary' })),
      (text) => {
        const body = Buffer.from(text)
        let before = 0
        for (const { start, end } of frameRecords(body)) {
          assert.ok(start >= before && end > start && end <= body.length)
          before = end
        }
        for (const _ of frameHec(body));
        frameBulk(body)
      },
    ),
  )
})

test('a line that is broken costs no other line', () => {
  assert.deepEqual(cut('{"a":1}\n{"b": "cut\n{"c":3}\n'), ['{"a":1}', '{"b": "cut', '{"c":3}'])
  assert.deepEqual(cut('[2026-03-04 09:00] plain\n[INFO] text\n'), [
    '[2026-03-04 09:00] plain',
    '[INFO] text',
  ])
  assert.deepEqual(cut('[{"a":1},{"b":2},{"c"'), ['{"a":1}', '{"b":2}', '{"c"'])
})

test('HEC envelopes give their events, text unescaped, and keep what is no envelope', () => {
  const body = '{"event":{"a":1}}{"time":1.5,"event":"two\\nlines"} {"fields":{}}[broken'
  assert.deepEqual(texts(body, frameHec(Buffer.from(body))), [
    '{"a":1}',
    'two\nlines',
    '{"fields":{}}',
    '[broken',
  ])
})

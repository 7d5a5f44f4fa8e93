import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bundledLines } from './bundled-lines.ts'

test('records of one document stand on the lines where they begin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 6 }),
      (records) => {
        const text = JSON.stringify({ records, 'more of it': [1, '}]{['] }, null, 2)
        const lines = bundledLines(text, records.length, 5)
        const rows = text.split('\n')
        assert.equal(lines.length, records.length)
        for (const line of lines) assert.match(rows[line - 5] ?? '', /^ {4}\{/)
      },
    ),
  )
})

test('OTLP keeps its records in the innermost of three arrays', () => {
  const spans = [{ spanId: 'a', attributes: [{ key: 'x' }] }, { spanId: 'b' }, { spanId: 'c' }]
  const text = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, null, 1)
  const rows = text.split('\n')
  const lines = bundledLines(text, 3, 1)
  assert.deepEqual(
    lines.map((line) => rows[line]?.trim()),
    spans.map(({ spanId }) => (spanId === 'a' ? '"spanId": "a",' : `"spanId": "${spanId}"`)),
  )
})

test('on one line there is nothing to tell, and where it cannot be told nothing is guessed', () => {
  assert.deepEqual(bundledLines('{"records":[{},{}]}', 2, 1), [])
  assert.deepEqual(bundledLines('{\n"records": [\n{}\n]}', 2, 1), [])
})

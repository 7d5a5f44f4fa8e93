import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tsvBytes, tsvText } from '../../platform/lake/tsv.ts'
import { createRowBuffer, lakeTime, lakeTimeMaxMs, lakeTimeMinMs } from './row-buffer.ts'

test('text and bytes are escaped as the lake reads them, whatever they hold', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\\', '\t', '\n', '\r', '\0', "'"), fc.string({ unit: 'binary' })),
  })
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 300 }), (one, other) => {
      const rows = createRowBuffer(1)
      rows.text(one)
      rows.tab()
      rows.bytes(Buffer.from(other), 0, other.length)
      rows.endRow()
      assert.deepEqual(
        Buffer.from(rows.take()),
        Buffer.concat([Buffer.from(tsvText(one)), Buffer.from('\t'), tsvBytes(other), Buffer.from('\n')]),
      )
    }),
  )
})

test('memory that is used again leaves nothing of what was in it', () => {
  const used = new SharedArrayBuffer(1024)
  new Uint8Array(used).fill(0x78)
  const rows = createRowBuffer(1024, () => used)
  rows.text('a')
  rows.endRow()
  assert.equal(Buffer.from(rows.take()).toString(), 'a\n')
  assert.deepEqual([rows.size(), rows.rowCount()], [0, 0])
})

test('times are written to the millisecond, in a form the lake cannot mistake, and held within what it can hold', () => {
  fc.assert(
    fc.property(fc.integer({ min: lakeTimeMinMs, max: lakeTimeMaxMs }), (ms) => {
      const text = lakeTime(ms)
      const plain = /^(\d{10})\.(\d{3})$/.exec(text)
      assert.equal(
        plain === null ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number(`${plain[1]}${plain[2]}`),
        ms,
      )
    }),
  )
  assert.equal(lakeTime(1_772_615_553_250), '1772615553.250')
  assert.equal(lakeTime(Number.NaN), '1970-01-01 00:00:00.000')
  assert.equal(lakeTime(Number.POSITIVE_INFINITY), lakeTime(lakeTimeMaxMs))
  assert.equal(lakeTime(-1e20), lakeTime(lakeTimeMinMs))
})

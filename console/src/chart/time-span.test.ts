import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moved, parseZoom, spanOf, ticksOf, zoomed } from './time-span.ts'

test('a single moment still has an extent', () => {
  const span = spanOf([5_000])
  assert.ok(span.toMs - span.fromMs >= 1_000)
})

test('zooming keeps the moment under the pointer in its place', () => {
  const span = zoomed({ fromMs: 0, toMs: 100_000 }, 0.5, 25_000)
  assert.deepEqual(span, { fromMs: 12_500, toMs: 62_500 })
  assert.deepEqual(moved(span, 0.5), { fromMs: 37_500, toMs: 87_500 })
})

test('a zoom in the address that makes no sense is ignored', () => {
  assert.deepEqual(parseZoom('1000-2000'), { fromMs: 1000, toMs: 2000 })
  assert.equal(parseZoom('2000-1000'), undefined)
  assert.equal(parseZoom(undefined), undefined)
})

test('labels stand at round moments and never crowd', () => {
  assert.deepEqual(ticksOf({ fromMs: 500, toMs: 30_500 }, 6), [5_000, 10_000, 15_000, 20_000, 25_000, 30_000])
  assert.ok(ticksOf({ fromMs: 0, toMs: 86_400_000 * 900 }, 6).length <= 7 + 30)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everything } from '@countersign/filter/filter'
import fc from 'fast-check'
import { timeSpans } from './time-spans.ts'

const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) })

test('the spans of a search are the whole search, newest first, and few', () => {
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      fc.pre(one !== other)
      const search = { fromMs: Math.min(one, other), toMs: Math.max(one, other), filter: everything }
      const spans = timeSpans(search)
      assert.equal(spans[0]?.toMs, search.toMs)
      assert.equal(spans.at(-1)?.fromMs, search.fromMs)
      for (const [at, { fromMs, toMs }] of spans.entries()) {
        assert.ok(fromMs < toMs)
        if (at > 0) assert.equal(toMs, spans[at - 1]?.fromMs)
      }
      assert.ok(spans.length <= 9)
    }),
  )
})

test('a next page begins with the millisecond that the last one ended in', () => {
  const search = { fromMs: 0, toMs: 10_000_000, filter: everything }
  const after = { timeMs: 5_000_000, eventId: 'e', tenantId: 't' }
  assert.equal(timeSpans(search, after)[0]?.toMs, 5_000_001)
  assert.deepEqual(timeSpans(search, { ...after, timeMs: -5 }), [])
  assert.equal(timeSpans(search, { ...after, timeMs: 20_000_000 })[0]?.toMs, 10_000_000)
})

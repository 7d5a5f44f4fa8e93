import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tokenBuckets } from './token-bucket.ts'

test('a minute’s worth may be asked at once, then it comes back evenly, for each key by itself', () => {
  const buckets = tokenBuckets(60)
  for (let count = 0; count < 60; count++) assert.equal(buckets.take('a', 0), undefined)
  assert.equal(buckets.take('a', 0), 1)
  assert.equal(buckets.take('b', 0), undefined)
  assert.equal(buckets.take('a', 1000), undefined)
  assert.equal(buckets.take('a', 1000), 1)
})

test('in no span is more given than a full bucket and what flowed in meanwhile', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 600 }),
      fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 400 }),
      (perMinute, pauses) => {
        const buckets = tokenBuckets(perMinute)
        let nowMs = 0
        let given = 0
        for (const pause of pauses) {
          nowMs += pause
          if (buckets.take('a', nowMs) === undefined) given++
        }
        assert.ok(given <= perMinute + (nowMs * perMinute) / 60_000 + 1e-6)
      },
    ),
  )
})

test('who waits as long as told is served', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), (perMinute) => {
      const buckets = tokenBuckets(perMinute)
      let seconds: number | undefined
      while (seconds === undefined) seconds = buckets.take('a', 0)
      assert.equal(buckets.take('a', seconds * 1000), undefined)
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findingId, incidentId } from './finding-id.ts'

test('the order and repetition of events do not change a finding id', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (ids) => {
      const expected = findingId('shop', 'rule', ids)
      assert.equal(findingId('shop', 'rule', ids.toReversed()), expected)
      assert.equal(findingId('shop', 'rule', [...ids, ...ids]), expected)
      assert.match(expected, /^[0-9a-f]{32}$/)
    }),
  )
})

test('another tenant, rule or event gives another finding id', () => {
  const id = findingId('shop', 'rule', ['a', 'b'])
  assert.notEqual(findingId('bank', 'rule', ['a', 'b']), id)
  assert.notEqual(findingId('shop', 'rule-2', ['a', 'b']), id)
  assert.notEqual(findingId('shop', 'rule', ['a']), id)
  assert.notEqual(findingId('shop', 'rule', ['a,b']), id)
})

test('an incident never shares its id with the finding that opened it', () => {
  assert.notEqual(incidentId('shop', 'rule', 'a'), findingId('shop', 'rule', ['a']))
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { covers } from './covers.ts'
import { matchesPattern } from './pattern.ts'
import { type CountedUse, proposeScope } from './propose-mandate.ts'

const use = (action: string, resource: string, count = 1): CountedUse => ({ action, resource, count })

describe('a proposed scope', () => {
  test('names actions as they are, and everything under a parent of which several were used', () => {
    const uses = ['jan', 'feb', 'mar'].map((month) => use('GetObject', `arn:aws:s3:::bills/${month}`, 2))
    const { scope, evidence } = proposeScope([...uses, use('ListBucket', 'arn:aws:s3:::bills')])
    assert.deepEqual(scope, {
      actions: ['GetObject', 'ListBucket'],
      resources: ['arn:aws:s3:::bills/*', 'arn:aws:s3:::bills'],
      tools: [],
    })
    const bills = evidence.find(({ pattern }) => pattern.endsWith('/*'))
    assert.deepEqual([bills?.count, bills?.distinct, bills?.examples.length], [6, 3, 3])
  })

  test('does not widen to a scheme or a provider alone', () => {
    const uses = ['a', 'b', 'c', 'd'].map((host) => use('GET', `https://${host}`))
    assert.deepEqual(proposeScope(uses).scope.resources, ['https://a', 'https://b', 'https://c', 'https://d'])
  })

  test('keeps tools apart from resources', () => {
    const { scope } = proposeScope([use('tools/call', 'ledger.post'), use('read', 'ledger/1')])
    assert.deepEqual(scope, { actions: ['read'], resources: ['ledger/1'], tools: ['ledger.post'] })
  })

  test('counts what its record names no resource for, and what finds no room', () => {
    const many = Array.from({ length: 60 }, (_, at) => use(`action${at}`, 'one', 60 - at))
    const { scope, leftOut } = proposeScope([...many, use('action0', '', 5)])
    assert.equal(scope.actions.length, 50)
    assert.equal(leftOut.withoutResource, 5)
    assert.equal(leftOut.uses, 55)
  })

  test('takes a wildcard in a name for no pattern: the use is left out', () => {
    const { scope, leftOut } = proposeScope([use('read', '*', 3)])
    assert.deepEqual([scope.resources, leftOut.uses], [[], 3])
  })
})

const names = fc.stringMatching(/^[abc*/:]{0,8}$/)
const uses = fc.array(
  fc.record({
    action: fc.constantFrom('r', 'w', 'tools/call', '*'),
    resource: names,
    count: fc.integer({ min: 1, max: 9 }),
  }),
  {
    maxLength: 40,
  },
)

test('whatever was seen, a proposal stands for it or counts it as left out, and is never everything', () => {
  fc.assert(
    fc.property(uses, (seen) => {
      const { scope, leftOut } = proposeScope(seen)
      const outside = seen.filter((one) => !covers(scope, one)).reduce((sum, { count }) => sum + count, 0)
      assert.ok(outside <= leftOut.uses)
      for (const pattern of [...scope.actions, ...scope.resources, ...scope.tools])
        assert.doesNotMatch(pattern, /^[/:]*\*/)
    }),
  )
})

test('a pattern without a wildcard matches itself alone, and one that begins and ends right matches what lies between', () => {
  const text = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      const plain = a.replaceAll('*', '')
      assert.equal(matchesPattern(plain, b), plain === b)
      assert.ok(matchesPattern(`${plain}*${c.replaceAll('*', '')}`, `${plain}${b}${c.replaceAll('*', '')}`))
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exactTerm, narrowed, queryExamples, queryProblem } from './query-grammar.ts'

test('every example of the help is a query', () => {
  for (const { query } of queryExamples) assert.equal(queryProblem(query), undefined, query)
})

test('a broken query is refused with its place', () => {
  assert.match(queryProblem('action:(a or') ?? '', /^At character \d+: /)
})

test('whatever a log puts into a value, a term for it is a query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
      assert.equal(queryProblem(exactTerm('identity', value)), undefined)
    }),
  )
})

test('narrowing keeps what an "or" meant', () => {
  const term = exactTerm('host', 'web-1')
  assert.equal(narrowed('', term), 'host:"web-1"')
  assert.equal(narrowed('a or b', term), '(a or b) host:"web-1"')
  assert.equal(narrowed('host:"web-1"', term), 'host:"web-1"')
})

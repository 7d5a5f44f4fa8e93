import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PolicyCondition } from '../aws/policy-document.ts'
import { type ContextFacts, judgeConditions, type KeyFact, type Truth } from './condition.ts'

function judged(
  operator: string,
  values: readonly string[],
  fact: KeyFact,
  effect: 'allow' | 'deny' = 'allow',
): Truth {
  const facts: ContextFacts = () => fact
  const tests: readonly PolicyCondition[] = [{ operator, key: 'k', values }]
  return judgeConditions(tests, facts, effect).truth
}

const is = (...values: readonly string[]): KeyFact => ({ kind: 'values', values })
const absent = is()

test('a missing key fails an operator, and holds for its negation and for IfExists', () => {
  assert.equal(judged('StringEquals', ['a'], absent), 'no')
  assert.equal(judged('StringNotEquals', ['a'], absent), 'yes')
  assert.equal(judged('StringEqualsIfExists', ['a'], absent), 'yes')
  assert.equal(judged('ForAllValues:StringEquals', ['a'], absent), 'yes')
  assert.equal(judged('ForAnyValue:StringNotEquals', ['a'], absent), 'no')
  assert.equal(judged('Null', ['true'], absent), 'yes')
})

test('several values are alternatives, and a negation excludes all of them', () => {
  assert.equal(judged('StringLike', ['x*', 'a*'], is('abc')), 'yes')
  assert.equal(judged('StringNotLike', ['x*', 'a*'], is('abc')), 'no')
  assert.equal(judged('ForAllValues:StringEquals', ['a', 'b'], is('a', 'c')), 'no')
  assert.equal(judged('ForAnyValue:StringEquals', ['a', 'b'], is('a', 'c')), 'yes')
})

test('numbers, dates, truth values and ARNs are compared as what they are', () => {
  assert.equal(judged('NumericLessThan', ['10'], is('9')), 'yes')
  assert.equal(judged('DateGreaterThan', ['2026-01-01T00:00:00Z'], is('2025-12-31T00:00:00Z')), 'no')
  assert.equal(judged('Bool', ['true'], is('TRUE')), 'yes')
  assert.equal(judged('ArnLike', ['arn:aws:iam::*:role/a*'], is('arn:aws:iam::1:role/ab')), 'yes')
  assert.equal(judged('ArnLike', ['arn:aws:*:role/a'], is('arn:aws:iam::1:role/a')), 'no')
})

test('what nobody can tell is perhaps; what the caller chooses serves the caller', () => {
  assert.equal(judged('Bool', ['true'], { kind: 'unknown' }), 'maybe')
  assert.equal(judged('IpAddress', ['10.0.0.0/8'], is('10.1.1.1')), 'maybe')
  assert.equal(judged('StringEquals', ['a'], { kind: 'free' }, 'allow'), 'yes')
  assert.equal(judged('StringEquals', ['a'], { kind: 'free' }, 'deny'), 'no')
})

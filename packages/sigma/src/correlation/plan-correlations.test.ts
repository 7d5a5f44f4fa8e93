import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ConditionNode } from '../document/condition.ts'
import { branchesMax, branchesOf, ConditionUnplannable } from './branches.ts'
import { capturesFor, unreportedParts } from './captures.ts'
import { setOf } from './correlation-fixture.ts'

const refusalOf = (text: string, below: Readonly<Record<string, string>> = {}) =>
  setOf({ top: text, ...below }).refused.find(({ rule }) => rule.title === 'top')?.reason

describe('a correlation that cannot run is refused with its reason', () => {
  test('a rule that is not there', () => {
    assert.match(
      refusalOf('{type: temporal, rules: [a, nobody], timespan: 1m}') ?? '',
      /the rule "nobody", which is not installed/,
    )
  })

  test('a circle, also through others', () => {
    assert.match(refusalOf('{type: temporal, rules: [a, top], timespan: 1m}') ?? '', /refers to itself/)
    const below = { under: '{type: temporal, rules: [top, b], timespan: 1m}' }
    assert.match(
      refusalOf('{type: temporal, rules: [a, under], timespan: 1m}', below) ?? '',
      /refers to itself/,
    )
  })

  test('a chain that is too high', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        i === 0 ? 'top' : `level${i}`,
        `{type: event_count, rules: [${i === 8 ? 'a' : `level${i + 1}`}], timespan: 1m, condition: {gte: 2}}`,
      ]),
    )
    assert.match(setOf(chain).refused[0]?.reason ?? '', /more than 8 levels/)
  })

  test('a condition that needs nothing to happen, or cannot happen', () => {
    const withCondition = (condition: string) =>
      refusalOf(`{type: temporal, rules: [a, b], timespan: 1m, condition: ${condition}}`)
    assert.match(withCondition('not a') ?? '', /may hold when no rule has matched/)
    assert.match(withCondition('a and not a') ?? '', /can never hold/)
  })

  test('an order that names a rule twice', () => {
    const text = '{type: temporal_ordered, rules: [a, id-a], timespan: 1m}'
    assert.match(refusalOf(text) ?? '', /twice/)
  })
})

describe('what the fast lane has to keep', () => {
  const set = setOf({
    count: '{type: value_count, rules: [a], group-by: [user], timespan: 1m, condition: {field: ip, gte: 2}}',
    chain:
      '{type: temporal, rules: [count, b], group-by: [host], timespan: 1h, aliases: {host: {count: computer, b: node}}}',
  })

  test('every field that a correlation groups or counts by, under the name of each rule, chains included', () => {
    assert.deepEqual(
      [...capturesFor(set.planned)],
      [
        ['id-a', ['computer', 'ip', 'user']],
        ['id-b', ['node']],
      ],
    )
  })

  test('parts of a correlation are no findings of their own, unless some correlation lets them be', () => {
    assert.deepEqual([...unreportedParts(set.planned)].sort(), ['id-a', 'id-b', 'id-count'])
    const generous = set.planned.map(({ rule, plan }) => ({
      rule: { ...rule, generate: rule.header.title === 'chain' },
      plan,
    }))
    assert.deepEqual([...unreportedParts(generous)], ['id-a'])
  })
})

const names = ['a', 'b', 'c', 'd']
const condition = fc.letrec<{ node: ConditionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('selection' as const), name: fc.constantFrom(...names) }),
    fc.record({
      kind: fc.constant('of' as const),
      atLeast: fc.constantFrom<number | 'all'>(1, 2, 'all'),
      pattern: fc.constant('them'),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).node

function holds(node: ConditionNode, present: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case 'selection':
      return present.has(node.name)
    case 'not':
      return !holds(node.operand, present)
    case 'and':
      return node.operands.every((operand) => holds(operand, present))
    case 'or':
      return node.operands.some((operand) => holds(operand, present))
    case 'of':
      return present.size >= (node.atLeast === 'all' ? names.length : node.atLeast)
  }
}

test('the alternatives of a condition hold exactly when the condition does', () => {
  fc.assert(
    fc.property(condition, fc.subarray(names), (node, subset) => {
      try {
        const branches = branchesOf(node, names, (name) => names.indexOf(name))
        const has = (position: number) => subset.includes(names[position] ?? '')
        const held = branches.some(({ present, absent }) => present.every(has) && !absent.some(has))
        assert.equal(held, holds(node, new Set(subset)))
        assert.ok(branches.length <= branchesMax)
      } catch (error) {
        if (!(error instanceof ConditionUnplannable)) throw error
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fires, refusalOf } from '../rule-fixture.ts'
import { parseCondition } from './condition-parser.ts'

const selections = 'sel_a: {a: 1}\nsel_b: {b: 1}\nfilter: {f: 1}\n_hidden: {h: 1}\n'
const holds = (condition: string, event: Record<string, number>): boolean =>
  fires(`${selections}condition: ${condition}`, event)

test('and binds stronger than or, not stronger than and', () => {
  assert.ok(holds('sel_a or sel_b and filter', { a: 1 }))
  assert.ok(!holds('(sel_a or sel_b) and filter', { a: 1 }))
  assert.ok(holds('not sel_a and sel_b', { b: 1 }))
  assert.ok(!holds('not (sel_a or sel_b)', { b: 1 }))
  assert.ok(holds('not not sel_a', { a: 1 }))
  assert.ok(holds('sel_a AND NOT filter', { a: 1 }), 'keywords ignore case')
})

test('quantifiers count selections by name, by pattern and all of them', () => {
  assert.ok(holds('1 of sel_*', { b: 1 }) && !holds('1 of sel_*', { f: 1 }))
  assert.ok(holds('all of sel_*', { a: 1, b: 1 }) && !holds('all of sel_*', { a: 1 }))
  assert.ok(holds('2 of them', { a: 1, f: 1 }) && !holds('2 of them', { a: 1 }))
  assert.ok(holds('any of sel*', { a: 1 }))
  assert.ok(holds('all of them', { a: 1, b: 1, f: 1 }), 'names with an underscore are not among them')
  assert.ok(holds('1 of _h*', { h: 1 }), 'unless the pattern says so')
  assert.ok(
    holds('sel_a and not 1 of filter*', { a: 1 }) && !holds('sel_a and not 1 of filter*', { a: 1, f: 1 }),
  )
})

test('several conditions hold when one does', () => {
  const detection = `${selections}condition:\n  - sel_a\n  - sel_b and filter`
  assert.ok(fires(detection, { a: 1 }) && fires(detection, { b: 1, f: 1 }) && !fires(detection, { b: 1 }))
})

test('a list of maps is any of them, a map every line', () => {
  const detection = 'selection:\n  - {a: 1, b: 2}\n  - {c: 3}\ncondition: selection'
  assert.ok(fires(detection, { a: 1, b: 2 }) && fires(detection, { c: 3 }) && !fires(detection, { a: 1 }))
})

test('a broken condition is refused, saying where', () => {
  const broken: readonly (readonly [string, RegExp])[] = [
    ['sel_c', /names "sel_c"/],
    ['sel_a and', /ends too early/],
    ['(sel_a', /open parenthesis/],
    ['sel_a sel_b', /unexpected "sel_b"/],
    ['1 of none_*', /names no selection/],
    ['0 of them', /quantifier/],
    ['sel_a | count() > 5', /aggregation/],
  ]
  for (const [condition, reason] of broken)
    assert.match(refusalOf(`${selections}condition: ${condition}`) ?? 'accepted', reason)
})

test('deep nesting and great length are refused, not followed', () => {
  const deep = parseCondition(`${'('.repeat(5000)}a${')'.repeat(5000)}`.slice(0, 8000), ['a'])
  assert.equal(deep.kind, 'unsupported')
  assert.equal(parseCondition(`${'not '.repeat(100)}a`, ['a']).kind, 'unsupported')
  assert.equal(parseCondition('a or '.repeat(3000), ['a']).kind, 'unsupported')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleRow } from '@countersign/api/rule'
import { shownRules } from './shown-rules.ts'

const rule = (title: string, parts: Partial<RuleRow> = {}): RuleRow => ({
  id: title,
  title,
  level: 'low',
  kind: 'rule',
  pack: 'starter',
  author: null,
  license: null,
  tags: [],
  ...parts,
})
const titles = (rules: readonly RuleRow[]) => rules.map(({ title }) => title)

test('without a sort the most severe come first, then by title', () => {
  const rules = [rule('b'), rule('a'), rule('c', { level: 'critical' })]
  assert.deepEqual(titles(shownRules(rules, {})), ['c', 'a', 'b'])
  assert.deepEqual(titles(shownRules(rules, { sort: '-title' })), ['c', 'b', 'a'])
})

test('text is looked for in title, id, author, tags and pack', () => {
  const rules = [rule('a', { tags: ['attack.t1098'] }), rule('b', { author: 'Ada' }), rule('c')]
  assert.deepEqual(titles(shownRules(rules, { text: 'T1098' })), ['a'])
  assert.deepEqual(titles(shownRules(rules, { text: 'ada' })), ['b'])
})

test('sorting leaves the list it was given as it was', () => {
  const rules = [rule('b'), rule('a')]
  shownRules(rules, { sort: 'title' })
  assert.deepEqual(titles(rules), ['b', 'a'])
})

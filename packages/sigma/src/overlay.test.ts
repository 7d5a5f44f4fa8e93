import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import { compileRuleBase } from './base/rule-base.ts'
import { createMatcher } from './matcher.ts'
import { createOverlay, type OverlayOptions } from './overlay.ts'
import { filterOf, ruleOf } from './rule-fixture.ts'

const base = compileRuleBase(
  ['one', 'two'].map((id) => ruleOf('s: {a: 1}\ncondition: s', '{product: windows, category: test}', id)),
)
const matcher = createMatcher(base)
const idsFor = (options: OverlayOptions, fields: JsonObject = {}): readonly string[] =>
  matcher
    .match({ a: 1, product: 'windows', ...fields }, 'generic-json', createOverlay(base, options))
    .map(({ rule }) => rule.id)

const filter = (body: string, logSource = '{product: windows}') =>
  filterOf(`title: f\nid: f\nlogsource: ${logSource}\nfilter:\n${body}`)

test('one base serves tenants that differ: a rule off here stays on there', () => {
  assert.deepEqual(idsFor({}), ['one', 'two'])
  assert.deepEqual(idsFor({ disabledRuleIds: ['one'] }), ['two'])
  assert.deepEqual(idsFor({}), ['one', 'two'])
})

test("a tenant's own rules match after the shared ones", () => {
  const ownRules = [ruleOf('s: {b: 2}\ncondition: s', '{category: test}', 'own')]
  assert.deepEqual(idsFor({ ownRules }, { b: 2 }), ['one', 'two', 'own'])
  assert.deepEqual(idsFor({ ownRules }), ['one', 'two'])
})

test('a filter that names what is left out narrows the rules it names', () => {
  const filters = [filter('  rules: [one]\n  known: {user: deploy}\n  condition: known\n')]
  assert.deepEqual(idsFor({ filters }, { user: 'deploy' }), ['two'])
  assert.deepEqual(idsFor({ filters }, { user: 'ann' }), ['one', 'two'])
})

test('a filter that names what stays, as pySigma joins it to the rule, is read as that', () => {
  const filters = [
    filter(
      '  rules: [one]\n  known: {user: deploy}\n  other: {user: ci}\n  condition: not known and not other\n',
    ),
  ]
  assert.deepEqual(idsFor({ filters }, { user: 'deploy' }), ['two'])
  assert.deepEqual(idsFor({ filters }, { user: 'ci' }), ['two'])
  assert.deepEqual(idsFor({ filters }, { user: 'ann' }), ['one', 'two'])
})

test('a filter for any rule holds for its log source and for own rules too', () => {
  const filters = [filter('  rules: any\n  known: {user: deploy}\n  condition: known\n')]
  const ownRules = [ruleOf('s: {a: 1}\ncondition: s', '{product: windows}', 'own')]
  assert.deepEqual(idsFor({ filters, ownRules }, { user: 'deploy' }), [])
  assert.deepEqual(idsFor({ filters, ownRules }, { user: 'ann' }), ['one', 'two', 'own'])
  const elsewhere = [
    filter('  rules: any\n  known: {user: deploy}\n  condition: known\n', '{product: linux}'),
  ]
  assert.deepEqual(idsFor({ filters: elsewhere }, { user: 'deploy' }), ['one', 'two'])
})

test('a filter reads fields by the names of the source', () => {
  const shared = compileRuleBase([ruleOf('s: {EventID: 4688}\ncondition: s', '{product: windows}', 'one')])
  const filters = [filter("  rules: [one]\n  known: {Image|endswith: '\\agent.exe'}\n  condition: known\n")]
  const event = (path: string): JsonObject => ({ Channel: 'Security', EventID: 4688, NewProcessName: path })
  const overlay = createOverlay(shared, { filters })
  const own = createMatcher(shared)
  assert.equal(own.match(event('C:\\agent.exe'), 'windows-nxlog', overlay).length, 0)
  assert.equal(own.match(event('C:\\other.exe'), 'windows-nxlog', overlay).length, 1)
})

test('a filter that cannot be used is named and narrows nothing', () => {
  const overlay = createOverlay(base, {
    filters: [filter("  rules: [one]\n  known: {user|expand: '%admins%'}\n  condition: known\n")],
  })
  assert.match(overlay.filters.rejected[0]?.reason ?? '', /%admins%/)
  assert.equal(matcher.match({ a: 1, product: 'windows', user: 'x' }, 'generic-json', overlay).length, 2)
})

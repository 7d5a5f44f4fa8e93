import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRuleBase } from '../base/rule-base.ts'
import { ruleOf } from '../rule-fixture.ts'
import { constantIndexesMaxBytes, indexesMaxBytes, Router } from './router.ts'

const windows = '{product: windows}'
const rule = (id: number, words: number) =>
  ruleOf(
    `s:\n  EventID: ${id}\nwords:\n  text|contains: [${Array.from({ length: words }, (_, at) => `'rule ${id} word ${at * 7919}'`).join(', ')}]\ncondition: s or words`,
    windows,
    String(id),
  )

test('records of one log source share a route, and log sources with the same rules an index', () => {
  const router = new Router(compileRuleBase([rule(1, 3), rule(2, 3)]), 'log-source')
  const at = (EventID: number) => router.route({ product: 'windows', EventID }, 'generic-json')
  assert.equal(at(1), at(1))
  assert.notEqual(at(1).index, at(2).index)
  assert.equal(at(7).index, at(8).index, 'an event id that no rule names is like any other such')
})

test('an event id leaves out the rules that ask for another', () => {
  const narrow = (id: number) => ruleOf(`s: {EventID: ${id}, a: 1}\ncondition: s`, windows, String(id))
  const router = new Router(compileRuleBase([narrow(1), narrow(2), narrow(3)]), 'log-source')
  assert.equal(router.route({ product: 'windows', EventID: 2 }, 'generic-json').index.ruleCount, 1)
  assert.equal(router.route({ product: 'windows' }, 'generic-json').index.ruleCount, 3)
  assert.equal(router.route({ product: 'linux' }, 'generic-json').index.ruleCount, 0)
})

test('records with every event id there is do not grow the indexes past their bound', () => {
  const rules = Array.from({ length: 200 }, (_, at) => rule(at, 40))
  const router = new Router(compileRuleBase(rules), 'log-source')
  for (let EventID = 0; EventID < 200; EventID++) {
    const { index } = router.route({ product: 'windows', EventID }, 'generic-json')
    assert.ok(index.ruleCount > 0)
    assert.ok(router.heldBytes <= indexesMaxBytes + index.bytes)
  }
  const shared = router.route({ product: 'windows', EventID: 199 }, 'generic-json').index
  assert.ok(router.heldBytes >= constantIndexesMaxBytes, 'the test reaches the bound')
  assert.equal(shared, router.route({ product: 'windows', EventID: 198 }, 'generic-json').index)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { budgetWords, isAllowing, scopeWords } from './mandate-words.ts'

test('a budget is told in whole units of its currency', () => {
  assert.equal(budgetWords({ amountMinor: 12_005, currency: 'EUR', period: 'day' }), '120.05 EUR a day')
  assert.equal(budgetWords({ amountMinor: 500, currency: 'JPY', period: 'hour' }), '500 JPY an hour')
})

test('a scope counts what it holds and leaves out what it does not', () => {
  const terms = {
    purpose: 'deploys',
    actions: ['s3:Get*'],
    resources: [],
    tools: ['read', 'write'],
    onBehalfOf: [],
  }
  assert.equal(scopeWords(terms), '1 action, 2 tools')
  assert.equal(scopeWords({ ...terms, tools: [], resources: ['*'] }), '1 action on 1 resource')
})

test('what is over or not begun with an approval allows nothing', () => {
  assert.equal(isAllowing({ stage: 'proposed' }), false)
  assert.equal(isAllowing({ stage: 'expired' }), false)
  assert.equal(isAllowing({ stage: 'expiring' }), true)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decidingLine } from './deciding-words.ts'

test('a statement without an id is told by its place, counted from one', () => {
  const statement = { policyType: 'identity', policyId: 'deploy', index: 0, text: '{"Effect":"Allow"}' }
  assert.deepEqual(decidingLine(statement), {
    place: 'identity policy deploy, statement 1',
    text: '{"Effect":"Allow"}',
  })
})

test('a binding is told with the role that it gives', () => {
  const binding = {
    kind: 'RoleBinding',
    name: 'readers',
    namespace: 'shop',
    roleRef: { kind: 'ClusterRole', name: 'view' },
  }
  assert.equal(decidingLine(binding).place, 'RoleBinding readers in shop to ClusterRole view')
})

test('what cannot be read is unnamed, not an error', () => {
  assert.equal(decidingLine(null).place, 'unnamed unnamed')
})

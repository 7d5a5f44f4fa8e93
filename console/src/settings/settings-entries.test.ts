import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Right } from '@countersign/api/person'
import { entriesFor, settingsEntries } from './settings-entries.ts'

const names = (rights: readonly Right[]) => entriesFor(rights).map(({ name }) => name)

test('everybody has an account, and sees a page once one of its rights is theirs', () => {
  assert.deepEqual(names([]), ['Your account'])
  assert.deepEqual(names(['tenant-people.read']), ['Your account', 'People'])
  assert.deepEqual(names(['tenant.read']), ['Your account', 'Retention', 'Contact and words'])
})

test('what a tenant’s own people can see is said in plain words', () => {
  const ofTenants: readonly Right[] = [
    'tenant.read',
    'tenant-people.read',
    'api-key.read',
    'audit.read',
    'notification.read',
  ]
  for (const { name, plainly } of entriesFor(ofTenants)) assert.notEqual(plainly, '', name)
  assert.ok(settingsEntries.length > entriesFor(ofTenants).length)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, draftOf } from './provider-draft.ts'

const provider = {
  id: 'staff',
  name: 'Staff',
  issuer: 'https://idp.test',
  clientId: 'countersign',
  hasClientSecret: true,
  tenantId: null,
  newcomerRole: 'analyst',
  redirectUri: 'https://soc.test/api/sign-in/sso/staff/callback',
} as const

test('opening a provider and saving it keeps its secret, which nobody is told', () => {
  assert.deepEqual(changeOf(draftOf(provider)), {
    name: 'Staff',
    issuer: 'https://idp.test',
    clientId: 'countersign',
    tenantId: null,
    newcomerRole: 'analyst',
  })
})

test('a typed secret replaces it, and a public client has none', () => {
  const draft = { ...draftOf(provider), clientSecret: 'another' }
  assert.equal(changeOf(draft).clientSecret, 'another')
  assert.equal(changeOf({ ...draft, isPublic: true }).clientSecret, null)
  assert.equal(changeOf(draftOf({ ...provider, hasClientSecret: false })).clientSecret, null)
})

test('a role of other people is not given to newcomers', () => {
  assert.equal(changeOf({ ...draftOf(provider), home: 'shop' }).newcomerRole, null)
  assert.equal(
    changeOf({ ...draftOf(provider), home: 'shop', newcomerRole: 'viewer' }).newcomerRole,
    'viewer',
  )
})

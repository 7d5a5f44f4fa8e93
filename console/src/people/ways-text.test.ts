import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waysText } from './ways-text.ts'

const none = { password: false, totp: false, passkeys: 0, sso: 0 }

test('a password without a second factor is said to be alone', () => {
  assert.equal(waysText({ ...none, password: true }), 'password alone')
  assert.equal(waysText({ ...none, password: true, totp: true, passkeys: 2 }), 'passkey, password with code')
})

test('who has set up nothing has not taken up the invitation', () => {
  assert.equal(waysText(none), undefined)
})

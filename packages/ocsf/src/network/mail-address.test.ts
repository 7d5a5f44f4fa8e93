import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailAddress, mailAddresses } from './mail-address.ts'

test('an address is taken out of its brackets, and what has none stays as it is', () => {
  assert.equal(mailAddress('"Mara <x>" <mara@fern.example>'), 'mara@fern.example')
  assert.equal(mailAddress('<mara@fern.example>'), 'mara@fern.example')
  assert.equal(mailAddress('mara@fern.example'), 'mara@fern.example')
  assert.equal(mailAddress('<>'), '<>')
  assert.equal(mailAddress(7), undefined)
  assert.equal(mailAddresses([]), undefined)
})

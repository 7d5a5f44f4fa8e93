import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../platform/limits.ts'
import { openPasswords } from './password.ts'

const passwords = openPasswords(defaultLimits)

test('a password is kept as Argon2id with its parameters and a salt of its own', async () => {
  const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
  assert.match(one, /^\$argon2id\$v=19\$m=65536,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await passwords.matches('correct horse', one), true)
  assert.equal(await passwords.matches('correct Horse', one), false)
})

test('letters that look the same are the same, whichever way they were typed', async () => {
  const composed = await passwords.hash('caf\u00e9 in the morning')
  assert.equal(await passwords.matches('cafe\u0301 in the morning', composed), true)
})

test('nothing stored, or nothing readable, never matches', async () => {
  for (const stored of [null, '', '$argon2id$v=19$m=1,t=1,p=1$AA$AA', 'plain'])
    assert.equal(await passwords.matches('', stored), false, String(stored))
})

test('too many at once are told to come back', async () => {
  const narrow = openPasswords({ ...defaultLimits, passwordChecksMax: 1, passwordChecksWaitingMax: 1 })
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => narrow.matches('x', null)))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'TOO_BUSY')
})

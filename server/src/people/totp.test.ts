import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashOfRecoveryCode, newRecoveryCodes, newTotpSecret, totpAddress, totpStep } from './totp.ts'

/** "12345678901234567890", the secret of RFC 6238, appendix B. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test('the test values of RFC 6238 are accepted at their time, in their last six digits', () => {
  const values = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const
  for (const [seconds, code] of values)
    assert.equal(totpStep(rfcSecret, code.slice(-6), seconds * 1000), Math.floor(seconds / 30), code)
})

test('a code counts one step early or late and belongs to its own step', () => {
  const code = '287082'
  assert.deepEqual(
    [-31, 0, 29, 30, 60].map((late) => totpStep(rfcSecret, code, (59 + late) * 1000)),
    [1, 1, 1, 1, undefined],
  )
  assert.equal(totpStep(rfcSecret, '287083', 59_000), undefined)
})

test('secrets have 160 bits, and the address shows them to an app', () => {
  const secret = newTotpSecret()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  const address = new URL(totpAddress(secret, 'ada@town.test'))
  assert.equal(address.searchParams.get('secret'), secret)
})

test('recovery codes are the same however they are typed', () => {
  const [code = ''] = newRecoveryCodes()
  assert.match(code, /^(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  assert.deepEqual(
    hashOfRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')}`),
    hashOfRecoveryCode(code),
  )
})

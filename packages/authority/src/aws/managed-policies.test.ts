import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { awsManagedPolicyText, latestTexts } from './managed-policies.ts'

const powerUser = 'arn:aws:iam::aws:policy/PowerUserAccess'

describe('the text of a policy that AWS manages', () => {
  it('is that of the time', () => {
    assert.equal(awsManagedPolicyText(powerUser, '2018-01-01T00:00:00Z')?.versionId, 'v3')
    assert.equal(awsManagedPolicyText(powerUser, '2018-01-01T00:00:00Z')?.latest, undefined)
    assert.equal(awsManagedPolicyText(powerUser, '2014-01-01T00:00:00Z'), undefined)
  })

  it('is one of several where the source dates no version after', () => {
    const text = awsManagedPolicyText(powerUser, '2025-01-01T00:00:00Z')
    assert.equal(text?.versionId, 'v5')
    assert.equal(text?.latest?.versionId, 'v12')
    assert.equal(latestTexts(awsManagedPolicyText)(powerUser, '2025-01-01T00:00:00Z')?.versionId, 'v12')
  })

  it('is the last one known, and says so, beyond the day the texts were taken', () => {
    const text = awsManagedPolicyText(powerUser, '2199-01-01T00:00:00Z')
    assert.equal(text?.versionId, 'v12')
    assert.match(text?.knownUntil ?? '', /^20/)
  })
})

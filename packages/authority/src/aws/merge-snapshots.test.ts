import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { account, allow, policyOf, roleOf, snapshotOf } from './aws-fixture.ts'
import { mergeSnapshots } from './merge-snapshots.ts'

describe('several snapshots as one', () => {
  it('takes of an ARN what the first one says, and the latest time', () => {
    const early = snapshotOf({
      principals: [roleOf('clerk', { tags: { team: 'books' } })],
      takenAt: '2026-01-01T00:00:00Z',
    })
    const late = snapshotOf({
      principals: [roleOf('clerk'), roleOf('guard')],
      takenAt: '2026-02-01T00:00:00Z',
    })
    const merged = mergeSnapshots([early, late])
    assert.equal(merged?.takenAt, late.takenAt)
    assert.deepEqual(
      merged?.principals.map(({ name, tags }) => [name, tags.team]),
      [
        ['clerk', 'books'],
        ['guard', undefined],
      ],
    )
  })

  it('keeps each level that one policy of an organization binds', () => {
    const policy = { arn: 'arn:aws:organizations::1:policy/p-1', name: 'p', document: policyOf(allow('*')) }
    const scps = [0, 1].map((level) => ({ ...policy, level, accountIds: [account] }))
    const one = snapshotOf({ organization: { scps, rcps: [] } })
    assert.equal(mergeSnapshots([one, one])?.organization?.scps.length, 2)
  })
})

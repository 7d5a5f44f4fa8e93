import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IdentityRecord } from '@countersign/api/inventory'
import type { MandateRow } from '@countersign/api/mandate'
import { lifeMarks } from './life-marks.ts'

const record: IdentityRecord = {
  identity: {
    tenantId: 'fernworks',
    identityKey: 'aws:1:role/deploy',
    kind: 'cloud-role',
    provider: 'aws',
    displayName: 'deploy',
    stage: 'owned',
    hasOwner: true,
    enabled: null,
    createdAt: '2026-01-01T00:00:00Z',
    firstUsedAt: '2026-02-01T00:00:00Z',
    lastUsedAt: '2026-02-01T00:00:00Z',
    credentials: 1,
    oldestCredentialAt: '2026-01-02T00:00:00Z',
  },
  keys: ['aws:1:role/deploy'],
  createdBy: 'aws:1:user/anna',
  purpose: null,
  accountable: [],
  credentials: [{ kind: 'access-key', id: 'AKIA1', createdAt: '2026-01-02T00:00:00Z' }],
  grants: [],
  aliases: [],
  joinedBy: [],
  sources: [],
  stageSetBy: null,
}

const mandate: MandateRow = {
  tenantId: 'fernworks',
  mandateId: 'mandate-1',
  version: 2,
  identityKey: 'aws:1:role/deploy',
  stage: 'in-force',
  sponsorId: 'p-1',
  sponsor: 'Mara',
  terms: { purpose: 'deploys', actions: ['s3:*'], resources: [], tools: [], onBehalfOf: [] },
  replaces: null,
  proposedBy: 'Anna',
  createdAt: '2026-03-01T00:00:00Z',
  changedAt: '2026-03-02T00:00:00Z',
  validFrom: '2026-03-01T00:00:00Z',
  expiresAt: '2026-06-01T00:00:00Z',
  reviewAt: '2026-05-01T00:00:00Z',
}

test('a life is told newest first, from the making to the end of the mandate', () => {
  const marks = lifeMarks(
    record,
    [{ at: '2026-02-02T00:00:00Z', key: 'k', who: 'Anna', what: 'owner set' }],
    [mandate],
  )
  assert.deepEqual(
    marks.map(({ what }) => what),
    [
      'end of its mandate',
      'mandated: deploys',
      'owner set',
      'first seen in use',
      'given a credential: access-key AKIA1',
      'created',
    ],
  )
  assert.equal(marks.at(-1)?.who, 'aws:1:user/anna')
})

test('a mandate that nobody approved is no part of the life, and one that was revoked has no later end', () => {
  assert.deepEqual(lifeMarks(undefined, [], [{ ...mandate, stage: 'proposed' }]), [])
  assert.deepEqual(
    lifeMarks(undefined, [], [{ ...mandate, stage: 'revoked' }]).map(({ what }) => what),
    ['mandated: deploys'],
  )
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import fc from 'fast-check'
import { importConfiguration } from '../import/import-configuration.ts'
import { everything } from '../import/import-fixtures.ts'
import { kindOfKey } from './identity-kind.ts'
import type { InventoryItem } from './inventory-item.ts'
import { knownIdentities } from './known-identity.ts'
import { lifeStage } from './life-stage.ts'
import { SeenIdentities } from './seen-identities.ts'

function event(format: SourceFormat, fields: JsonObject): NormalisedEvent {
  const result = normalise(format, { fields, raw: '' }, { receivedAtMs: 0 })
  assert.equal(result.kind, 'event')
  return (result as { readonly normalised: NormalisedEvent }).normalised
}

const call = (eventName: string, more: JsonObject): NormalisedEvent =>
  event('aws-cloudtrail', {
    eventTime: '2026-02-01T10:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName,
    recipientAccountId: '444455556666',
    ...more,
  })

const mara = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::444455556666:user/mara',
  accountId: '444455556666',
  userName: 'mara',
}
const roleCall = call('GetObject', {
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::444455556666:assumed-role/deploy/run-7',
    accountId: '444455556666',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::444455556666:role/deploy' } },
  },
})
const creation = call('CreateRole', {
  userIdentity: mara,
  requestParameters: { roleName: 'deploy' },
  responseElements: { role: { arn: 'arn:aws:iam::444455556666:role/deploy', roleName: 'deploy' } },
})

function itemsSeen(events: readonly NormalisedEvent[]): readonly InventoryItem[] {
  const seen = new SeenIdentities()
  for (const one of events) seen.add(one)
  return seen.items()
}

describe('identities seen in telemetry', () => {
  it('know who created them, as a weak hint at an owner', () => {
    const role = itemsSeen([creation, roleCall]).find(
      ({ key }) => key === 'aws:444455556666:assumed-role/deploy',
    )
    assert.equal(role?.kind, 'cloud-role')
    assert.equal(role?.createdBy, 'aws:444455556666:user/mara')
    assert.deepEqual(
      role?.accountable.map(({ confidence, evidence }) => [confidence, evidence]),
      [['weak', 'created it with CreateRole on 2026-02-01T10:00:00.000Z']],
    )
  })

  it('take no owner from a creation that failed', () => {
    const failed = call('CreateRole', {
      userIdentity: mara,
      requestParameters: { roleName: 'x' },
      errorCode: 'AccessDenied',
    })
    assert.deepEqual(
      itemsSeen([failed]).map(({ key }) => key),
      ['aws:444455556666:user/mara'],
    )
  })

  it('are the same in whatever order events come', () => {
    const events = [
      creation,
      roleCall,
      call('ListUsers', { userIdentity: mara, eventTime: '2026-03-01T00:00:00Z' }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 3 }), (order) => {
        assert.deepEqual(itemsSeen(order), itemsSeen(events))
      }),
    )
  })
})

describe('what several sources tell of one key', () => {
  it('meets under the key that telemetry carries', async () => {
    const imported = await importConfiguration(everything, {
      takenAt: '2026-03-02T00:00:00Z',
      cluster: 'prod',
    })
    const role = knownIdentities([...imported.items, ...itemsSeen([creation, roleCall])]).find(
      ({ key }) => key === 'aws:444455556666:assumed-role/deploy',
    )
    assert.deepEqual(
      role?.sources.map(({ source }) => source),
      ['authorization-details', 'telemetry'],
    )
    assert.equal(role?.createdAt, '2024-05-01T08:00:00.000Z')
    assert.equal(role?.lastUsedAt, '2026-03-01T08:00:00.000Z')
  })

  it('does not hang on the order of the items', async () => {
    const { items } = await importConfiguration(everything, {
      takenAt: '2026-03-02T00:00:00Z',
      cluster: 'prod',
    })
    const wanted = knownIdentities(items)
    fc.assert(
      fc.property(fc.shuffledSubarray([...items], { minLength: items.length }), (order) => {
        assert.deepEqual(
          knownIdentities(order).map(({ key, kind, sources }) => [key, kind, sources]),
          wanted.map(({ key, kind, sources }) => [key, kind, sources]),
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('one identity under two keys', () => {
  it('is joined by the address that both sources give, and says so', () => {
    const item = (key: string, source: string): InventoryItem => ({
      key,
      kind: 'person',
      provider: 'x',
      displayName: key,
      accountable: [],
      credentials: [],
      grants: [],
      alsoKnownAs: [{ kind: 'email', value: 'mara@fernworks.example' }],
      evidence: { source },
    })
    const [joined, ...more] = knownIdentities([
      item('github:f/mara', 'github'),
      item('entra:t:user/mara', 'entra'),
    ])
    assert.deepEqual(more, [])
    assert.deepEqual(joined?.keys, ['entra:t:user/mara', 'github:f/mara'])
    assert.equal(joined?.joinedBy[0]?.alias.value, 'mara@fernworks.example')
  })
})

describe('stage of life', () => {
  const nowMs = Date.parse('2026-06-01T00:00:00Z')
  const stage = (part: Partial<InventoryItem>, mandated = false): string =>
    lifeStage({ accountable: [], credentials: [], ...part }, nowMs, mandated)
  const owner = { role: 'owner', key: 'user:a@b.example', evidence: '' } as const

  it('goes from discovered over owned to mandated', () => {
    assert.equal(stage({}), 'discovered')
    assert.equal(stage({ accountable: [{ ...owner, confidence: 'weak' }] }), 'discovered')
    assert.equal(stage({ accountable: [{ ...owner, confidence: 'stated' }] }), 'owned')
    assert.equal(stage({}, true), 'mandated')
  })

  it('is dormant after ninety days without use, and retired when switched off', () => {
    assert.equal(stage({ lastUsedAt: '2026-03-02T00:00:00Z' }, true), 'dormant')
    assert.equal(stage({ lastUsedAt: '2026-03-04T00:00:00Z' }, true), 'mandated')
    assert.equal(stage({ enabled: false, lastUsedAt: '2026-05-31T00:00:00Z' }), 'retired')
  })

  it('never calls dormant what no source says was ever used', () => {
    assert.equal(stage({ createdAt: '2019-01-01T00:00:00Z' } as Partial<InventoryItem>), 'discovered')
  })
})

describe('the kind of an identity by its key', () => {
  for (const [key, kind] of [
    ['aws:service/ec2.amazonaws.com', 'cloud-service'],
    ['aws:1:assumed-role/x', 'cloud-role'],
    ['aws:1:root', 'cloud-user'],
    ['k8s::shop/checkout', 'kubernetes-service-account'],
    ['k8s:prod:user/system:node:n1', 'workload'],
    ['github:o/watch[bot]', 'app-installation'],
    ['github:o/app/deploy', 'ci-workflow'],
    ['entra:t:app/x', 'service-account'],
    ['spiffe://d/x', 'workload'],
    ['agent:triage', 'ai-agent'],
    ['user:root', 'unknown'],
  ] as const)
    it(`${key} is ${kind}`, () => assert.equal(kindOfKey(key), kind))
})

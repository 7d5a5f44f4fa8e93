import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json } from '@countersign/ocsf/record'
import fc from 'fast-check'
import { awsSnapshotOf, isAuthorizationDetails } from './authorization-details.ts'
import { allow, policyOf, requestBy } from './aws-fixture.ts'
import { decide } from './decide.ts'
import { snapshotHash } from './snapshot-hash.ts'

const account = '111122223333'
const read = policyOf(allow('s3:GetObject', 'arn:aws:s3:::ledger/*'))

const details = {
  UserDetailList: [
    {
      Path: '/',
      UserName: 'ada',
      UserId: 'AIDAEXAMPLE',
      Arn: `arn:aws:iam::${account}:user/ada`,
      CreateDate: '2025-01-01T00:00:00+00:00',
      UserPolicyList: [{ PolicyName: 'read', PolicyDocument: encodeURIComponent(JSON.stringify(read)) }],
      GroupList: ['bookkeepers'],
      AttachedManagedPolicies: [],
      Tags: [{ Key: 'team', Value: 'books' }],
    },
  ],
  GroupDetailList: [
    {
      Path: '/finance/',
      GroupName: 'bookkeepers',
      Arn: `arn:aws:iam::${account}:group/finance/bookkeepers`,
      GroupPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'write', PolicyArn: `arn:aws:iam::${account}:policy/write` }],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'clerk',
      Arn: `arn:aws:iam::${account}:role/clerk`,
      AssumeRolePolicyDocument: policyOf({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      RolePolicyList: [{ PolicyName: 'read', PolicyDocument: read }],
      AttachedManagedPolicies: [],
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: `arn:aws:iam::${account}:policy/write`,
      },
    },
  ],
  Policies: [
    {
      PolicyName: 'write',
      Arn: `arn:aws:iam::${account}:policy/write`,
      DefaultVersionId: 'v2',
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: false, Document: policyOf(allow('s3:*')) },
        { VersionId: 'v2', IsDefaultVersion: true, Document: policyOf(allow('s3:PutObject')) },
      ],
    },
  ],
} as unknown as Json

const imported = (value: Json) => awsSnapshotOf([{ name: 'details.json', value }], '2026-03-01T00:00:00Z')

describe('account authorization details', () => {
  it('reads users, groups with their path, roles, boundaries and the default version of a policy', () => {
    const { principals, managedPolicies, gaps } = imported(details)
    assert.deepEqual(gaps, [])
    assert.deepEqual(
      principals.map(({ arn, groups, boundary }) => ({ arn, groups, boundary })),
      [
        { arn: `arn:aws:iam::${account}:group/finance/bookkeepers`, groups: [], boundary: undefined },
        {
          arn: `arn:aws:iam::${account}:role/clerk`,
          groups: [],
          boundary: `arn:aws:iam::${account}:policy/write`,
        },
        {
          arn: `arn:aws:iam::${account}:user/ada`,
          groups: [`arn:aws:iam::${account}:group/finance/bookkeepers`],
          boundary: undefined,
        },
      ],
    )
    assert.deepEqual(managedPolicies[0]?.document, policyOf(allow('s3:PutObject')))
    assert.deepEqual(principals[2]?.inline, [{ name: 'read', document: read }])
  })

  it('lets a user do what a group’s managed policy allows', async () => {
    const request = {
      ...requestBy('clerk', 's3:PutObject', 'arn:aws:s3:::ledger/a'),
      caller: { kind: 'user', arn: `arn:aws:iam::${account}:user/ada`, accountId: account } as const,
    }
    assert.equal((await decide(imported(details), request)).result, 'allowed')
  })

  it('gives the same hash however the pages came', () => {
    const { UserDetailList, GroupDetailList, ...others } = details as Record<string, Json>
    const pages = [
      { ...others, UserDetailList: [], GroupDetailList: [] },
      { UserDetailList, GroupDetailList, RoleDetailList: [], Policies: [] },
    ] as unknown as Json
    assert.equal(snapshotHash(imported(pages)), snapshotHash(imported(details)))
    assert.equal(snapshotHash(imported({ [account]: details })), snapshotHash(imported(details)))
  })

  it('says what it could not read, and leaves that principal incomplete', () => {
    const broken = {
      RoleDetailList: [
        {
          Arn: `arn:aws:iam::${account}:role/odd`,
          RolePolicyList: [{ PolicyName: 'odd', PolicyDocument: '%7Bnot json' }],
        },
        { RoleName: 'nameless' },
      ],
    }
    const { principals, gaps } = imported(broken)
    assert.match(principals[0]?.incomplete ?? '', /inline policy odd/)
    assert.equal(gaps.length, 3)
  })

  it('says that a truncated page is not the whole account', () => {
    const { gaps } = imported({ ...(details as object), IsTruncated: true, Marker: 'next' } as Json)
    assert.match(gaps.join(), /one page of several/)
  })

  it('binds an organization’s policies to the accounts under their targets', () => {
    const summary = {
      Id: 'p-1',
      Arn: 'arn:aws:organizations::1:policy/o-1/service_control_policy/p-1',
      Name: 'fence',
    }
    const organization = {
      Policy: {
        PolicySummary: { ...summary, Type: 'SERVICE_CONTROL_POLICY' },
        Content: JSON.stringify(policyOf(allow('*'))),
      },
      Targets: [
        { TargetId: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' },
        { TargetId: account, Type: 'ACCOUNT' },
      ],
    }
    const snapshot = awsSnapshotOf(
      [
        { name: 'details.json', value: details },
        { name: 'policy.json', value: organization },
        { name: 'unit.json', value: { ParentId: 'ou-1', Accounts: [{ Id: account }] } },
      ],
      '2026-03-01T00:00:00Z',
    )
    assert.deepEqual(
      snapshot.organization?.scps.map(({ level, accountIds }) => ({ level, accountIds })),
      [
        { level: 1, accountIds: [account] },
        { level: 1000, accountIds: [account] },
      ],
    )
  })

  it('tells the format from others', () => {
    assert.equal(isAuthorizationDetails(details), true)
    assert.equal(isAuthorizationDetails({ kind: 'Role' }), false)
  })

  it('never throws, whatever the document holds', () => {
    const key = fc.constantFrom(
      'UserDetailList',
      'RoleDetailList',
      'Policies',
      'Arn',
      'PolicyDocument',
      'Policy',
      'x',
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(key, tie('tree')),
      ),
    }))
    fc.assert(fc.property(tree, (value) => void imported(value as Json)))
  })
})

import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { federatedIdentity } from '@countersign/ocsf/identity/federated-subject'
import type { AwsPrincipal, AwsSnapshot } from '../aws/aws-snapshot.ts'
import { type PolicyStatement, statementsOf } from '../aws/policy-document.ts'
import { accountableByLabels, creatorByLabels, purposeByLabels } from './accountable-text.ts'
import { kindOfKey, providerOfKey } from './identity-kind.ts'
import type { Credential, InventoryGrant, InventoryItem } from './inventory-item.ts'
import { isoTime } from './item-times.ts'

/** Users and roles of a snapshot, and the workflows and workloads that its trust policies let in by name. */
export function awsItems(snapshot: AwsSnapshot): readonly InventoryItem[] {
  const named = snapshot.principals.filter(({ kind }) => kind !== 'group')
  const groups = new Map(snapshot.principals.map((principal) => [principal.arn, principal]))
  return named.flatMap((principal) => [
    ...principalItem(principal, groups, snapshot.origin),
    ...trustedSubjects(principal, snapshot.origin),
  ])
}

function principalItem(
  principal: AwsPrincipal,
  groups: ReadonlyMap<string, AwsPrincipal>,
  source: string,
): readonly InventoryItem[] {
  const { arn, tags, kind, name } = principal
  const key = awsKeyOfArn(arn)
  if (key === undefined) return []
  const createdAt = isoTime(principal.createdAt)
  const lastUsedAt = isoTime(principal.lastUsedAt)
  const purpose = purposeByLabels(tags)
  const creator = creatorByLabels(tags)
  return [
    {
      key,
      kind: kind === 'role' ? 'cloud-role' : 'cloud-user',
      provider: 'aws',
      displayName: name,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(creator === undefined
        ? {}
        : { createdBy: awsKeyOfArn(creator) ?? `user:${creator.toLowerCase()}` }),
      accountable: accountableByLabels(tags, arn),
      ...(purpose === undefined ? {} : { purpose }),
      credentials: credentialsOf(principal),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      grants: grantsOf(principal, groups),
      alsoKnownAs: [{ kind: 'arn', value: arn }],
      evidence: { source, locator: arn },
    },
  ]
}

function credentialsOf(principal: AwsPrincipal): readonly Credential[] {
  const keys = (principal.accessKeys ?? []).map((key): Credential => ({ kind: 'access-key', ...key }))
  const password: readonly Credential[] =
    principal.hasLoginProfile === true ? [{ kind: 'password', id: 'console password' }] : []
  const federated = federationsOf(principal).map(
    ({ provider, subjects }): Credential => ({
      kind: 'federated',
      id: subjects.length === 0 ? provider : `${provider} as ${subjects.join(', ')}`,
    }),
  )
  return [...keys, ...password, ...federated]
}

function grantsOf(
  principal: AwsPrincipal,
  known: ReadonlyMap<string, AwsPrincipal>,
): readonly InventoryGrant[] {
  const byGroup = principal.groups.flatMap((arn) => {
    const group = known.get(arn)
    return group === undefined
      ? []
      : policyNames(group).map((action) => ({ action, resource: `by the group ${arn}` }))
  })
  return [...policyNames(principal).map((action) => ({ action })), ...byGroup]
}

function policyNames({ attached, inline }: AwsPrincipal): readonly string[] {
  return [...attached, ...inline.map(({ name }) => `inline policy ${name}`)]
}

type Federation = { readonly provider: string; readonly subjects: readonly string[] }

/** Identity providers outside that a role trusts, with the subjects that its conditions narrow them to. */
function federationsOf({ trust }: AwsPrincipal): readonly Federation[] {
  if (trust === undefined) return []
  return statementsOf(trust.document)
    .filter(({ effect }) => effect === 'allow')
    .flatMap((statement) =>
      federatedIn(statement).map((provider) => ({ provider, subjects: subjectsOf(statement) })),
    )
}

function federatedIn({ principals = [] }: PolicyStatement): readonly string[] {
  return principals.filter(({ type }) => type === 'Federated').map(({ value }) => value)
}

function subjectsOf({ conditions }: PolicyStatement): readonly string[] {
  return conditions.filter(({ key }) => key.toLowerCase().endsWith(':sub')).flatMap(({ values }) => values)
}

/** A subject with a wildcard is a set of identities, not one: it stays with the role that trusts it. */
function trustedSubjects(role: AwsPrincipal, source: string): readonly InventoryItem[] {
  return federationsOf(role).flatMap(({ provider, subjects }) =>
    subjects
      .filter((subject) => !/[*?]/.test(subject))
      .map((subject): InventoryItem => {
        const key = federatedIdentity(provider, subject)
        return {
          key,
          kind: kindOfKey(key),
          provider: providerOfKey(key),
          displayName: subject,
          accountable: [],
          credentials: [],
          grants: [{ action: 'sts:AssumeRoleWithWebIdentity', resource: role.arn }],
          alsoKnownAs: [{ kind: 'oidc-subject', value: subject }],
          evidence: { source, locator: `trust policy of ${role.arn}` },
        }
      }),
  )
}

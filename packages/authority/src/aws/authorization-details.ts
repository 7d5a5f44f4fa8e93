import { isObject, listOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { parseArn } from './arn.ts'
import type { AwsManagedPolicy, AwsPolicy, AwsPrincipal, AwsSnapshot } from './aws-snapshot.ts'
import { organizationOf } from './organization-policies.ts'
import { readPolicyDocument } from './policy-document.ts'

/** Principals and policies of one import that are kept; AWS's quotas allow 5,000 users and 1,000 roles an account. */
export const importedPrincipalsMax = 200_000
export const importedPoliciesMax = 100_000

/** A file's JSON, with its name for the gaps. */
export type ImportedDocument = { readonly name: string; readonly value: Json }

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

/** Whether a document is what `aws iam get-account-authorization-details` prints, on its own, in pages or per account. */
export function isAuthorizationDetails(value: unknown): boolean {
  return pagesOf(value, 0).length > 0
}

/**
 * Reads the output of `aws iam get-account-authorization-details` (IAM API Reference): one document, a list of pages, or
 * documents wrapped under account ids; policy documents as objects or URL-encoded. Documents of AWS Organizations beside
 * them become its policies. What cannot be read becomes a gap, never an error.
 */
export function awsSnapshotOf(documents: readonly ImportedDocument[], takenAt: string): AwsSnapshot {
  const gaps = new Set<string>()
  const principals = new Map<string, AwsPrincipal>()
  const managed = new Map<string, AwsManagedPolicy>()
  for (const { name, value } of documents) {
    const pages = pagesOf(value, 0)
    for (const page of pages) readPage(page, principals, managed, gaps)
    if (
      pages.some((page) => page.IsTruncated === true || textOf(page.Marker) !== undefined) &&
      pages.length === 1
    )
      gaps.add(`${name} is one page of several: what the others hold is not known`)
  }
  const organization = organizationOf(documents, gaps)
  return {
    kind: 'aws',
    origin: 'authorization-details',
    takenAt,
    principals: byArn(withGroupPaths([...principals.values()]), importedPrincipalsMax, 'principals', gaps),
    managedPolicies: byArn([...managed.values()], importedPoliciesMax, 'policies', gaps),
    resources: [],
    ...(organization === undefined ? {} : { organization }),
    gaps: [...gaps],
  }
}

/** `GroupList` names groups without their path; names are unique in an account. */
function withGroupPaths(principals: readonly AwsPrincipal[]): readonly AwsPrincipal[] {
  const paths = new Map(
    principals
      .filter(({ kind }) => kind === 'group')
      .map(({ arn, accountId, name }) => [`${accountId}/${name}`, arn]),
  )
  return principals.map((principal) =>
    principal.groups.length === 0
      ? principal
      : {
          ...principal,
          groups: principal.groups.map(
            (arn) => paths.get(`${principal.accountId}/${arn.slice(arn.lastIndexOf('/') + 1)}`) ?? arn,
          ),
        },
  )
}

/** In the order of their ARNs, so that the same account gives the same hash however its pages came. */
function byArn<T extends { readonly arn: string }>(
  items: readonly T[],
  max: number,
  what: string,
  gaps: Set<string>,
): readonly T[] {
  if (items.length > max) gaps.add(`more than ${max} ${what}: the others were left out`)
  return items.toSorted((left, right) => (left.arn < right.arn ? -1 : 1)).slice(0, max)
}

const wrappingDepthMax = 3

/** Every object that carries one of the four lists, however it is wrapped. */
function pagesOf(value: unknown, depth: number): readonly JsonObject[] {
  if (depth > wrappingDepthMax || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => pagesOf(item, depth + 1))
  const fields = value as JsonObject
  const own = lists.some((list) => list !== 'Policies' && Array.isArray(fields[list]))
  return own ? [fields] : Object.values(fields).flatMap((item) => pagesOf(item, depth + 1))
}

function readPage(
  page: JsonObject,
  principals: Map<string, AwsPrincipal>,
  managed: Map<string, AwsManagedPolicy>,
  gaps: Set<string>,
): void {
  for (const [kind, list, inline] of [
    ['user', 'UserDetailList', 'UserPolicyList'],
    ['role', 'RoleDetailList', 'RolePolicyList'],
    ['group', 'GroupDetailList', 'GroupPolicyList'],
  ] as const) {
    for (const item of objectsOf(page[list])) {
      const principal = principalOf(kind, item, inline, gaps)
      if (principal === undefined) gaps.add(`an entry of ${list} has no ARN and was left out`)
      else principals.set(principal.arn, principal)
    }
  }
  for (const item of objectsOf(page.Policies)) {
    const policy = managedPolicyOf(item, gaps)
    if (policy !== undefined) managed.set(policy.arn, policy)
  }
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject)
}

function principalOf(
  kind: AwsPrincipal['kind'],
  item: JsonObject,
  inlineList: string,
  gaps: Set<string>,
): AwsPrincipal | undefined {
  const arn = textOf(item.Arn)
  if (arn === undefined) return undefined
  const { accountId = '', partition = 'aws', resource = '' } = parseArn(arn) ?? {}
  const unread: string[] = []
  const inline = objectsOf(item[inlineList]).flatMap((one) => inlinePolicyOf(one, arn, unread))
  for (const reason of unread) gaps.add(reason)
  const trust = kind === 'role' ? readPolicyDocument(item.AssumeRolePolicyDocument) : undefined
  if (kind === 'role' && trust === undefined) gaps.add(`the trust policy of ${arn} could not be read`)
  return {
    kind,
    arn,
    accountId,
    name: resource.slice(resource.lastIndexOf('/') + 1),
    inline,
    attached: objectsOf(item.AttachedManagedPolicies).flatMap(({ PolicyArn }) => textOf(PolicyArn) ?? []),
    groups: listOf(item.GroupList).flatMap((name) => groupArn(textOf(name), partition, accountId)),
    tags: tagsOf(item.Tags),
    ...(trust === undefined ? {} : { trust: { name: 'trust', document: trust } }),
    ...(unread.length === 0 ? {} : { incomplete: unread.join('; ') }),
    ...optional(item),
  }
}

function inlinePolicyOf(item: JsonObject, arn: string, unread: string[]): readonly AwsPolicy[] {
  const name = textOf(item.PolicyName) ?? 'unnamed'
  const document = readPolicyDocument(item.PolicyDocument)
  if (document === undefined) unread.push(`the inline policy ${name} of ${arn} could not be read`)
  return document === undefined ? [] : [{ name, document }]
}

function groupArn(name: string | undefined, partition: string, accountId: string): readonly string[] {
  return name === undefined ? [] : [`arn:${partition}:iam::${accountId}:group/${name}`]
}

function optional(item: JsonObject): Partial<AwsPrincipal> {
  const boundary = isObject(item.PermissionsBoundary)
    ? textOf(item.PermissionsBoundary.PermissionsBoundaryArn)
    : undefined
  const createdAt = textOf(item.CreateDate)
  const lastUsedAt = isObject(item.RoleLastUsed) ? textOf(item.RoleLastUsed.LastUsedDate) : undefined
  return {
    ...(boundary === undefined ? {} : { boundary }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}

function tagsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    objectsOf(value).flatMap(({ Key, Value }) => {
      const key = textOf(Key)
      return key === undefined ? [] : [[key, textOf(Value) ?? ''] as const]
    }),
  )
}

function managedPolicyOf(item: JsonObject, gaps: Set<string>): AwsManagedPolicy | undefined {
  const arn = textOf(item.Arn)
  if (arn === undefined) return undefined
  const versions = objectsOf(item.PolicyVersionList)
  const wanted = textOf(item.DefaultVersionId)
  const version =
    versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true) ??
    versions.find(({ VersionId }) => VersionId === wanted)
  const document = readPolicyDocument(version?.Document)
  if (document === undefined) {
    gaps.add(`the default version of the policy ${arn} could not be read`)
    return undefined
  }
  const versionId = textOf(version?.VersionId) ?? wanted
  const name = textOf(item.PolicyName) ?? arn.slice(arn.lastIndexOf('/') + 1)
  return { arn, name, ...(versionId === undefined ? {} : { versionId }), document }
}

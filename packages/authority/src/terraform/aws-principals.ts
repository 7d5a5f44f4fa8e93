import type { AwsManagedPolicy, AwsPolicy, AwsPrincipal } from '../aws/aws-snapshot.ts'
import { awsManagedPolicyText, isAwsManaged } from '../aws/managed-policies.ts'
import type { ResourceInstance } from './instance.ts'
import { tagsOf } from './provider-account.ts'
import { documentIn, namesIn, type Reader } from './reader.ts'
import { isMap, memberOf } from './tf-value.ts'

type Kind = AwsPrincipal['kind']

/** A principal while its parts are gathered from the resources that each hold one. */
type Draft = {
  readonly kind: Kind
  readonly arn: string
  readonly accountId: string
  readonly name: string
  readonly instance?: ResourceInstance
  readonly inline: AwsPolicy[]
  readonly attached: Set<string>
  readonly groups: Set<string>
  readonly keys: string[]
  hasLoginProfile: boolean
}

export type Principals = {
  readonly principals: readonly AwsPrincipal[]
  readonly managedPolicies: readonly AwsManagedPolicy[]
}

const principalTypes: Readonly<Record<string, Kind>> = {
  aws_iam_user: 'user',
  aws_iam_role: 'role',
  aws_iam_group: 'group',
}

/** Users, roles and groups with all that other resources attach to them, and the managed policies they name. */
export function principalsOf(
  instances: readonly ResourceInstance[],
  reader: Reader,
  takenAt: string,
): Principals {
  const drafts = new Map<string, Draft>()
  for (const instance of instances) {
    const kind = principalTypes[instance.type]
    if (kind !== undefined) addDeclared(drafts, instance, kind, reader)
  }
  for (const instance of instances) attach(drafts, instance, reader)
  const principals = [...drafts.values()].map((draft) => principalOf(draft, reader))
  const declared = instances.flatMap((instance) => declaredPolicy(instance, reader))
  return { principals, managedPolicies: [...declared, ...ofAws(principals, reader, takenAt)] }
}

const key = (accountId: string, kind: Kind, name: string): string => `${accountId} ${kind} ${name}`

function addDeclared(
  drafts: Map<string, Draft>,
  instance: ResourceInstance,
  kind: Kind,
  { text }: Reader,
): void {
  const { accountId } = instance.provider
  const name = text(instance, 'name') ?? instance.address
  const arn = text(instance, 'arn') ?? instance.address
  drafts.set(key(accountId, kind, name), { ...empty(kind, arn, accountId, name), instance })
}

function empty(kind: Kind, arn: string, accountId: string, name: string): Draft {
  return {
    kind,
    arn,
    accountId,
    name,
    inline: [],
    attached: new Set(),
    groups: new Set(),
    keys: [],
    hasLoginProfile: false,
  }
}

/** The principal of that name; one that is named but declared elsewhere stands with what is known of it here. */
function draftOf(
  drafts: Map<string, Draft>,
  { provider, address }: ResourceInstance,
  kind: Kind,
  name: string,
  { gap }: Reader,
): Draft {
  const place = key(provider.accountId, kind, name)
  const found = drafts.get(place)
  if (found !== undefined) return found
  gap(
    `${kind} ${name} is named by ${address} and declared elsewhere: only what is declared here is known of it`,
  )
  const arn = `arn:${provider.partition}:iam::${provider.accountId}:${kind}/${name}`
  const made = empty(kind, arn, provider.accountId, name)
  drafts.set(place, made)
  return made
}

function attach(drafts: Map<string, Draft>, instance: ResourceInstance, reader: Reader): void {
  const { type, attributes } = instance
  const each = (kind: Kind, attribute: string, apply: (draft: Draft) => void): void => {
    for (const name of namesIn(memberOf(attributes, attribute)))
      apply(draftOf(drafts, instance, kind, name, reader))
  }
  const named = /^aws_iam_(user|role|group)_policy(_attachment)?$/.exec(type)
  if (named !== null) {
    const kind = named[1] as Kind
    each(kind, kind, named[2] === undefined ? withInline(instance, reader) : withManaged(instance, reader))
  }
  if (type === 'aws_iam_policy_attachment')
    for (const kind of ['user', 'role', 'group'] as const)
      each(kind, `${kind}s`, withManaged(instance, reader))
  if (type === 'aws_iam_access_key') each('user', 'user', (draft) => draft.keys.push(instance.address))
  if (type === 'aws_iam_user_login_profile')
    each('user', 'user', (draft) => {
      draft.hasLoginProfile = true
    })
  if (type === 'aws_iam_user_group_membership')
    each('user', 'user', (user) => each('group', 'groups', (group) => user.groups.add(group.arn)))
  if (type === 'aws_iam_group_membership')
    each('group', 'group', (group) => each('user', 'users', (user) => user.groups.add(group.arn)))
}

function withInline(instance: ResourceInstance, reader: Reader): (draft: Draft) => void {
  const document = documentIn(instance, 'policy', reader)
  const name = reader.text(instance, 'name') ?? instance.address
  return (draft) => {
    if (document !== undefined) draft.inline.push({ name, document })
  }
}

function withManaged(instance: ResourceInstance, { text }: Reader): (draft: Draft) => void {
  const arn = text(instance, 'policy_arn')
  return (draft) => {
    if (arn !== undefined) draft.attached.add(arn)
  }
}

function principalOf(draft: Draft, reader: Reader): AwsPrincipal {
  const { kind, arn, accountId, name, instance } = draft
  const attributes = instance?.attributes ?? {}
  const boundary = instance === undefined ? undefined : reader.text(instance, 'permissions_boundary')
  const trust =
    kind === 'role' && instance !== undefined ? documentIn(instance, 'assume_role_policy', reader) : undefined
  return {
    kind,
    arn,
    accountId,
    name,
    inline: [...draft.inline, ...inlineBlocks(instance, reader)],
    attached: [...new Set([...draft.attached, ...namesIn(memberOf(attributes, 'managed_policy_arns'))])],
    ...(boundary === undefined ? {} : { boundary }),
    groups: [...draft.groups],
    ...(trust === undefined ? {} : { trust: { name: 'trust', document: trust } }),
    tags: tagsOf(memberOf(attributes, 'tags')),
    ...(kind === 'user'
      ? { hasLoginProfile: draft.hasLoginProfile, accessKeys: draft.keys.map((id) => ({ id })) }
      : {}),
  }
}

/** `inline_policy { name … policy … }` inside a role. */
function inlineBlocks(instance: ResourceInstance | undefined, reader: Reader): readonly AwsPolicy[] {
  if (instance === undefined) return []
  const blocks = memberOf(instance.attributes, 'inline_policy')
  const listed = Array.isArray(blocks) ? blocks : blocks === undefined ? [] : [blocks]
  return listed.flatMap((block, index) => {
    if (!isMap(block)) return []
    const inner = { ...instance, attributes: block }
    const document = documentIn(inner, 'policy', reader)
    const name = reader.text(inner, 'name') ?? `inline-${index}`
    return document === undefined ? [] : [{ name, document }]
  })
}

function declaredPolicy(instance: ResourceInstance, reader: Reader): readonly AwsManagedPolicy[] {
  if (instance.type !== 'aws_iam_policy') return []
  const document = documentIn(instance, 'policy', reader)
  const arn = reader.text(instance, 'arn')
  if (document === undefined || arn === undefined) return []
  return [{ arn, name: reader.text(instance, 'name') ?? instance.address, document }]
}

/** AWS's own policies that are attached or bound by, with the text they had at the time. */
function ofAws(
  principals: readonly AwsPrincipal[],
  { gap }: Reader,
  takenAt: string,
): readonly AwsManagedPolicy[] {
  const named = principals.flatMap(({ attached, boundary }) =>
    boundary === undefined ? attached : [...attached, boundary],
  )
  return [...new Set(named)]
    .filter(isAwsManaged)
    .toSorted()
    .flatMap((arn) => {
      const known = awsManagedPolicyText(arn, takenAt)
      if (known !== undefined) return [{ arn, name: known.name, document: known.document }]
      gap(`the text of ${arn} is not known here: what it grants is left out`)
      return []
    })
}

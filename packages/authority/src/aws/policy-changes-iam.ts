import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import type { AwsPrincipal } from './aws-snapshot.ts'
import { readPolicyDocument } from './policy-document.ts'
import {
  newPrincipal,
  type PolicyCall,
  type PolicyChange,
  type PolicyDraft,
  principalIn,
  withoutPolicy,
  withPolicy,
} from './policy-draft.ts'

type Kind = AwsPrincipal['kind']

const nameParameter: Readonly<Record<Kind, string>> = {
  user: 'userName',
  role: 'roleName',
  group: 'groupName',
}

/** Who the call is about. Calls on one's own user leave the name out (IAM API Reference). */
function targetArn(kind: Kind, { parameters, callerArn, arnOf }: PolicyCall): string | undefined {
  const name = textOf(parameters[nameParameter[kind]])
  if (name !== undefined) return arnOf(kind, name)
  return kind === 'user' && callerArn?.includes(':user/') ? callerArn : undefined
}

function changing(
  kind: Kind,
  change: (principal: AwsPrincipal, call: PolicyCall, draft: PolicyDraft) => AwsPrincipal,
): PolicyChange {
  return (draft, call) => {
    const arn = targetArn(kind, call)
    if (arn !== undefined) draft.principals.set(arn, change(principalIn(draft, kind, arn), call, draft))
  }
}

function create(kind: Kind): PolicyChange {
  return (draft, call) => {
    const answered = textOf(objectOf(call.response[kind]).arn)
    const arn = answered ?? targetArn(kind, call)
    if (arn === undefined) return
    const { parameters, at } = call
    const boundary = textOf(parameters.permissionsBoundary)
    const created: AwsPrincipal = {
      ...newPrincipal(kind, arn),
      createdAt: at,
      tags: tagsOf(parameters),
      ...(boundary === undefined ? {} : { boundary }),
    }
    draft.principals.set(
      arn,
      kind === 'role' ? withTrust(created, parameters.assumeRolePolicyDocument) : created,
    )
  }
}

function withTrust(role: AwsPrincipal, text: unknown): AwsPrincipal {
  const document = readPolicyDocument(text)
  return document === undefined ? role : { ...role, trust: { name: 'trust', document } }
}

function tagsOf(parameters: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listOf(parameters.tags).flatMap((tag) => {
      const { key, value } = objectOf(tag)
      return textOf(key) === undefined ? [] : [[textOf(key), textOf(value) ?? '']]
    }),
  ) as Readonly<Record<string, string>>
}

function remove(kind: Kind): PolicyChange {
  return (draft, call) => {
    const arn = targetArn(kind, call)
    if (arn !== undefined) draft.principals.delete(arn)
  }
}

const putInline = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => {
  const name = textOf(parameters.policyName) ?? 'unnamed'
  const document = readPolicyDocument(parameters.policyDocument)
  // A text that CloudTrail cut or left out is a policy nobody can read: the principal is no longer known in full.
  if (document === undefined)
    return { ...principal, incomplete: `the log does not hold the text of its policy ${name}` }
  return { ...principal, inline: withPolicy(principal.inline, { name, document }) }
}

const deleteInline = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => ({
  ...principal,
  inline: withoutPolicy(principal.inline, textOf(parameters.policyName) ?? ''),
})

const attach = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => {
  const arn = textOf(parameters.policyArn)
  return arn === undefined
    ? principal
    : { ...principal, attached: [...new Set([...principal.attached, arn])] }
}

const detach = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => ({
  ...principal,
  attached: principal.attached.filter((arn) => arn !== parameters.policyArn),
})

const setBoundary = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => {
  const boundary = textOf(parameters.permissionsBoundary)
  return boundary === undefined ? principal : { ...principal, boundary }
}

const dropBoundary = ({ boundary: _, ...principal }: AwsPrincipal): AwsPrincipal => principal

const tag = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => ({
  ...principal,
  tags: { ...principal.tags, ...tagsOf(parameters) },
})

const untag = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => {
  const gone = new Set(listOf(parameters.tagKeys))
  return {
    ...principal,
    tags: Object.fromEntries(Object.entries(principal.tags).filter(([key]) => !gone.has(key))),
  }
}

const joinGroup = (
  principal: AwsPrincipal,
  { parameters, arnOf }: PolicyCall,
  draft: PolicyDraft,
): AwsPrincipal => {
  const name = textOf(parameters.groupName)
  if (name === undefined) return principal
  const arn = arnOf('group', name)
  draft.principals.set(arn, principalIn(draft, 'group', arn))
  return { ...principal, groups: [...new Set([...principal.groups, arn])] }
}

const leaveGroup = (principal: AwsPrincipal, { parameters, arnOf }: PolicyCall): AwsPrincipal => ({
  ...principal,
  groups: principal.groups.filter((arn) => arn !== arnOf('group', textOf(parameters.groupName) ?? '')),
})

const addKey = (principal: AwsPrincipal, { response, at }: PolicyCall): AwsPrincipal => {
  const id = textOf(objectOf(response.accessKey).accessKeyId)
  if (id === undefined) return principal
  return { ...principal, accessKeys: [...(principal.accessKeys ?? []), { id, createdAt: at, active: true }] }
}

const dropKey = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => ({
  ...principal,
  accessKeys: (principal.accessKeys ?? []).filter(({ id }) => id !== parameters.accessKeyId),
})

const switchKey = (principal: AwsPrincipal, { parameters }: PolicyCall): AwsPrincipal => ({
  ...principal,
  accessKeys: (principal.accessKeys ?? []).map((key) =>
    key.id === parameters.accessKeyId ? { ...key, active: parameters.status === 'Active' } : key,
  ),
})

const createPolicy: PolicyChange = (draft, { parameters, response, partition, accountId }) => {
  const name = textOf(parameters.policyName)
  const path = textOf(parameters.path) ?? '/'
  const arn =
    textOf(objectOf(response.policy).arn) ?? `arn:${partition}:iam::${accountId}:policy${path}${name}`
  const document = readPolicyDocument(parameters.policyDocument)
  if (name !== undefined && document !== undefined)
    draft.managed.set(arn, { arn, name, versionId: 'v1', document })
}

const createVersion: PolicyChange = (draft, { parameters, response }) => {
  const arn = textOf(parameters.policyArn)
  const document = readPolicyDocument(parameters.policyDocument)
  if (arn === undefined) return
  const versionId = textOf(objectOf(response.policyVersion).versionId) ?? 'unknown'
  const isDefault = parameters.setAsDefault === true || parameters.setAsDefault === 'true'
  if (document === undefined) {
    if (isDefault) draft.managed.delete(arn)
  } else if (isDefault) setDefault(draft, arn, versionId, document)
  else draft.versions.set(`${arn}@${versionId}`, document)
}

function setDefault(draft: PolicyDraft, arn: string, versionId: string, document: unknown): void {
  const before = draft.managed.get(arn)
  if (before?.versionId !== undefined) draft.versions.set(`${arn}@${before.versionId}`, before.document)
  draft.managed.set(arn, { arn, name: arn.slice(arn.lastIndexOf('/') + 1), versionId, document })
}

const switchVersion: PolicyChange = (draft, { parameters }) => {
  const arn = textOf(parameters.policyArn)
  const versionId = textOf(parameters.versionId)
  if (arn === undefined || versionId === undefined || draft.managed.get(arn)?.versionId === versionId) return
  const document = draft.versions.get(`${arn}@${versionId}`)
  // A version older than the log: what the policy says from here on is not known.
  if (document === undefined) draft.managed.delete(arn)
  else setDefault(draft, arn, versionId, document)
}

const createServiceLinkedRole: PolicyChange = (draft, { response, at }) => {
  const arn = textOf(objectOf(response.role).arn)
  if (arn === undefined) return
  const incomplete = 'AWS attaches the policy of a service-linked role without a call of its own'
  draft.principals.set(arn, { ...newPrincipal('role', arn), createdAt: at, incomplete })
}

const roleIntoProfile: PolicyChange = (draft, { parameters, accountId, arnOf }) => {
  const role = textOf(parameters.roleName)
  const profile = textOf(parameters.instanceProfileName)
  if (role !== undefined && profile !== undefined)
    draft.profiles.set(`${accountId}/${profile}`, arnOf('role', role))
}

/** A new name or path is a new ARN; its policies, and its place in groups, move along (IAM API Reference, UpdateUser). */
function rename(kind: 'user' | 'group', newName: string): PolicyChange {
  return (draft, call) => {
    const arn = targetArn(kind, call)
    const path = textOf(call.parameters.newPath)
    const name = textOf(call.parameters[newName])
    if (arn === undefined || (name === undefined && path === undefined)) return
    const before = principalIn(draft, kind, arn)
    const oldPath = arn.slice(arn.indexOf(`:${kind}/`) + kind.length + 1, arn.lastIndexOf('/') + 1)
    const after = `arn:${call.partition}:iam::${call.accountId}:${kind}${path ?? oldPath}${name ?? before.name}`
    draft.principals.delete(arn)
    draft.principals.set(after, { ...before, arn: after, name: name ?? before.name })
    for (const member of kind === 'group' ? [...draft.principals.values()] : [])
      if (member.groups.includes(arn))
        draft.principals.set(member.arn, {
          ...member,
          groups: member.groups.map((group) => (group === arn ? after : group)),
        })
  }
}

const login = (has: boolean) => (principal: AwsPrincipal) => ({ ...principal, hasLoginProfile: has })

/** By operation of iam.amazonaws.com. Source: IAM API Reference. */
export const iamChanges: Readonly<Record<string, PolicyChange>> = {
  CreateUser: create('user'),
  CreateRole: create('role'),
  CreateGroup: create('group'),
  CreateServiceLinkedRole: createServiceLinkedRole,
  UpdateUser: rename('user', 'newUserName'),
  UpdateGroup: rename('group', 'newGroupName'),
  DeleteUser: remove('user'),
  DeleteRole: remove('role'),
  DeleteGroup: remove('group'),
  PutUserPolicy: changing('user', putInline),
  PutRolePolicy: changing('role', putInline),
  PutGroupPolicy: changing('group', putInline),
  DeleteUserPolicy: changing('user', deleteInline),
  DeleteRolePolicy: changing('role', deleteInline),
  DeleteGroupPolicy: changing('group', deleteInline),
  AttachUserPolicy: changing('user', attach),
  AttachRolePolicy: changing('role', attach),
  AttachGroupPolicy: changing('group', attach),
  DetachUserPolicy: changing('user', detach),
  DetachRolePolicy: changing('role', detach),
  DetachGroupPolicy: changing('group', detach),
  PutUserPermissionsBoundary: changing('user', setBoundary),
  PutRolePermissionsBoundary: changing('role', setBoundary),
  DeleteUserPermissionsBoundary: changing('user', dropBoundary),
  DeleteRolePermissionsBoundary: changing('role', dropBoundary),
  UpdateAssumeRolePolicy: changing('role', ({ trust: _, ...role }, { parameters }) =>
    withTrust(role, parameters.policyDocument),
  ),
  AddUserToGroup: changing('user', joinGroup),
  RemoveUserFromGroup: changing('user', leaveGroup),
  TagUser: changing('user', tag),
  TagRole: changing('role', tag),
  UntagUser: changing('user', untag),
  UntagRole: changing('role', untag),
  CreateAccessKey: changing('user', addKey),
  DeleteAccessKey: changing('user', dropKey),
  UpdateAccessKey: changing('user', switchKey),
  CreateLoginProfile: changing('user', login(true)),
  DeleteLoginProfile: changing('user', login(false)),
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createVersion,
  SetDefaultPolicyVersion: switchVersion,
  DeletePolicy: (draft, { parameters }) => draft.managed.delete(textOf(parameters.policyArn) ?? ''),
  AddRoleToInstanceProfile: roleIntoProfile,
}

/** A policy given as an object or as text. */
export function documentIn(parameters: JsonObject, name: string): unknown | undefined {
  const value = parameters[name]
  return isObject(value) || typeof value === 'string' ? readPolicyDocument(value) : undefined
}

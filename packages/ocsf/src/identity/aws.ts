import type { DelegationHop, IdentityKey } from '../event.ts'
import { isObject, objectOf, textOf } from '../fields.ts'
import type { JsonObject } from '../record.ts'
import { federatedIdentity } from './federated-subject.ts'

/** What the identity key of a caller needs: the record's `userIdentity` and the account that received the call. */
export type AwsCaller = {
  readonly userIdentity: JsonObject
  readonly recipientAccountId: string | undefined
}

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** The caller's key. Source: AWS CloudTrail User Guide, "CloudTrail userIdentity element". */
export function awsIdentityKey(caller: AwsCaller): IdentityKey | undefined {
  const { userIdentity } = caller
  const type = textOf(userIdentity.type)
  if (type === 'AWSService') return awsServiceKey(textOf(userIdentity.invokedBy))
  if (type === 'WebIdentityUser') return webIdentityKey(userIdentity)
  const account = textOf(userIdentity.accountId) ?? caller.recipientAccountId ?? ''
  if (type === 'Root') return `aws:${account}:root`
  const arn = textOf(userIdentity.arn)
  const fromArn = arn === undefined ? undefined : awsKeyOfArn(arn)
  if (fromArn !== undefined) return fromArn
  return keyWithoutArn(type, userIdentity, account)
}

function keyWithoutArn(
  type: string | undefined,
  userIdentity: JsonObject,
  account: string,
): IdentityKey | undefined {
  const name = textOf(userIdentity.userName)
  if (type === 'AssumedRole') {
    const role = textOf(objectOf(objectOf(userIdentity.sessionContext).sessionIssuer).userName)
    return role === undefined ? undefined : `aws:${account}:assumed-role/${role}`
  }
  if (type === 'IdentityCenterUser') {
    const user = textOf(objectOf(userIdentity.onBehalfOf).userId) ?? name
    return user === undefined ? undefined : `aws:${account}:identity-center/${user}`
  }
  if (name !== undefined && name !== hidden) {
    return type === 'SAMLUser' ? `aws:${account}:saml/${name}` : `aws:${account}:user/${name}`
  }
  const service = textOf(userIdentity.invokedBy)
  if (service !== undefined) return awsServiceKey(service)
  return type === 'AWSAccount' && account !== '' ? `aws:${account}:account` : undefined
}

/** `arn:aws:sts::123456789012:assumed-role/deploy/run-7` becomes `aws:123456789012:assumed-role/deploy`. */
export function awsKeyOfArn(arn: string): IdentityKey | undefined {
  if (!arn.startsWith('arn:')) return undefined
  const [, , service, , account = '', ...rest] = arn.split(':')
  const resource = rest.join(':')
  if (resource === 'root') return `aws:${account}:root`
  if (service !== 'iam' && service !== 'sts') return undefined
  const [kind, ...path] = resource.split('/')
  const last = path.at(-1)
  if (last === undefined || last === '') return undefined
  if (kind === 'assumed-role') return `aws:${account}:assumed-role/${path[0]}`
  if (kind === 'role') return `aws:${account}:assumed-role/${last}`
  return kind === 'user' || kind === 'federated-user' ? `aws:${account}:${kind}/${last}` : undefined
}

export function awsServiceKey(host: string | undefined): IdentityKey | undefined {
  return host === undefined ? undefined : `aws:service/${host.toLowerCase()}`
}

function webIdentityKey(userIdentity: JsonObject): IdentityKey | undefined {
  const subject = textOf(userIdentity.userName)
  const provider = textOf(userIdentity.identityProvider) ?? textOf(userIdentity.principalId)
  return provider === undefined && subject === undefined
    ? undefined
    : federatedIdentity(provider ?? '', subject)
}

const noHops: readonly DelegationHop[] = Object.freeze([])

/** Who stands behind the caller, nearest first, as far as `userIdentity` says. */
export function awsDelegationChain(
  caller: AwsCaller,
  self: IdentityKey | undefined,
): readonly DelegationHop[] {
  const { userIdentity } = caller
  if (
    userIdentity.sessionContext === undefined &&
    userIdentity.invokedBy === undefined &&
    userIdentity.onBehalfOf === undefined
  )
    return noHops
  const hops: DelegationHop[] = []
  const add = (identityKey: IdentityKey | undefined, relation: string): void => {
    if (identityKey !== undefined && identityKey !== self) hops.push({ identityKey, relation })
  }
  add(awsServiceKey(textOf(userIdentity.invokedBy)), 'invoked-by')
  const session = objectOf(userIdentity.sessionContext)
  const account = textOf(userIdentity.accountId) ?? caller.recipientAccountId ?? ''
  addIssuer(add, session, self)
  const sourceIdentity = textOf(session.sourceIdentity)
  if (sourceIdentity !== undefined) add(`aws:${account}:source-identity/${sourceIdentity}`, 'source-identity')
  add(identityCenterUser(userIdentity, account), 'identity-center')
  const onBehalfOf = textOf(objectOf(userIdentity.onBehalfOf).userId)
  if (onBehalfOf !== undefined) add(`aws:${account}:identity-center/${onBehalfOf}`, 'on-behalf-of')
  add(federatedFrom(session), 'oidc-federation')
  return hops
}

type AddHop = (identityKey: IdentityKey | undefined, relation: string) => void

/** A federated user's issuer is who called GetFederationToken; an assumed role's issuer is the role itself. */
function addIssuer(add: AddHop, session: JsonObject, self: IdentityKey | undefined): void {
  const issuer = textOf(objectOf(session.sessionIssuer).arn)
  if (issuer === undefined) return
  const key = awsKeyOfArn(issuer)
  add(key, self?.includes(':federated-user/') === true ? 'federation-token' : 'assumed-role')
}

/** Identity Center names its role sessions after the person who signed in. */
function identityCenterUser(userIdentity: JsonObject, account: string): IdentityKey | undefined {
  const arn = textOf(userIdentity.arn)
  if (arn === undefined || !arn.includes(':assumed-role/AWSReservedSSO_')) return undefined
  const person = arn.slice(arn.lastIndexOf('/') + 1)
  return person === '' ? undefined : `aws:${account}:identity-center/${person.toLowerCase()}`
}

function federatedFrom(session: JsonObject): IdentityKey | undefined {
  const federation = session.webIdFederationData
  if (!isObject(federation)) return undefined
  const provider = textOf(federation.federatedProvider)
  if (provider === undefined) return undefined
  const attributes = objectOf(federation.attributes)
  return federatedIdentity(
    provider,
    textOf(attributes.sub) ?? textOf(attributes['token.actions.githubusercontent.com:sub']),
  )
}

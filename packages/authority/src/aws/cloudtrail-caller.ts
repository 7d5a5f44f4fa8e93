import { objectOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { parseArn, roleOfSession } from './arn.ts'
import type { AwsCaller } from './aws-request.ts'

/** Who made the call. Source: CloudTrail User Guide, "CloudTrail userIdentity element". */
export function callerOfRecord(record: JsonObject): AwsCaller {
  const identity = objectOf(record.userIdentity)
  const arn = textOf(identity.arn)
  const stated = textOf(identity.accountId) ?? textOf(record.recipientAccountId) ?? ''
  // The simulator takes the account from the ARN: two that differ would make every call one across accounts.
  const accountId = parseArn(arn ?? '')?.accountId || stated
  const issuer = textOf(objectOf(objectOf(identity.sessionContext).sessionIssuer).arn)
  switch (textOf(identity.type)) {
    case 'IAMUser':
      return arn === undefined
        ? unknown('the user has no ARN in the record')
        : { kind: 'user', arn, accountId }
    case 'AssumedRole':
      return roleCaller(arn, issuer, accountId)
    case 'FederatedUser':
      return arn === undefined
        ? unknown('the federated user has no ARN in the record')
        : { kind: 'federated-user', arn, accountId, ...(issuer === undefined ? {} : { issuerArn: issuer }) }
    case 'Root':
      return { kind: 'root', arn: arn ?? `arn:aws:iam::${accountId}:root`, accountId }
    case 'AWSService':
      return {
        kind: 'service',
        name: textOf(identity.invokedBy) ?? textOf(record.sourceIPAddress) ?? 'an AWS service',
      }
    case 'WebIdentityUser':
    case 'SAMLUser':
      return federatedCaller(identity, record)
    case 'AWSAccount':
      return accountCaller(identity, accountId)
    default:
      return unknown('the record does not say what kind of caller it was')
  }
}

function unknown(reason: string): AwsCaller {
  return { kind: 'unknown', reason }
}

function roleCaller(arn: string | undefined, issuer: string | undefined, accountId: string): AwsCaller {
  const { partition = 'aws' } = parseArn(arn ?? '') ?? {}
  const name = arn === undefined ? undefined : roleOfSession(arn)?.name
  const role = issuer ?? (name === undefined ? undefined : `arn:${partition}:iam::${accountId}:role/${name}`)
  if (role === undefined) return unknown('the record does not name the role of the session')
  return { kind: 'role', arn: role, accountId, ...(arn === undefined ? {} : { sessionArn: arn }) }
}

/** Identity providers that trust policies name by host; all others are objects of IAM with an ARN. */
const hostProviders: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'www.amazon.com',
  'graph.facebook.com',
  'cognito-identity.amazonaws.com',
])

function federatedCaller(identity: JsonObject, record: JsonObject): AwsCaller {
  const stated = textOf(identity.identityProvider)
  const saml = textOf(objectOf(record.requestParameters).principalArn)
  const provider = stated?.startsWith('arn:') ? stated : (saml ?? stated)
  if (provider === undefined) return unknown('the record does not name the identity provider')
  if (provider.startsWith('arn:') || hostProviders.has(provider)) return { kind: 'federated', provider }
  const account = textOf(record.recipientAccountId) ?? ''
  const host = provider.replace(/^https:\/\//, '')
  return { kind: 'federated', provider: `arn:aws:iam::${account}:oidc-provider/${host}` }
}

/** Another account's caller: the record of the resource's owner often names no more than the account. */
function accountCaller(identity: JsonObject, accountId: string): AwsCaller {
  if (textOf(identity.principalId) === 'ANONYMOUS_PRINCIPAL' || accountId === 'ANONYMOUS_PRINCIPAL')
    return { kind: 'anonymous' }
  const arn = textOf(identity.arn)
  if (arn !== undefined && roleOfSession(arn) !== undefined) return roleCaller(arn, undefined, accountId)
  if (arn !== undefined && parseArn(arn)?.resource.startsWith('user/'))
    return { kind: 'user', arn, accountId }
  return unknown(`the record names only the account of the caller (${accountId})`)
}

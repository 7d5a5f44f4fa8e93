import type { NormalisedEvent } from '@countersign/ocsf/event'
import { isObject, textOf } from '@countersign/ocsf/fields'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import type { JsonObject } from '@countersign/ocsf/record'
import { launchMarks } from './aws-launches.ts'
import type { CallerSession, ChainMark, ChainReading } from './chain-event.ts'
import { nativeFields, objectAt, textAt, timeAt } from './native.ts'

/** What a CloudTrail record says that chains are followed by. Source: CloudTrail User Guide, "userIdentity element". */
export function readAws(normalised: NormalisedEvent): ChainReading {
  const fields = nativeFields(normalised)
  const request = objectAt(fields, 'requestParameters')
  const response = objectAt(fields, 'responseElements')
  const call: AwsCall = { normalised, fields, request, response, account: accountOf(normalised, fields) }
  const succeeded = normalised.event.status_id === 1
  return {
    session: sessionOf(fields),
    context: requestOf(normalised),
    marks: succeeded ? marksOfCall(call) : [],
  }
}

export type AwsCall = {
  readonly normalised: NormalisedEvent
  readonly fields: JsonObject
  readonly request: JsonObject
  readonly response: JsonObject
  readonly account: string
}

function accountOf({ event }: NormalisedEvent, fields: JsonObject): string {
  const cloud = isObject(event.cloud) ? (event.cloud as JsonObject) : {}
  return textAt(cloud, 'account', 'uid') ?? textAt(fields, 'userIdentity', 'accountId') ?? ''
}

function requestOf({ event }: NormalisedEvent): { readonly request?: string } {
  const api = isObject(event.api) ? (event.api as JsonObject) : {}
  const request = textAt(api, 'request', 'uid')
  return request === undefined || request.length < 16 ? {} : { request }
}

function sessionOf(fields: JsonObject): CallerSession {
  const caller = objectAt(fields, 'userIdentity')
  const arn = textAt(caller, 'arn') ?? ''
  const name = /^arn:[^:]*:sts::\d*:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1]
  const startedMs = timeAt(caller, 'sessionContext', 'attributes', 'creationDate')
  const mfa = textAt(caller, 'sessionContext', 'attributes', 'mfaAuthenticated')
  const issuerArn = textAt(caller, 'sessionContext', 'sessionIssuer', 'arn') ?? ''
  const service = textOf(caller.type) === 'AWSService' ? textAt(caller, 'invokedBy') : undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(mfa === 'true' ? { mfa: true } : {}),
    // Set by AWS on credentials that the instance metadata service delivered.
    ...(textAt(caller, 'sessionContext', 'ec2RoleDelivery') === undefined
      ? {}
      : { deliveredTo: 'instance' as const }),
    ...(fields.sessionCredentialFromConsole === 'true' ? { fromConsole: true } : {}),
    ...(service === undefined ? {} : { service }),
    // IAM reserves this path: nobody but AWS creates a role there. Source: IAM User Guide, "service-linked roles".
    ...(issuerArn.includes(':role/aws-service-role/') ? { providerOwned: true } : {}),
  }
}

function marksOfCall(call: AwsCall): readonly ChainMark[] {
  const { normalised, fields } = call
  const source = serviceOf(normalised)
  if (source === 'sts.amazonaws.com') return stsMarks(call)
  if (source === 'iam.amazonaws.com') return iamMarks(call)
  if (normalised.action === 'ConsoleLogin') return signInMarks(call)
  return launchMarks(call, source, textAt(fields, 'awsRegion') ?? '')
}

function serviceOf({ event }: NormalisedEvent): string {
  const api = isObject(event.api) ? (event.api as JsonObject) : {}
  return textAt(api, 'service', 'name') ?? ''
}

const accessKey = /^A[KS]IA[A-Z0-9]{8,124}$/

function stsMarks(call: AwsCall): readonly ChainMark[] {
  const { normalised, request, response } = call
  if (!/^(?:AssumeRole|GetSessionToken$|GetFederationToken$)/.test(normalised.action)) return []
  const issued = textAt(response, 'credentials', 'accessKeyId')
  const about = issuedTo(call)
  if (issued !== undefined && accessKey.test(issued))
    return [...issues(issued, about), ...issuedWith(normalised)]
  const name = textAt(request, 'roleSessionName') ?? textAt(request, 'name')
  if (about === undefined || name === undefined) return []
  return [{ kind: 'issues-unkeyed', key: `${about}#${name}` }, ...issuedWith(normalised)]
}

/** Whose session it is that the call answered with. */
function issuedTo({ normalised, request, response }: AwsCall): string | undefined {
  const arn =
    textAt(response, 'assumedRoleUser', 'arn') ??
    textAt(request, 'roleArn') ??
    textAt(response, 'federatedUser', 'arn')
  if (arn !== undefined) return awsKeyOfArn(arn)
  return normalised.action === 'GetSessionToken' ? normalised.identityKey : undefined
}

function issues(key: string, about: string | undefined): readonly ChainMark[] {
  return [{ kind: 'issues', key, ...(about === undefined ? {} : { about }) }]
}

function issuedWith({ sessionKey }: NormalisedEvent): readonly ChainMark[] {
  return sessionKey === undefined ? [] : [{ kind: 'issued-with', key: sessionKey }]
}

function iamMarks(call: AwsCall): readonly ChainMark[] {
  const { normalised, request, response, account } = call
  const user = textAt(request, 'userName') ?? textAt(response, 'user', 'userName')
  const role = textAt(request, 'roleName')
  const userKey = user === undefined ? normalised.identityKey : `aws:${account}:user/${user}`
  const roleKey = `aws:${account}:assumed-role/${role}`
  switch (normalised.action) {
    case 'CreateAccessKey': {
      const key = textAt(response, 'accessKey', 'accessKeyId')
      return key !== undefined && accessKey.test(key)
        ? [...issues(key, userKey), ...issuedWith(normalised)]
        : []
    }
    case 'CreateUser':
      return userKey === undefined ? [] : [{ kind: 'creates', key: userKey }]
    case 'CreateLoginProfile':
    case 'UpdateLoginProfile':
      return userKey === undefined ? [] : [{ kind: 'trusts', key: userKey, about: 'a console password' }]
    case 'CreateRole':
      return role === undefined
        ? []
        : [
            { kind: 'creates', key: roleKey },
            { kind: 'trusts', key: roleKey },
          ]
    case 'UpdateAssumeRolePolicy':
      return role === undefined ? [] : [{ kind: 'trusts', key: roleKey }]
    case 'AddRoleToInstanceProfile':
      return role === undefined
        ? []
        : [{ kind: 'passes', key: roleKey, about: textAt(request, 'instanceProfileName') ?? '' }]
    default:
      return []
  }
}

function signInMarks({ normalised }: AwsCall): readonly ChainMark[] {
  return normalised.identityKey === undefined ? [] : [{ kind: 'signs-in', key: normalised.identityKey }]
}

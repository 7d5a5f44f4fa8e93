import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type AwsPrincipal =
  | { readonly kind: 'user'; readonly name: string; readonly keyId: string }
  | {
      readonly kind: 'role'
      readonly role: string
      readonly session: string
      readonly keyId: string
      /** OIDC or SAML provider the session was federated from. */
      readonly federatedFrom?: string
    }
  | { readonly kind: 'service'; readonly host: string }
  | { readonly kind: 'web-identity'; readonly provider: string; readonly subject: string }

export type AwsCall = {
  readonly account: string
  readonly region: string
  /** `iam.CreateUser`: service and operation. */
  readonly call: string
  readonly by: AwsPrincipal
  readonly sourceIp: string
  readonly userAgent: string
  readonly request?: object | null
  readonly response?: object | null
  readonly error?: { readonly code: string; readonly message: string }
  readonly resources?: readonly object[]
  readonly readOnly?: boolean
  readonly mfa?: boolean
}

/** A CloudTrail record, version 1.11, as the trail's JSON lines carry it. */
export function cloudTrail(random: Random, call: AwsCall): LineAt {
  const [service = '', operation = ''] = call.call.split('.')
  const requestId = random.uuid()
  const eventId = random.uuid()
  return (atMs) =>
    JSON.stringify({
      eventVersion: '1.11',
      userIdentity: userIdentity(call, atMs),
      eventTime: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
      eventSource: `${service}.amazonaws.com`,
      eventName: operation,
      awsRegion: call.region,
      sourceIPAddress: call.sourceIp,
      userAgent: call.userAgent,
      ...(call.error && { errorCode: call.error.code, errorMessage: call.error.message }),
      requestParameters: call.request ?? null,
      responseElements: call.error ? null : (call.response ?? null),
      requestID: requestId,
      eventID: eventId,
      readOnly: call.readOnly ?? /^(Get|List|Describe|Head|Lookup)/.test(operation),
      ...(call.resources && { resources: call.resources }),
      eventType: operation === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
      managementEvent: service !== 's3' || !operation.endsWith('Object'),
      recipientAccountId: call.account,
      eventCategory: 'Management',
      ...(operation === 'ConsoleLogin' && {
        additionalEventData: { MFAUsed: call.mfa ? 'Yes' : 'No', MobileVersion: 'No' },
      }),
    })
}

function userIdentity(call: AwsCall, atMs: number): object {
  const { by, account } = call
  switch (by.kind) {
    case 'user':
      return {
        type: 'IAMUser',
        principalId: `AIDA${principalId(by.name)}`,
        arn: `arn:aws:iam::${account}:user/${by.name}`,
        accountId: account,
        accessKeyId: by.keyId,
        userName: by.name,
      }
    case 'role':
      return assumedRole(call, by, atMs)
    case 'service':
      return { type: 'AWSService', invokedBy: by.host }
    case 'web-identity':
      return {
        type: 'WebIdentityUser',
        principalId: `arn:aws:iam::${account}:oidc-provider/${by.provider}:sts.amazonaws.com:${by.subject}`,
        userName: by.subject,
        identityProvider: `arn:aws:iam::${account}:oidc-provider/${by.provider}`,
      }
  }
}

function assumedRole(call: AwsCall, by: Extract<AwsPrincipal, { kind: 'role' }>, atMs: number): object {
  const id = `AROA${principalId(by.role)}`
  const hourStart = atMs - (atMs % 3_600_000)
  return {
    type: 'AssumedRole',
    principalId: `${id}:${by.session}`,
    arn: `arn:aws:sts::${call.account}:assumed-role/${by.role}/${by.session}`,
    accountId: call.account,
    accessKeyId: by.keyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${call.account}:role/${by.role}`,
        accountId: call.account,
        userName: by.role,
      },
      ...(by.federatedFrom && {
        webIdFederationData: {
          federatedProvider: `arn:aws:iam::${call.account}:oidc-provider/${by.federatedFrom}`,
          attributes: {},
        },
      }),
      attributes: {
        creationDate: `${new Date(hourStart).toISOString().slice(0, 19)}Z`,
        mfaAuthenticated: String(call.mfa ?? false),
      },
    },
  }
}

/** A stable 17-character id for a name, so that the same principal keeps its id in every record. */
function principalId(name: string): string {
  let hash = 7
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0
  return hash.toString(36).toUpperCase().padStart(8, 'Q').padEnd(17, 'EXAMPLE42')
}

/** The record of a role being handed out to a federated job; its response names the session's key. */
export function assumeRoleWithWebIdentity(
  random: Random,
  call: {
    readonly account: string
    readonly region: string
    readonly role: string
    readonly session: string
    readonly keyId: string
    readonly provider: string
    readonly subject: string
    readonly sourceIp: string
  },
): LineAt {
  return cloudTrail(random, {
    account: call.account,
    region: call.region,
    call: 'sts.AssumeRoleWithWebIdentity',
    by: { kind: 'web-identity', provider: call.provider, subject: call.subject },
    sourceIp: call.sourceIp,
    userAgent:
      'aws-sdk-js/3.888.0 ua/2.1 os/linux lang/js md/nodejs#20.19.4 api/sts#3.888.0 configure-aws-credentials-for-github-actions',
    request: {
      roleArn: `arn:aws:iam::${call.account}:role/${call.role}`,
      roleSessionName: call.session,
      durationSeconds: 3600,
    },
    response: {
      credentials: {
        accessKeyId: call.keyId,
        sessionToken: 'withheld',
        expiration: 'Jan 1, 2027, 12:00:00 PM',
      },
      subjectFromWebIdentityToken: call.subject,
      assumedRoleUser: {
        assumedRoleId: `AROA${principalId(call.role)}:${call.session}`,
        arn: `arn:aws:sts::${call.account}:assumed-role/${call.role}/${call.session}`,
      },
      provider: `arn:aws:iam::${call.account}:oidc-provider/${call.provider}`,
      audience: 'sts.amazonaws.com',
    },
  })
}

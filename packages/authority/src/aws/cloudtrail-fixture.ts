/** CloudTrail records for tests: made by us, in the shape of the CloudTrail User Guide. */
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { account } from './aws-fixture.ts'

export function adminRecord(
  eventName: string,
  requestParameters: object | null,
  more: object = {},
): JsonObject {
  return {
    eventVersion: '1.11',
    eventSource: 'iam.amazonaws.com',
    eventName,
    eventTime: '2026-03-01T09:00:00Z',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.30.0',
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: `arn:aws:iam::${account}:user/ada`,
      accountId: account,
      accessKeyId: 'AKIAEXAMPLE',
      userName: 'ada',
    },
    requestParameters: requestParameters as Json,
    responseElements: null,
    ...more,
  } as JsonObject
}

export function roleRecord(
  role: string,
  eventSource: string,
  eventName: string,
  requestParameters: object | null,
  more: object = {},
): JsonObject {
  return adminRecord(eventName, requestParameters, {
    eventSource,
    eventTime: '2026-03-01T10:00:00Z',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:run',
      arn: `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/run`,
      accountId: account,
      accessKeyId: 'ASIAEXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role.split('/').at(-1),
        },
        attributes: { creationDate: '2026-03-01T09:59:00Z', mfaAuthenticated: 'false' },
      },
    },
    ...more,
  })
}

/** A small account for tests: made by us, names mean nothing. */
import type { AwsRequest } from './aws-request.ts'
import type { AwsPrincipal, AwsResource, AwsSnapshot } from './aws-snapshot.ts'

export const account = '111122223333'
export const at = '2026-03-01T10:00:00Z'

export function snapshotOf(part: Partial<AwsSnapshot>): AwsSnapshot {
  return {
    kind: 'aws',
    origin: 'authorization-details',
    takenAt: '2026-03-01T00:00:00Z',
    principals: [],
    managedPolicies: [],
    resources: [],
    organization: { scps: [], rcps: [] },
    gaps: [],
    ...part,
  }
}

export function roleOf(name: string, part: Partial<AwsPrincipal> = {}): AwsPrincipal {
  return {
    kind: 'role',
    arn: `arn:aws:iam::${account}:role/${name}`,
    accountId: account,
    name,
    inline: [],
    attached: [],
    groups: [],
    tags: {},
    ...part,
  }
}

export function userOf(name: string, part: Partial<AwsPrincipal> = {}): AwsPrincipal {
  return { ...roleOf(name, part), kind: 'user', arn: part.arn ?? `arn:aws:iam::${account}:user/${name}` }
}

export function bucketOf(name: string, part: Partial<AwsResource> = {}): AwsResource {
  return { arn: `arn:aws:s3:::${name}`, accountId: account, type: 'AWS::S3::Bucket', name, tags: {}, ...part }
}

export function policyOf(...statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements }
}

export function allow(
  actions: string | readonly string[],
  resource: string | readonly string[] = '*',
  rest = {},
) {
  return { Effect: 'Allow', Action: actions, Resource: resource, ...rest }
}

export function deny(
  actions: string | readonly string[],
  resource: string | readonly string[] = '*',
  rest = {},
) {
  return { Effect: 'Deny', Action: actions, Resource: resource, ...rest }
}

/** A session of the role asks; every circumstance that is not named is known not to be there. */
export function requestBy(
  role: string,
  action: string,
  resource: string,
  part: Partial<AwsRequest> = {},
): AwsRequest {
  return {
    caller: {
      kind: 'role',
      arn: `arn:aws:iam::${account}:role/${role}`,
      accountId: account,
      sessionArn: `arn:aws:sts::${account}:assumed-role/${role}/session`,
    },
    action,
    resource,
    context: {},
    absent: 'everything-else',
    sessionPolicies: [],
    at,
    ...part,
  }
}

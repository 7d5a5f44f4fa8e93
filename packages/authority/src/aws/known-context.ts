import { type AwsRequest, resourceOwner } from './aws-request.ts'
import type { AwsSnapshot } from './aws-snapshot.ts'
import { principalArn } from './held-policies.ts'
import { snapshotIndex } from './snapshot-index.ts'

/** What is known of a request's condition keys. */
export type KnownContext = {
  /** As the simulator takes them. */
  readonly values: Readonly<Record<string, string | string[]>>
  /** The key's values; `absent` when the request does not carry it; `unknown` when nobody can tell. */
  readonly of: (key: string) => readonly string[] | 'absent' | 'unknown'
}

export function knownContext(snapshot: AwsSnapshot, request: AwsRequest): KnownContext {
  const entries = { ...derived(snapshot, request), ...request.context }
  const byKey = new Map(Object.entries(entries).map(([key, values]) => [key.toLowerCase(), values]))
  const absent = [...neverThere(request), ...(request.absent === 'everything-else' ? ['*'] : request.absent)]
  const isAbsent = absenceTest(absent)
  return {
    values: Object.fromEntries(
      Object.entries(entries).map(([key, values]) => [
        key,
        values.length === 1 ? (values[0] ?? '') : [...values],
      ]),
    ),
    of: (key) => byKey.get(key.toLowerCase()) ?? (isAbsent(key.toLowerCase()) ? 'absent' : 'unknown'),
  }
}

function absenceTest(absent: readonly string[]): (key: string) => boolean {
  const exact = new Set(absent.map((key) => key.toLowerCase()))
  const prefixes = [...exact].filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1))
  return (key) => exact.has(key) || prefixes.some((prefix) => key.startsWith(prefix))
}

type Entries = Readonly<Record<string, readonly string[]>>

/** Keys that follow from who asks and from the snapshot (IAM User Guide, "AWS global condition context keys"). */
function derived(snapshot: AwsSnapshot, request: AwsRequest): Entries {
  const { caller, resource, at } = request
  const account = 'accountId' in caller ? caller.accountId : undefined
  const owner = resourceOwner(request)
  const seconds = Math.floor(Date.parse(at) / 1000)
  return {
    'aws:CurrentTime': [at],
    ...(Number.isFinite(seconds) ? { 'aws:EpochTime': [`${seconds}`] } : {}),
    ...(owner === undefined ? {} : { 'aws:ResourceAccount': [owner] }),
    ...(account === undefined ? {} : { 'aws:PrincipalAccount': [account] }),
    ...callerKeys({ caller }),
    ...tagKeys(snapshot, { caller }, resource),
  }
}

function callerKeys({ caller }: Pick<AwsRequest, 'caller'>): Entries {
  switch (caller.kind) {
    case 'user':
      return {
        'aws:PrincipalArn': [caller.arn],
        'aws:PrincipalType': ['User'],
        'aws:username': [caller.arn.slice(caller.arn.lastIndexOf('/') + 1)],
        'aws:PrincipalIsAWSService': ['false'],
      }
    case 'role':
      return {
        'aws:PrincipalArn': [caller.arn],
        'aws:PrincipalType': ['AssumedRole'],
        'aws:PrincipalIsAWSService': ['false'],
      }
    case 'federated-user':
      return {
        'aws:PrincipalArn': [caller.arn],
        'aws:PrincipalType': ['FederatedUser'],
        'aws:PrincipalIsAWSService': ['false'],
      }
    case 'root':
      return {
        'aws:PrincipalArn': [caller.arn],
        'aws:PrincipalType': ['Account'],
        'aws:PrincipalIsAWSService': ['false'],
      }
    case 'service':
      return { 'aws:PrincipalIsAWSService': ['true'], 'aws:PrincipalServiceName': [caller.name] }
    default:
      return {}
  }
}

function tagKeys(snapshot: AwsSnapshot, { caller }: Pick<AwsRequest, 'caller'>, resource: string): Entries {
  const index = snapshotIndex(snapshot)
  const own = index.principals.get(principalArn(caller) ?? '')?.tags ?? {}
  const target = index.principals.get(resource)?.tags ?? index.resourceFor(resource)?.tags ?? {}
  return Object.fromEntries([
    ...Object.entries(own).map(([key, value]) => [`aws:PrincipalTag/${key}`, [value]]),
    ...Object.entries(target).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]),
  ]) as Entries
}

/** Keys that a caller of this kind never carries. */
function neverThere({ caller }: AwsRequest): readonly string[] {
  if (caller.kind === 'user') return ['aws:PrincipalServiceName', 'aws:PrincipalServiceNamesList']
  if (caller.kind === 'service') return ['aws:username', 'aws:PrincipalTag/*']
  return ['aws:username', 'aws:PrincipalServiceName', 'aws:PrincipalServiceNamesList']
}

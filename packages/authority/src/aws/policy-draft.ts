import type { JsonObject } from '@countersign/ocsf/record'
import type { AwsManagedPolicy, AwsPolicy, AwsPrincipal, AwsResource, AwsSnapshot } from './aws-snapshot.ts'

/** AWS policy while a log is replayed. Entries are replaced, never changed. */
export type PolicyDraft = {
  readonly principals: Map<string, AwsPrincipal>
  readonly managed: Map<string, AwsManagedPolicy>
  /** Texts of versions that are not the default, by `arn@version`. */
  readonly versions: Map<string, unknown>
  readonly resources: Map<string, AwsResource>
  /** Instance profile (account/name) to the ARN of its role. */
  readonly profiles: Map<string, string>
  readonly gaps: Set<string>
}

/** One successful call of the log that changes policy. */
export type PolicyCall = {
  readonly at: string
  readonly name: string
  readonly source: string
  readonly parameters: JsonObject
  readonly response: JsonObject
  readonly accountId: string
  readonly partition: string
  readonly region: string
  /** ARN of the calling user: some calls act on their caller when they name nobody. */
  readonly callerArn: string | undefined
  /** The ARN of a principal by name; the log's own ARNs know the path that a name leaves out. */
  readonly arnOf: (kind: AwsPrincipal['kind'], name: string) => string
}

export type PolicyChange = (draft: PolicyDraft, call: PolicyCall) => void

export const beforeTheLog = 'it was there before the log began'

export function draftOf(snapshot: AwsSnapshot | undefined): PolicyDraft {
  return {
    principals: new Map(snapshot?.principals.map((principal) => [principal.arn, principal])),
    managed: new Map(snapshot?.managedPolicies.map((policy) => [policy.arn, policy])),
    versions: new Map(),
    resources: new Map(snapshot?.resources.map((resource) => [resource.arn, resource])),
    profiles: new Map(),
    gaps: new Set(snapshot?.gaps),
  }
}

export function snapshotOfDraft(draft: PolicyDraft, takenAt: string, base?: AwsSnapshot): AwsSnapshot {
  return {
    kind: 'aws',
    origin: 'log',
    takenAt,
    principals: [...draft.principals.values()],
    managedPolicies: [...draft.managed.values()],
    resources: [...draft.resources.values()],
    ...(base?.organization === undefined ? {} : { organization: base.organization }),
    gaps: [...draft.gaps],
  }
}

/** A principal that the log speaks of; one that it did not see created may have policies that nobody saw either. */
export function principalIn(draft: PolicyDraft, kind: AwsPrincipal['kind'], arn: string): AwsPrincipal {
  return draft.principals.get(arn) ?? { ...newPrincipal(kind, arn), incomplete: beforeTheLog }
}

export function newPrincipal(kind: AwsPrincipal['kind'], arn: string): AwsPrincipal {
  return {
    kind,
    arn,
    accountId: arn.split(':')[4] ?? '',
    name: arn.slice(arn.lastIndexOf('/') + 1),
    inline: [],
    attached: [],
    groups: [],
    tags: {},
  }
}

export function withPolicy(policies: readonly AwsPolicy[], policy: AwsPolicy): readonly AwsPolicy[] {
  return [...policies.filter(({ name }) => name !== policy.name), policy]
}

export function withoutPolicy(policies: readonly AwsPolicy[], name: string): readonly AwsPolicy[] {
  return policies.filter((policy) => policy.name !== name)
}

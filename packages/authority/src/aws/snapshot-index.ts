import type { AwsManagedPolicy, AwsPrincipal, AwsResource, AwsSnapshot } from './aws-snapshot.ts'

/** Ways into a snapshot, built once for each. */
export type SnapshotIndex = {
  /** By ARN. */
  readonly principals: ReadonlyMap<string, AwsPrincipal>
  readonly managed: ReadonlyMap<string, AwsManagedPolicy>
  /** The resource whose policy speaks for an ARN: an object's bucket, a function's version. */
  readonly resourceFor: (arn: string) => AwsResource | undefined
}

const indexes = new WeakMap<AwsSnapshot, SnapshotIndex>()

export function snapshotIndex(snapshot: AwsSnapshot): SnapshotIndex {
  const known = indexes.get(snapshot)
  if (known !== undefined) return known
  const resources = new Map(snapshot.resources.map((resource) => [resource.arn, resource]))
  const index: SnapshotIndex = {
    principals: new Map(snapshot.principals.map((principal) => [principal.arn, principal])),
    managed: new Map(snapshot.managedPolicies.map((policy) => [policy.arn, policy])),
    resourceFor: (arn) =>
      containersOf(arn)
        .map((one) => resources.get(one))
        .find((one) => one !== undefined),
  }
  indexes.set(snapshot, index)
  return index
}

/** The ARN itself, then what contains it, nearest first. */
function containersOf(arn: string): readonly string[] {
  const isBucket = arn.startsWith('arn:') && arn.split(':')[2] === 's3'
  if (isBucket) return [arn, arn.split('/')[0] ?? arn]
  // arn:aws:lambda:region:account:function:name:version
  const parts = arn.split(':')
  return parts[2] === 'lambda' && parts.length > 7 ? [arn, parts.slice(0, 7).join(':')] : [arn]
}

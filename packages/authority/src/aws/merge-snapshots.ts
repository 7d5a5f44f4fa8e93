import type { AwsOrganization, AwsOrganizationPolicy, AwsSnapshot } from './aws-snapshot.ts'

/**
 * Several snapshots as one: of several accounts, or of one account from several sources. What an earlier one in the list
 * says of an ARN stands; `takenAt` is the latest, since before that the whole was not in force. Undefined for none.
 */
export function mergeSnapshots(snapshots: readonly AwsSnapshot[]): AwsSnapshot | undefined {
  const [first, ...others] = snapshots
  if (first === undefined || others.length === 0) return first
  const organization = organizationOf(snapshots)
  return {
    kind: 'aws',
    origin: first.origin,
    takenAt:
      snapshots
        .map(({ takenAt }) => takenAt)
        .toSorted()
        .at(-1) ?? first.takenAt,
    principals: firstByArn(snapshots.flatMap(({ principals }) => principals)),
    managedPolicies: firstByArn(snapshots.flatMap(({ managedPolicies }) => managedPolicies)),
    resources: firstByArn(snapshots.flatMap(({ resources }) => resources)),
    ...(organization === undefined ? {} : { organization }),
    gaps: [...new Set(snapshots.flatMap(({ gaps }) => gaps))],
  }
}

function organizationOf(snapshots: readonly AwsSnapshot[]): AwsOrganization | undefined {
  const held = snapshots.flatMap(({ organization }) => organization ?? [])
  if (held.length === 0) return undefined
  return {
    scps: firstBy(
      bindingKey,
      held.flatMap(({ scps }) => scps),
    ),
    rcps: firstBy(
      bindingKey,
      held.flatMap(({ rcps }) => rcps),
    ),
  }
}

/** One policy may bind several targets, each at its own level. */
function bindingKey({ arn, level, accountIds }: AwsOrganizationPolicy): string {
  return `${arn} ${level} ${accountIds.join()}`
}

function firstByArn<T extends { readonly arn: string }>(all: readonly T[]): readonly T[] {
  return firstBy(({ arn }) => arn, all)
}

function firstBy<T>(keyOf: (one: T) => string, all: readonly T[]): readonly T[] {
  const known = new Map<string, T>()
  for (const one of all) if (!known.has(keyOf(one))) known.set(keyOf(one), one)
  return [...known.values()]
}

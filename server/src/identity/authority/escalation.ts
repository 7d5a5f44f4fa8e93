import type { IdentityPaths, IdentityReach } from '@countersign/api/authority'
import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { type EscalationGraph, escalationGraph } from '@countersign/authority/escalation/escalation-graph'
import { pathsFrom } from '@countersign/authority/escalation/escalation-path'
import { pathJson } from '@countersign/authority/escalation/path-json'
import { reachOf } from '@countersign/authority/reach/reach'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'

/** A graph of an account takes seconds to walk and is the same for every identity in it. */
const graphs = new WeakMap<AwsSnapshot, EscalationGraph>()

export function graphOf(snapshot: AwsSnapshot): EscalationGraph {
  const known = graphs.get(snapshot) ?? escalationGraph(snapshot)
  graphs.set(snapshot, known)
  return known
}

type Unknown = { readonly known: false; readonly reason: string }

/** ARNs of the principal that keys name, or why nothing can be told. */
export function principalOf(
  snapshot: AwsSnapshot | undefined,
  keys: readonly string[],
): { readonly known: true; readonly snapshot: AwsSnapshot; readonly arn: string } | Unknown {
  if (snapshot === undefined)
    return { known: false, reason: 'No AWS policy is in force: push a configuration of the account' }
  const arn = snapshot.principals.find(
    (principal) => principal.kind !== 'group' && keys.includes(awsKeyOfArn(principal.arn) ?? ''),
  )?.arn
  return arn === undefined
    ? { known: false, reason: 'The policy that is in force holds no principal of this identity' }
    : { known: true, snapshot, arn }
}

/** Ways from the identity to an account it does not run, or data it may not read. */
export function identityPaths(snapshot: AwsSnapshot | undefined, keys: readonly string[]): IdentityPaths {
  const principal = principalOf(snapshot, keys)
  if (!principal.known) return principal
  const { paths, isCut } = pathsFrom(graphOf(principal.snapshot), { principal: principal.arn })
  return { known: true, paths: paths.map(pathJson), isCut }
}

export function identityReach(snapshot: AwsSnapshot | undefined, keys: readonly string[]): IdentityReach {
  const principal = principalOf(snapshot, keys)
  if (!principal.known) return principal
  const { reachable, cut } = reachOf(graphOf(principal.snapshot), principal.arn)
  return {
    known: true,
    reachable: reachable.map(({ actions, path, ...rest }) => ({
      ...rest,
      actions: [...actions],
      path: path.map(({ rule }) => rule),
    })),
    ...(cut === undefined ? {} : { cut }),
  }
}

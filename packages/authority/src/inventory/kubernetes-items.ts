import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { kubernetesIdentityKey } from '@countersign/ocsf/identity/kubernetes'
import type { RbacBinding, RbacSnapshot } from '../kubernetes/rbac-snapshot.ts'
import { accountableByLabels, creatorByLabels, purposeByLabels } from './accountable-text.ts'
import { kindOfKey } from './identity-kind.ts'
import type { IdentityAlias, InventoryGrant, InventoryItem } from './inventory-item.ts'
import { isoTime } from './item-times.ts'

/** Service accounts of a cluster, and every user or service account that a binding names. Groups are not identities. */
export function kubernetesItems(snapshot: RbacSnapshot): readonly InventoryItem[] {
  const grants = grantsByUser(snapshot.bindings)
  const declared = new Map(
    snapshot.serviceAccounts.map((account) => [
      `system:serviceaccount:${account.namespace}:${account.name}`,
      account,
    ]),
  )
  const users = [...new Set([...declared.keys(), ...grants.keys()])]
  return users.map((user) => {
    const account = declared.get(user)
    const annotations = account?.annotations ?? {}
    const key = kubernetesIdentityKey(snapshot.cluster, user)
    const createdAt = isoTime(account?.createdAt)
    const purpose = purposeByLabels(annotations)
    const creator = creatorByLabels(annotations)
    return {
      key,
      kind: kindOfKey(key),
      provider: 'kubernetes',
      displayName: account === undefined ? user : `${account.namespace}/${account.name}`,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(creator === undefined ? {} : { createdBy: `user:${creator.toLowerCase()}` }),
      accountable: accountableByLabels(annotations, user),
      ...(purpose === undefined ? {} : { purpose }),
      credentials: [],
      grants: [...(grants.get(user) ?? []), ...cloudRoles(annotations)],
      alsoKnownAs: aliasesOf(snapshot.cluster, user),
      evidence: { source: 'kubernetes', locator: user },
    }
  })
}

/** A name is unique in its cluster only. */
function aliasesOf(cluster: string, user: string): readonly IdentityAlias[] {
  return cluster === '' ? [] : [{ kind: 'kubernetes-name', value: `${cluster}/${user}` }]
}

function grantsByUser(bindings: readonly RbacBinding[]): ReadonlyMap<string, readonly InventoryGrant[]> {
  const grants = new Map<string, InventoryGrant[]>()
  for (const binding of bindings)
    for (const subject of binding.subjects) {
      if (subject.kind === 'Group') continue
      const user =
        subject.kind === 'User' ? subject.name : `system:serviceaccount:${subject.namespace}:${subject.name}`
      const held = grants.get(user) ?? []
      held.push({
        action: `${binding.roleRef.kind} ${binding.roleRef.name}`,
        resource: binding.namespace === undefined ? 'the whole cluster' : `namespace ${binding.namespace}`,
      })
      grants.set(user, held)
    }
  return grants
}

/** Roles at a cloud that a service account may use: EKS, GKE and AKS name them in annotations. */
function cloudRoles(annotations: Readonly<Record<string, string>>): readonly InventoryGrant[] {
  const aws = annotations['eks.amazonaws.com/role-arn']
  const google = annotations['iam.gke.io/gcp-service-account']
  const azure = annotations['azure.workload.identity/client-id']
  return [
    ...(aws === undefined || awsKeyOfArn(aws) === undefined
      ? []
      : [{ action: 'sts:AssumeRoleWithWebIdentity', resource: aws }]),
    ...(google === undefined ? [] : [{ action: 'iam.workloadIdentityUser', resource: google }]),
    ...(azure === undefined ? [] : [{ action: 'azure workload identity', resource: azure.toLowerCase() }]),
  ]
}

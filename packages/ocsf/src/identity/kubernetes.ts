import type { DelegationHop, IdentityKey } from '../event.ts'
import { objectOf, textOf, textsOf } from '../fields.ts'
import type { JsonObject } from '../record.ts'
import { awsKeyOfArn } from './aws.ts'
import { isSpiffeId } from './spiffe.ts'

const serviceAccount = /^system:serviceaccount:([^:]+):(.+)$/

/**
 * `system:serviceaccount:shop:checkout` becomes `k8s:<cluster>:shop/checkout`, every other name `k8s:<cluster>:user/<name>`.
 * The cluster part is empty where the record does not name its cluster.
 */
export function kubernetesIdentityKey(cluster: string, username: string): IdentityKey {
  if (isSpiffeId(username)) return username
  const account = serviceAccount.exec(username)
  return account === null ? `k8s:${cluster}:user/${username}` : `k8s:${cluster}:${account[1]}/${account[2]}`
}

export type KubernetesCaller = {
  readonly identityKey: IdentityKey | undefined
  readonly chain: readonly DelegationHop[]
  readonly sessionKey: string | undefined
  readonly nodeName: string | undefined
}

/**
 * Whose authority the request used, and who stands behind: with impersonation the impersonated user acts and the
 * authenticated one is behind it. Source: Kubernetes API reference, audit.k8s.io/v1 Event; EKS writes the caller's IAM
 * identity to `user.extra`.
 */
export function kubernetesCaller(fields: JsonObject, cluster: string): KubernetesCaller {
  const user = objectOf(fields.user)
  const extra = objectOf(user.extra)
  const name = textOf(user.username)
  const authenticated = name === undefined ? undefined : kubernetesIdentityKey(cluster, name)
  const impersonated = textOf(objectOf(fields.impersonatedUser).username)
  const chain: DelegationHop[] = []
  if (impersonated !== undefined && authenticated !== undefined)
    chain.push({ identityKey: authenticated, relation: 'impersonation' })
  const arn = first(extra.arn) ?? first(extra.canonicalArn)
  const iam = arn === undefined ? undefined : awsKeyOfArn(arn)
  if (iam !== undefined) chain.push({ identityKey: iam, relation: 'aws-iam' })
  return {
    identityKey: impersonated === undefined ? authenticated : kubernetesIdentityKey(cluster, impersonated),
    chain,
    sessionKey:
      first(extra.accessKeyId) ??
      first(extra['authentication.kubernetes.io/credential-id']) ??
      first(extra['authentication.kubernetes.io/pod-uid']),
    nodeName: first(extra['authentication.kubernetes.io/node-name']),
  }
}

export function first(value: JsonObject[string] | undefined): string | undefined {
  return textsOf(value)[0]
}

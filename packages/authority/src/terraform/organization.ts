import type { AwsOrganization, AwsOrganizationPolicy } from '../aws/aws-snapshot.ts'
import type { ResourceInstance } from './instance.ts'
import { documentIn, type Reader } from './reader.ts'

type Target = { readonly level: number; readonly accountIds: readonly string[] }

/** AWS attaches this to every root, unit and account unless somebody takes it away. */
const fullAccess = {
  arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
  name: 'FullAWSAccess',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
}

/** Service and resource control policies with the accounts beneath what they are attached to. */
export function organizationOf(
  instances: readonly ResourceInstance[],
  reader: Reader,
): AwsOrganization | undefined {
  const policies = instances.filter(({ type }) => type === 'aws_organizations_policy')
  if (policies.length === 0) return undefined
  const attached = policies.flatMap((policy) => attachedPolicies(policy, instances, reader))
  const ofType = (type: string) => attached.filter((one) => one.type === type).map(({ policy }) => policy)
  return {
    scps: withFullAccess(ofType('SERVICE_CONTROL_POLICY')),
    rcps: ofType('RESOURCE_CONTROL_POLICY'),
  }
}

type Attached = { readonly type: string; readonly policy: AwsOrganizationPolicy }

function attachedPolicies(
  policy: ResourceInstance,
  instances: readonly ResourceInstance[],
  reader: Reader,
): readonly Attached[] {
  const document = documentIn(policy, 'content', reader)
  if (document === undefined) return []
  const id = reader.text(policy, 'id')
  const arn = reader.text(policy, 'arn') ?? policy.address
  const type = reader.text(policy, 'type') ?? 'SERVICE_CONTROL_POLICY'
  return instances
    .filter(
      (one) => one.type === 'aws_organizations_policy_attachment' && reader.text(one, 'policy_id') === id,
    )
    .map((one) => ({
      type,
      policy: {
        arn,
        name: reader.text(policy, 'name') ?? policy.address,
        document,
        ...targetOf(reader.text(one, 'target_id') ?? '', instances, reader),
      },
    }))
}

/** An account itself, or the accounts of the folder that stand under a root or a unit. */
function targetOf(target: string, instances: readonly ResourceInstance[], reader: Reader): Target {
  const accounts = instances.filter(({ type }) => type === 'aws_organizations_account')
  const idOf = (account: ResourceInstance): string => reader.text(account, 'id') ?? account.address
  const isAccount = /^\d{12}$/.test(target) || accounts.some((one) => idOf(one) === target)
  if (isAccount) return { level: 2, accountIds: [target] }
  const isRoot = /^r-|root/.test(target)
  const under = accounts.filter((one) => isRoot || reader.text(one, 'parent_id') === target).map(idOf)
  const all = isRoot
    ? [...new Set([...under, ...instances.map(({ provider }) => provider.accountId)])]
    : under
  if (all.length === 0)
    reader.gap(`an organisation policy is attached to ${target}, whose accounts are not declared here`)
  return { level: isRoot ? 0 : 1, accountIds: all }
}

function withFullAccess(scps: readonly AwsOrganizationPolicy[]): readonly AwsOrganizationPolicy[] {
  const levels = Map.groupBy(scps, ({ level }) => level)
  const beside = [...levels].map(([level, all]) => ({
    ...fullAccess,
    level,
    accountIds: [...new Set(all.flatMap(({ accountIds }) => accountIds))],
  }))
  return [...scps, ...beside]
}

import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { ImportedDocument } from './authorization-details.ts'
import type { AwsOrganization, AwsOrganizationPolicy } from './aws-snapshot.ts'
import { readPolicyDocument } from './policy-document.ts'

type Target = { readonly id: string; readonly level: number; readonly accountIds: readonly string[] }

/**
 * The policies of an AWS Organization: answers of `organizations describe-policy` (with the policy's text), with
 * `list-targets-for-policy` beside it or inside as `Targets`. A target of kind ACCOUNT binds itself; for a unit or the root
 * the accounts beneath it come from `list-accounts-for-parent` (`{ParentId, Accounts}`), or from `AccountIds` in the target.
 */
export function organizationOf(
  documents: readonly ImportedDocument[],
  gaps: Set<string>,
): AwsOrganization | undefined {
  const parts = documents.flatMap(({ value }) => partsOf(value, 0))
  const children = childrenOf(parts)
  const policies = parts.flatMap((part) => policyOf(part, children, gaps))
  if (policies.length === 0) return undefined
  const ofType = (type: string) =>
    policies.filter((policy) => policy.type === type).flatMap(({ bound }) => bound)
  return { scps: ofType('SERVICE_CONTROL_POLICY'), rcps: ofType('RESOURCE_CONTROL_POLICY') }
}

const partsDepthMax = 3

function partsOf(value: Json, depth: number): readonly JsonObject[] {
  if (depth > partsDepthMax) return []
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => partsOf(item, depth + 1))
  if (!isObject(value)) return []
  const isPart =
    isObject(value.PolicySummary) || isObject(value.Policy) || textOf(value.ParentId) !== undefined
  return isPart ? [value] : Object.values(value).flatMap((item) => partsOf(item, depth + 1))
}

function childrenOf(parts: readonly JsonObject[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, readonly string[]>()
  for (const { ParentId, Accounts } of parts) {
    const parent = textOf(ParentId)
    if (parent !== undefined)
      children.set(
        parent,
        listOf(Accounts).flatMap((account) => textOf(objectOf(account).Id) ?? textOf(account) ?? []),
      )
  }
  return children
}

type Bound = { readonly type: string; readonly bound: readonly AwsOrganizationPolicy[] }

function policyOf(
  part: JsonObject,
  children: ReadonlyMap<string, readonly string[]>,
  gaps: Set<string>,
): readonly Bound[] {
  const policy = isObject(part.Policy) ? part.Policy : part
  const summary = objectOf(policy.PolicySummary)
  const arn = textOf(summary.Arn) ?? textOf(summary.Id)
  if (arn === undefined) return []
  const name = textOf(summary.Name) ?? arn
  const document = readPolicyDocument(policy.Content)
  if (document === undefined) gaps.add(`the text of the organization's policy ${name} could not be read`)
  const listed = listOf(policy.Targets ?? part.Targets)
  if (listed.length === 0) gaps.add(`what the organization's policy ${name} is attached to is not known`)
  const targets = listed.flatMap((target) => targetOf(objectOf(target), children, name, gaps))
  const bound = targets.map(({ level, accountIds }) => ({ arn, name, document, accountIds, level }))
  return document === undefined ? [] : [{ type: textOf(summary.Type) ?? 'SERVICE_CONTROL_POLICY', bound }]
}

/** The root first, the account last; a unit says its depth itself where the import knows it. */
const accountLevel = 1_000

function targetOf(
  target: JsonObject,
  children: ReadonlyMap<string, readonly string[]>,
  policy: string,
  gaps: Set<string>,
): readonly Target[] {
  const id = textOf(target.TargetId)
  if (id === undefined) return []
  if (/^\d{12}$/.test(id)) return [{ id, level: accountLevel, accountIds: [id] }]
  const accountIds = [
    ...(children.get(id) ?? []),
    ...listOf(target.AccountIds).flatMap((item) => textOf(item) ?? []),
  ]
  if (accountIds.length === 0)
    gaps.add(`which accounts are under ${id}, that the policy ${policy} binds, is not known`)
  const depth = typeof target.Level === 'number' ? target.Level : id.startsWith('r-') ? 0 : 1
  return [{ id, level: depth, accountIds }]
}

import type { AuthoritySet, Grant } from '@countersign/explanation/explanation'
import type { AwsRequest } from '../aws/aws-request.ts'
import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { type HeldPolicies, type HeldPolicy, heldPolicies, isUnread } from '../aws/held-policies.ts'
import { type KnownContext, knownContext } from '../aws/known-context.ts'
import { awsManagedPolicyText, type ManagedPolicyTexts } from '../aws/managed-policies.ts'
import { coversAction, coversPattern, overlapsAction, overlapsPattern } from '../aws/pattern.ts'
import { type PolicyStatement, statementsOf } from '../aws/policy-document.ts'
import { snapshotIndex } from '../aws/snapshot-index.ts'
import { substituted } from '../aws/statement-bearing.ts'
import { callerOf } from '../who-can/who-can.ts'
import { expandActions, withoutNotAction } from './expand-actions.ts'

/** Grants of one principal that are listed; `more` counts the others. */
export const grantsMax = 5_000

/** A region of what can be done: every action of a pattern on every resource of one. */
type Region = { readonly action: string; readonly resource: string; readonly conditional: boolean }

/**
 * What a principal's own policies grant it: action by action (`*` stays one grant), on the resource patterns of the policy,
 * inside its boundary and its organization's policies. A deny takes out what it covers and is named in `except` where it
 * covers a part. What other accounts' or resources' policies add is not in it.
 */
export async function grantedSet(
  snapshot: AwsSnapshot,
  principalArn: string,
  at: string,
  texts: ManagedPolicyTexts = awsManagedPolicyText,
): Promise<AuthoritySet> {
  const principal = snapshotIndex(snapshot).principals.get(principalArn)
  if (principal === undefined) return { known: false, reason: `the policies of ${principalArn} are not held` }
  const request: AwsRequest = {
    caller: callerOf(principal),
    action: '*',
    resource: '*',
    context: {},
    absent: [],
    sessionPolicies: [],
    at,
  }
  const held = heldPolicies(snapshot, request, texts)
  const unread = unreadOf(held)
  if (unread.length > 0) return { known: false, reason: unread.join('; ') }
  return listed(await grantsOf(held, knownContext(snapshot, request)))
}

function unreadOf({ unreadIdentity, boundary }: HeldPolicies): readonly string[] {
  return isUnread(boundary) ? [...unreadIdentity, boundary.unread] : unreadIdentity
}

function listed(grants: readonly Grant[]): AuthoritySet {
  const sorted = grants.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  const more = sorted.length - grantsMax
  return { known: true, grants: sorted.slice(0, grantsMax), ...(more > 0 ? { more } : {}) }
}

function keyOf({ action, resource }: Grant): string {
  return `${action} ${resource}`
}

async function grantsOf(held: HeldPolicies, context: KnownContext): Promise<readonly Grant[]> {
  let allowed = await regionsOf(held.identity, 'allow', context, expandActions)
  const fences: readonly (readonly HeldPolicy[])[] = [
    ...(held.boundary === undefined || isUnread(held.boundary) ? [] : [[held.boundary]]),
    ...held.scps.map(({ policies }) => policies),
  ]
  for (const fence of fences)
    allowed = within(allowed, await regionsOf(fence, 'allow', context, withoutNotAction))
  const denied = await regionsOf([...held.identity, ...fences.flat()], 'deny', context, withoutNotAction)
  return merged(allowed.flatMap((region) => withoutDenied(region, denied)))
}

/** Statements with a policy variable that is not known speak of some resources only: `*`, and conditional. */
async function regionsOf(
  policies: readonly HeldPolicy[],
  effect: PolicyStatement['effect'],
  context: KnownContext,
  actionsOf: (statement: PolicyStatement) => Promise<readonly string[]>,
): Promise<readonly Region[]> {
  const regions: Region[] = []
  for (const policy of policies)
    for (const statement of statementsOf(policy.document)) {
      if (statement.effect !== effect) continue
      const actions = await actionsOf(statement)
      const resources = resourcesOf(statement, context)
      for (const action of actions)
        for (const { resource, isNarrower } of resources)
          regions.push({ action, resource, conditional: isNarrower || statement.conditions.length > 0 })
    }
  return regions
}

function resourcesOf({ resources, notResources }: PolicyStatement, context: KnownContext) {
  // `NotResource` leaves out what it names: everything else is granted, and the exception is a narrowing.
  if (resources === undefined) return [{ resource: '*', isNarrower: notResources !== undefined }]
  return resources.map((pattern) => {
    const { text, openKeys } = substituted(pattern, context)
    return { resource: text, isNarrower: openKeys.length > 0 }
  })
}

/** The part of what is allowed that a fence allows, too. */
function within(allowed: readonly Region[], fence: readonly Region[]): readonly Region[] {
  return allowed.flatMap((region) =>
    fence.flatMap((other) => {
      const action = meetActions(region.action, other.action)
      const resource = meet(region.resource, other.resource)
      if (action === undefined || resource === undefined) return []
      const conditional = region.conditional || other.conditional || action.isRough || resource.isRough
      return [{ action: action.pattern, resource: resource.pattern, conditional }]
    }),
  )
}

/** Where two patterns meet. Two that only overlap meet in something that no pattern says: the first, roughly. */
function meet(
  left: string,
  right: string,
): { readonly pattern: string; readonly isRough: boolean } | undefined {
  if (coversPattern(right, left)) return { pattern: left, isRough: false }
  if (coversPattern(left, right)) return { pattern: right, isRough: false }
  return overlapsPattern(left, right) ? { pattern: left, isRough: true } : undefined
}

/** Action names compare without case; the first spelling stays. */
function meetActions(left: string, right: string): ReturnType<typeof meet> {
  const met = meet(left.toLowerCase(), right.toLowerCase())
  if (met === undefined) return undefined
  return { ...met, pattern: met.pattern === left.toLowerCase() ? left : right }
}

function withoutDenied(region: Region, denied: readonly Region[]): readonly Grant[] {
  const overlapping = denied.filter(
    (deny) => overlapsAction(deny.action, region.action) && overlapsPattern(deny.resource, region.resource),
  )
  const isGone = overlapping.some(
    (deny) =>
      !deny.conditional &&
      coversAction(deny.action, region.action) &&
      coversPattern(deny.resource, region.resource),
  )
  if (isGone) return []
  const except = overlapping.map(({ action, resource }) => ({ action, resource }))
  const { action, resource, conditional } = region
  return [
    { action, resource, ...(conditional ? { conditional } : {}), ...(except.length > 0 ? { except } : {}) },
  ]
}

/** The same grant from several statements is one; it is conditional only if each of them is. */
function merged(grants: readonly Grant[]): readonly Grant[] {
  const byKey = new Map<string, Grant>()
  for (const grant of grants) {
    const before = byKey.get(keyOf(grant))
    if (before === undefined || (before.conditional === true && grant.conditional !== true))
      byKey.set(keyOf(grant), grant)
  }
  return [...byKey.values()]
}

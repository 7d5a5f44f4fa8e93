import { listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { parseArn } from './arn.ts'
import type { SessionPolicy } from './aws-request.ts'
import type { AwsPrincipal, AwsSnapshot } from './aws-snapshot.ts'
import { observedOf } from './observed.ts'
import { iamChanges } from './policy-changes-iam.ts'
import { resourceChanges } from './policy-changes-resources.ts'
import { readPolicyDocument } from './policy-document.ts'
import {
  draftOf,
  type PolicyCall,
  type PolicyChange,
  type PolicyDraft,
  snapshotOfDraft,
} from './policy-draft.ts'
import type { SessionPolicies } from './request.ts'

/** AWS policy as it stood at any time, from snapshots that were imported and the changes that a log shows. */
export type PolicyHistory = {
  /** The newest imported snapshot before the time, with every change that the log shows between the two. */
  readonly inForceAt: (time: string) => AwsSnapshot
  /** Other states that AWS may still, or already, have gone by: changes of the last seconds, and of the same second. */
  readonly unsettledAt: (time: string) => readonly AwsSnapshot[]
  readonly sessionPolicies: SessionPolicies
}

type Step = { readonly at: string; readonly change: PolicyChange; readonly call: PolicyCall }

/**
 * Reads the management calls of CloudTrail records, in whatever order they come. What was there before the log began is
 * not known from it: a principal that the log did not see created is marked incomplete.
 */
export function policyHistory(
  records: readonly JsonObject[],
  imported: readonly AwsSnapshot[] = [],
): PolicyHistory {
  const ordered = [...records].sort((left, right) => compare(timeOf(left), timeOf(right)))
  const names = principalNames(ordered)
  const steps = ordered.flatMap((record) => stepOf(record, names))
  const bases = [...imported].sort((left, right) => compare(left.takenAt, right.takenAt))
  const replay = replayer(steps, bases)
  return {
    inForceAt: (time) => replay(time, time),
    unsettledAt: (time) => {
      const inForce = replay(time, time)
      const others = [settledBefore(time), `${time}~`].map((until) => replay(time, until))
      return [...new Set(others)].filter((snapshot) => snapshot !== inForce)
    },
    sessionPolicies: sessionsOf(ordered),
  }
}

/**
 * IAM is eventually consistent ("Troubleshoot IAM", "Changes that I make are not always immediately visible"): what was
 * changed this shortly before a call may not have been in force where the call was decided.
 */
export const policySettleSeconds = 15

function settledBefore(time: string): string {
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? time : new Date(ms - policySettleSeconds * 1000).toISOString()
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function timeOf(record: JsonObject): string {
  return textOf(record.eventTime) ?? ''
}

/** The newest base at `time`, with the changes before `until`. */
type Replay = (time: string, until: string) => AwsSnapshot

/** Replays forward from where it stood; a time before that starts again. One snapshot object for each version of policy. */
function replayer(steps: readonly Step[], bases: readonly AwsSnapshot[]): Replay {
  let from: AwsSnapshot | undefined
  let draft: PolicyDraft | undefined
  let done = 0
  const made = new Map<string, AwsSnapshot>()
  return (time, until) => {
    const base = bases.findLast(({ takenAt }) => takenAt <= time)
    const first = base === undefined ? 0 : countBefore(steps, base.takenAt)
    const last = Math.max(first, countBefore(steps, until))
    const version = `${bases.indexOf(base as AwsSnapshot)}/${last}`
    const known = made.get(version)
    if (known !== undefined) return known
    if (draft === undefined || from !== base || done > last) {
      draft = draftOf(base)
      from = base
      done = first
    }
    for (; done < last; done++) steps[done]?.change(draft, steps[done]?.call as PolicyCall)
    const snapshot =
      base !== undefined && last <= first
        ? base
        : snapshotOfDraft(draft, steps[last - 1]?.at ?? base?.takenAt ?? time, base)
    made.set(version, snapshot)
    return snapshot
  }
}

/** A call of the same second may have come after: what it changed does not count for that second yet. */
function countBefore(steps: readonly Step[], time: string): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle]?.at ?? '') < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a record changes policy or issues a session: of a large log, only these are worth keeping for its history. */
export function bearsOnPolicy(record: JsonObject): boolean {
  const issues = textOf(objectOf(objectOf(record.responseElements).credentials).accessKeyId) !== undefined
  return issues || stepOf(record, noNames).length > 0
}

const noNames: ReadonlyMap<string, string> = new Map()

function stepOf(record: JsonObject, names: ReadonlyMap<string, string>): readonly Step[] {
  if (observedOf(record).observed !== 'allowed') return []
  const source = (textOf(record.eventSource) ?? '').replace(/\.amazonaws\.com(\.cn)?$/, '')
  const name = (textOf(record.eventName) ?? '').replace(/\d{8}(v\d+)?$/, '')
  const table = source === 'iam' ? iamChanges : resourceChanges
  const operation = source === 'iam' ? name : `${source}:${name}`
  const change = Object.hasOwn(table, operation) ? table[operation] : undefined
  return change === undefined
    ? []
    : [{ at: timeOf(record), change, call: callOf(record, source, name, names) }]
}

function callOf(
  record: JsonObject,
  source: string,
  name: string,
  names: ReadonlyMap<string, string>,
): PolicyCall {
  const identity = objectOf(record.userIdentity)
  const accountId = textOf(record.recipientAccountId) ?? textOf(identity.accountId) ?? ''
  const callerArn = textOf(identity.arn)
  const partition = parseArn(callerArn ?? '')?.partition ?? 'aws'
  return {
    at: timeOf(record),
    name,
    source,
    parameters: objectOf(record.requestParameters),
    response: objectOf(record.responseElements),
    accountId,
    partition,
    region: textOf(record.awsRegion) ?? '',
    callerArn,
    arnOf: (kind, wanted) =>
      names.get(nameKey(accountId, kind, wanted)) ?? `arn:${partition}:iam::${accountId}:${kind}/${wanted}`,
  }
}

function nameKey(accountId: string, kind: AwsPrincipal['kind'], name: string): string {
  return `${accountId}/${kind}/${name.toLowerCase()}`
}

/** Names are unique in an account whatever the path, and only ARNs tell the path. */
function principalNames(records: readonly JsonObject[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const note = (arn: string | undefined) => {
    const { service, accountId = '', resource = '' } = parseArn(arn ?? '') ?? {}
    const kind = /^(user|role|group)\//.exec(resource)?.[1] as AwsPrincipal['kind'] | undefined
    if (service === 'iam' && kind !== undefined)
      names.set(nameKey(accountId, kind, resource.slice(resource.lastIndexOf('/') + 1)), arn ?? '')
  }
  for (const record of records) {
    const identity = objectOf(record.userIdentity)
    note(textOf(identity.arn))
    note(textOf(objectOf(objectOf(identity.sessionContext).sessionIssuer).arn))
    note(textOf(objectOf(record.requestParameters).roleArn))
    for (const kind of ['user', 'role', 'group'])
      note(textOf(objectOf(objectOf(record.responseElements)[kind]).arn))
  }
  return names
}

/** Session policies of every session that the log saw being issued (STS API Reference: `Policy`, `PolicyArns`). */
function sessionsOf(records: readonly JsonObject[]): SessionPolicies {
  const sessions = new Map<string, readonly SessionPolicy[]>()
  for (const record of records) {
    const key = textOf(objectOf(objectOf(record.responseElements).credentials).accessKeyId)
    if (key !== undefined) sessions.set(key, sessionPoliciesOf(objectOf(record.requestParameters)))
  }
  return (key) => sessions.get(key)
}

function sessionPoliciesOf({ policy, policyArns }: JsonObject): readonly SessionPolicy[] {
  const managed = listOf(policyArns as Json | undefined).flatMap((item): readonly SessionPolicy[] => {
    const arn = textOf(item) ?? textOf(objectOf(item).arn)
    return arn === undefined ? [] : [{ kind: 'managed', arn }]
  })
  return [...inlineSessionPolicy(policy), ...managed]
}

function inlineSessionPolicy(policy: Json | undefined): readonly SessionPolicy[] {
  if (policy === undefined || policy === null || policy === '') return []
  const document = readPolicyDocument(policy)
  return document === undefined
    ? [{ kind: 'unread', reason: 'the log does not hold the text of the session policy' }]
    : [{ kind: 'inline', document }]
}

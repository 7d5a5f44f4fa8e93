import process from 'node:process'
import { decideRecord, type RecordDecision } from '@countersign/authority/aws/decide-record'
import { bearsOnPolicy, policyHistory } from '@countersign/authority/aws/log-snapshot'
import { objectOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import type { ConformanceRow, ConformanceRun } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import { cloudTrailRecords } from './cloudtrail-folder.ts'

const area = 'oracle'

/** Folders with CloudTrail; further ones are named in COUNTERSIGN_CLOUDTRAIL, separated by colons. */
const folders = ['identity/cloudtrail-detonations', 'detection/panther-tests'] as const

/**
 * The cloud as oracle: policy is rebuilt from what a log shows being granted, every call is decided by it as it stood at
 * that moment, and AWS's own answer in the record says whether that was right. Counted are distinct pairs of principal and
 * action, for one program repeats one call a thousand times.
 */
export const conformanceOracle: ConformanceRun = async () => {
  const rows: ConformanceRow[] = []
  for (const path of folders) {
    const folder = corpus(path)
    if (folder === undefined)
      rows.push({ area, set: path, score: 0, total: 0, misses: [], missing: missingCorpus(path) })
    else rows.push(...(await scoreFolder(path, folder)))
  }
  for (const folder of (process.env.COUNTERSIGN_CLOUDTRAIL ?? '').split(':').filter((name) => name !== ''))
    rows.push(...(await scoreFolder(folder, folder)))
  return rows
}

type Pair = {
  readonly observed: 'allowed' | 'denied'
  readonly name: string
  right: number
  wrong: number
  why: string
}

/** Calls of one pair and answer that are decided: more of the same say nothing new. */
const callsOfPairMax = 20

export async function scoreFolder(set: string, folder: string): Promise<readonly ConformanceRow[]> {
  const history = policyHistory([...historyRecords(folder)])
  const pairs = new Map<string, Pair>()
  const skipped = new Map<string, Set<string>>()
  const open = new Set<string>()
  const seen = new Map<string, number>()
  for (const record of cloudTrailRecords(folder)) {
    const key = pairOf(record)
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    if (times <= callsOfPairMax) note(key, await decideRecord(record, history), { pairs, skipped, open })
  }
  return [tally(set, 'allowed', pairs), tally(set, 'denied', pairs), coverage(set, pairs, skipped, open)]
}

/** What makes up the history, and one record of every caller: their ARNs tell paths that names leave out. */
function* historyRecords(folder: string): Generator<JsonObject> {
  const callers = new Set<string>()
  for (const record of cloudTrailRecords(folder)) {
    const who = callerOf(record)
    const isNew = !callers.has(who)
    callers.add(who)
    if (isNew || bearsOnPolicy(record)) yield record
  }
}

function callerOf(record: JsonObject): string {
  const identity = objectOf(record.userIdentity)
  const issuer = textOf(objectOf(objectOf(identity.sessionContext).sessionIssuer).arn)
  return issuer ?? textOf(identity.arn) ?? textOf(identity.type) ?? 'unknown'
}

function pairOf(record: JsonObject): string {
  const answer = textOf(record.errorCode) ?? 'no error'
  return `${callerOf(record)} ${textOf(record.eventSource)} ${textOf(record.eventName)} ${answer}`
}

type Tallies = {
  readonly pairs: Map<string, Pair>
  readonly skipped: Map<string, Set<string>>
  readonly open: Set<string>
}

function note(key: string, { decision }: RecordDecision, { pairs, skipped, open }: Tallies): void {
  const { result, observed } = decision
  const isOpen = result === 'allowed' && /open to every signed-in caller/.test(decision.because ?? '')
  if (isOpen) {
    open.add(key)
    return
  }
  if (observed === undefined || result === 'undetermined') {
    const reason =
      observed === undefined ? 'the record does not tell whether AWS let it through' : decision.missing[0]
    const kind = (reason ?? 'unknown')
      .replace(/arn:\S+|\b(user|role|group)\/\S+/g, '…')
      .replace(/\d{12}/g, '…')
    skipped.set(kind, (skipped.get(kind) ?? new Set()).add(key))
    return
  }
  const pair = pairs.get(key) ?? { observed, name: key, right: 0, wrong: 0, why: '' }
  if (result === observed) pair.right++
  else {
    pair.wrong++
    pair.why = decision.disagreement ?? ''
  }
  pairs.set(key, pair)
}

/** The share of what AWS allowed that we allow is the sensitivity, the share of what it denied that we deny the specificity. */
function tally(set: string, observed: Pair['observed'], pairs: ReadonlyMap<string, Pair>): ConformanceRow {
  const own = [...pairs.values()].filter((pair) => pair.observed === observed)
  const right = own.filter(({ wrong }) => wrong === 0)
  return {
    area,
    set: `${set}: pairs of principal and action that AWS ${observed}`,
    score: right.length,
    total: own.length,
    misses: own.filter(({ wrong }) => wrong > 0).map(({ name, why }) => `${name}: ${why}`),
  }
}

function coverage(
  set: string,
  pairs: ReadonlyMap<string, Pair>,
  skipped: ReadonlyMap<string, ReadonlySet<string>>,
  open: ReadonlySet<string>,
): ConformanceRow {
  const left = new Set([...skipped.values()].flatMap((keys) => [...keys])).difference(new Set(pairs.keys()))
  const reasons = [...skipped].sort(([, one], [, other]) => other.size - one.size)
  return {
    area,
    set: `${set}: pairs decided, of all`,
    score: pairs.size,
    total: pairs.size + left.size,
    misses: [
      ...reasons.map(([reason, keys]) => `undetermined: ${reason}: ${keys.size} pairs`),
      ...(open.size === 0 ? [] : [`left out: ${open.size} pairs of calls that are open to everyone`]),
    ],
  }
}

/** `npm run bench -- explain [events]`: one explanation among many events, and what it costs. */
import process from 'node:process'
import { chainEventOf } from '@countersign/authority/chain/chain-event-of'
import { ChainIndex } from '@countersign/authority/chain/chain-lookups'
import { explainEvent } from '@countersign/authority/explain/explain-event'
import { UseTally } from '@countersign/authority/revoke/uses'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'

const account = '111122223333'
const usesPerSession = 50
const explanations = 500

export async function run(args: readonly string[]): Promise<number> {
  const wanted = Number(args[0] ?? 200_000)
  const index = new ChainIndex()
  const uses = new UseTally()
  const startedAt = cpuMs()
  for (let at = 0; at < wanted; at++) {
    const normalised = normalisedOf(recordAt(at))
    const event = chainEventOf(normalised, { eventId: `event-${at}` })
    if (event.marks.length > 0) index.add(event)
    uses.add(normalised)
  }
  const readMs = cpuMs() - startedAt
  console.log(
    `${wanted.toLocaleString('en-GB')} events read and kept: ${(readMs / wanted).toFixed(3)} ms of CPU each`,
  )
  console.log(await explainSome(wanted, index, uses))
  return 0
}

async function explainSome(events: number, index: ChainIndex, uses: UseTally): Promise<string> {
  const times: number[] = []
  let asked = 0
  const lookups = {
    find: (query: Parameters<ChainIndex['find']>[0]) => {
      asked++
      return index.find(query)
    },
  }
  for (let n = 0; n < explanations; n++) {
    const at = Math.floor((n * events) / explanations) + 1
    const fields = recordAt(at)
    const startedAt = performance.now()
    await explainEvent({
      tenantId: 'bench',
      region: 'local',
      event: { normalised: normalisedOf(fields), fields, ref: { eventId: `event-${at}` } },
      lookups,
      uses,
      deciders: [],
      sources: ['aws-cloudtrail'],
    })
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const quantile = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
  return `${explanations} explained: ${(asked / explanations).toFixed(1)} look-ups each; p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms`
}

function normalisedOf(fields: JsonObject): NormalisedEvent {
  const result = normalise('aws-cloudtrail', { fields, raw: '' }, { receivedAtMs: 0 })
  if (result.kind !== 'event') throw new Error(result.detail)
  return result.normalised
}

/** Every session is one AssumeRole by a user with a long-lived key, and what the role then does. */
function recordAt(at: number): JsonObject {
  const session = Math.floor(at / usesPerSession)
  const role = `role-${session % 400}`
  const key = `ASIA${String(session).padStart(16, '0')}`
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/s-${session}`
  const common = {
    eventVersion: '1.11',
    eventTime: new Date(Date.UTC(2026, 2, 4) + at * 100).toISOString(),
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${session % 250}`,
    eventID: `event-${at}`,
    recipientAccountId: account,
  }
  if (at % usesPerSession === 0)
    return {
      ...common,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      userIdentity: {
        type: 'IAMUser',
        userName: 'ci',
        arn: `arn:aws:iam::${account}:user/ci`,
        accountId: account,
        accessKeyId: 'AKIAEXAMPLEEXAMPLE12',
      },
      requestParameters: { roleArn: `arn:aws:iam::${account}:role/${role}`, roleSessionName: `s-${session}` },
      responseElements: { credentials: { accessKeyId: key }, assumedRoleUser: { arn } },
    }
  return {
    ...common,
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    userIdentity: { type: 'AssumedRole', arn, accountId: account, accessKeyId: key },
    requestParameters: { bucketName: 'ledger', key: `object-${at % 1000}` },
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

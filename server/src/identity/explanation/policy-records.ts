import { iamChanges } from '@countersign/authority/aws/policy-changes-iam'
import { resourceChanges } from '@countersign/authority/aws/policy-changes-resources'
import { markText } from '@countersign/authority/chain/chain-lookups'
import type { JsonObject } from '@countersign/ocsf/record'
import { type LakeEvent, type LakeEventReader, readLakeEvents } from './lake-events.ts'

/** Changes of policy that one explanation looks at, the last ones before the event. */
export const policyRecordsMax = 2_000

/** `s3:PutBucketPolicy` is called `PutBucketPolicy` in the record; Lambda writes its API's date behind the name. */
const changeNames = [...Object.keys(iamChanges), ...Object.keys(resourceChanges)].map((name) =>
  name.slice(name.indexOf(':') + 1),
)

export type PolicyRecords = {
  /** CloudTrail records, the explained one among them: it says how the caller's own ARN is spelled. */
  readonly records: readonly JsonObject[]
  /** There were more changes than were looked at. */
  readonly isCut: boolean
}

/** What the lake shows of policy before an event: changes in its account, and how its session was issued. */
export async function policyRecords(reader: LakeEventReader, event: LakeEvent): Promise<PolicyRecords> {
  const { normalised, fields } = event
  const account = accountOf(normalised.identityKey)
  const [changes, issuers] = await Promise.all([
    account === undefined ? [] : changesBefore(reader, account, normalised.event.time),
    normalised.sessionKey === undefined ? [] : issuersOf(reader, normalised.sessionKey),
  ])
  const records = [...changes, ...issuers].map((one) => one.fields)
  return { records: [...records, fields], isCut: changes.length >= policyRecordsMax }
}

function accountOf(identityKey: string | undefined): string | undefined {
  return /^aws:(\d{12}):/.exec(identityKey ?? '')?.[1]
}

function changesBefore(
  reader: LakeEventReader,
  account: string,
  timeMs: number,
): Promise<readonly LakeEvent[]> {
  return readLakeEvents(reader, {
    where: `time <= fromUnixTimestamp64Milli({event_ms:Int64}) AND format = 'aws-cloudtrail' AND status_id != 2
      AND replaceRegexpOne(action, '[0-9]{8}(v[0-9]+)?$', '') IN {changes:Array(String)}
      AND position(raw, {account:String}) > 0`,
    order: 'time DESC, event_id DESC',
    max: policyRecordsMax,
    params: { event_ms: timeMs, changes: changeNames, account },
  })
}

function issuersOf(reader: LakeEventReader, sessionKey: string): Promise<readonly LakeEvent[]> {
  return readLakeEvents(reader, {
    where: 'has(chain_marks, {mark:String})',
    order: 'time, event_id',
    max: 10,
    params: { mark: markText({ kind: 'issues', key: sessionKey }) },
  })
}

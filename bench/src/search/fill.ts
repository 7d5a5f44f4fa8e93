import { lakeDatabase } from '@countersign/server/platform/lake/chdb'
import type { LakeEngine } from '@countersign/server/platform/lake/engine'

/** What the lake is filled with: the same rows for the same numbers, whenever it is made. */
export type Filling = {
  readonly events: number
  readonly tenants: number
  readonly identities: number
  readonly days: number
  /** Newest event, milliseconds since the epoch. */
  readonly endMs: number
}

const day = 86_400_000

/**
 * Events as a provider has them: tenants and identities of very different size (the busiest of a tenant makes a sixth
 * of it, most make little), records of about 700 bytes, each day in the order of time as intake writes it.
 */
export async function fillEvents(engine: LakeEngine, filling: Filling): Promise<void> {
  const perDay = Math.ceil(filling.events / filling.days)
  for (let at = 0; at < filling.days; at++) {
    const fromMs = filling.endMs - (filling.days - at) * day
    const rows = Math.min(perDay, filling.events - at * perDay)
    await engine.command(dayInsert(filling, at * perDay, rows, fromMs))
  }
  await engine.command(`OPTIMIZE TABLE ${lakeDatabase}.events FINAL`)
}

export function tenantName(number: number): string {
  return `customer-${number}`
}

/** The identity of a tenant that so many others are busier than. */
export function identityName(tenant: number, rank: number): string {
  return `aws:${accountOf(tenant)}:assumed-role/Deploy-${rank}`
}

export function addressName(tenant: number, rank: number): string {
  return `10.${tenant}.${rank >> 8}.${rank & 255}`
}

/** Only one record in so many carries this word. */
export const rareWord = { text: 'quarterly-export', everyEvents: 250_000 } as const

function accountOf(tenant: number): string {
  return String(100_000_000_000 + tenant)
}

/** `u*` are evenly spread numbers from 0 to 1 that depend on the row's number alone; squares and cubes skew them. */
function dayInsert(filling: Filling, first: number, rows: number, fromMs: number): string {
  const { tenants, identities } = filling
  const unit = (salt: number) => `(sipHash64(number, ${salt}) / 18446744073709551616.)`
  return `
    INSERT INTO ${lakeDatabase}.events (tenant_id, event_id, source_id, received_at, time, format, class_uid, activity_id,
      activity_name, severity_id, status_id, identity_key, session_key, host, source_ip, action, resource,
      source_event_uid, raw)
    WITH
      toUInt32(pow(${unit(1)}, 2) * ${tenants}) AS tenant,
      toUInt32(pow(${unit(2)}, 3) * ${identities / tenants}) AS who,
      ['GetObject', 'PutObject', 'AssumeRole', 'DescribeInstances', 'ListBuckets', 'CreateAccessKey', 'Decrypt',
        'ConsoleLogin'][toUInt32(pow(${unit(3)}, 2) * 8) + 1] AS verb,
      toString(100000000000 + tenant) AS account,
      toUInt32(pow(${unit(4)}, 2) * 4000) AS place,
      concat('10.', toString(tenant), '.', toString(intDiv(place, 256)), '.', toString(place % 256)) AS address,
      lower(hex(sipHash128(number))) AS id,
      fromUnixTimestamp64Milli(toInt64(${fromMs} + intDiv((number - ${first}) * ${day}, ${rows}))) AS at,
      concat('arn:aws:s3:::data-', toString(who % 37), '/', substring(hex(sipHash64(number, 5)), 1, 8)) AS thing
    SELECT concat('customer-', toString(tenant)), id, concat('src_', toString(tenant)), at, at, 'aws-cloudtrail', 6003,
      1, 'Read', 1, if(${unit(6)} < 0.03, 2, 1), concat('aws:', account, ':assumed-role/Deploy-', toString(who)),
      concat('ASIA', upper(substring(hex(sipHash64(who, 7)), 1, 16))), concat('host-', toString(place % 211)), address,
      verb, thing, id,
      concat('{"eventVersion":"1.08","eventTime":"', toString(at), '","eventSource":"s3.amazonaws.com","eventName":"', verb,
        '","awsRegion":"eu-central-1","sourceIPAddress":"', address, '","userAgent":"aws-sdk-go/1.44.', toString(place % 90),
        ' (go1.20; linux; amd64)","userIdentity":{"type":"AssumedRole","principalId":"AROA', hex(sipHash64(who, 8)),
        ':session-', toString(place), '","arn":"arn:aws:sts::', account, ':assumed-role/Deploy-', toString(who),
        '/session-', toString(place), '","accountId":"', account, '"},"requestParameters":{"resource":"', thing,
        '","note":"', if(number % ${rareWord.everyEvents} = 7, '${rareWord.text}', 'none'), '","token":"',
        hex(sipHash128(number, 9)), hex(sipHash128(number, 10)), '"},"responseElements":null,"requestID":"',
        hex(sipHash64(number, 11)), '","eventID":"', id, '","readOnly":true,"eventType":"AwsApiCall"}')
    FROM numbers(${first}, ${rows})
    SETTINGS max_insert_threads = 1, max_block_size = 50000, min_insert_block_size_rows = 500000,
      min_insert_block_size_bytes = 268435456`
}

export const plainTable = `${lakeDatabase}.events_plain`

/**
 * The peer: the same rows in a table that somebody would make without thinking of tenants and searches. Ordered by time,
 * no index but that, columns packed as by default.
 */
export async function fillPlain(engine: LakeEngine): Promise<void> {
  await engine.command(
    `CREATE TABLE ${plainTable} ENGINE = MergeTree ORDER BY time AS SELECT * FROM ${lakeDatabase}.events
     SETTINGS max_insert_threads = 1, max_threads = 2, max_block_size = 50000`,
  )
  await engine.command(`OPTIMIZE TABLE ${plainTable} FINAL`)
}

/** The peer's table is made last. */
export async function isFilled(engine: LakeEngine): Promise<boolean> {
  const text = await engine.select(`EXISTS TABLE ${plainTable}`, {}, {})
  return (JSON.parse(text) as { readonly result: number }).result === 1
}

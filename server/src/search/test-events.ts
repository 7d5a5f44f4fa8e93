/** Test code: events as rows of the lake. */
import type { FilterRecord } from '@countersign/filter/filter-record'
import type { Lake } from '../platform/lake/lake.ts'
import { tsvText } from '../platform/lake/tsv.ts'

const columns = [
  'tenant_id',
  'event_id',
  'source_id',
  'received_at',
  'time',
  'format',
  'class_uid',
  'activity_name',
  'severity_id',
  'status_id',
  'identity_key',
  'chain',
  'session_key',
  'host',
  'source_ip',
  'destination_ip',
  'action',
  'resource',
  'source_event_uid',
  'raw',
] as const

let inserts = 0

export async function insertEvents(lake: Lake, records: readonly FilterRecord[]): Promise<void> {
  const rows = records.map((record) => columns.map((column) => fieldText(record[column], column)).join('\t'))
  await lake.insert({
    table: 'events',
    columns,
    rows: Buffer.from(`${rows.join('\n')}\n`),
    rowCount: rows.length,
    token: `test-events-${inserts++}`,
  })
}

function fieldText(value: string | number | readonly string[], column: string): string {
  if (typeof value === 'string') return tsvText(value)
  if (typeof value === 'number')
    return column === 'time' || column === 'received_at' ? lakeTime(value) : String(value)
  return `[${value.map((item) => `'${tsvText(item).replaceAll("'", "\\'")}'`).join(',')}]`
}

function lakeTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

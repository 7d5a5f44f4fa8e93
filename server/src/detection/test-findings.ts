/** Test code: rows of the lake's `findings` as the fast lane writes them for a rule that feeds correlations. */
import type { CorrelationRow } from '@countersign/sigma/correlation/row'
import type { Lake } from '../platform/lake/lake.ts'
import { tsvText } from '../platform/lake/tsv.ts'

let batches = 0

/** Writes rows; each call is a batch of its own, so identical rows may be written twice. */
export async function insertRows(lake: Lake, rows: readonly CorrelationRow[]): Promise<void> {
  if (rows.length === 0) return
  const lines = rows.map((row) =>
    [
      row.tenantId,
      `${row.ruleId}:${row.eventIds.join(',')}`,
      row.ruleId,
      '0',
      instant(row.timeMs),
      instant(row.timeMs),
      `[${row.eventIds.map(quoted).join(',')}]`,
      `{${Object.entries(row.captured)
        .map(([name, value]) => `${quoted(name)}:${quoted(value)}`)
        .join(',')}}`,
    ].join('\t'),
  )
  await lake.insert({
    table: 'findings',
    columns: [
      'tenant_id',
      'finding_id',
      'rule_id',
      'reported',
      'first_time',
      'last_time',
      'event_ids',
      'captured',
    ],
    rows: Buffer.from(`${lines.join('\n')}\n`),
    rowCount: rows.length,
    token: `test-${process.pid}-${batches++}`,
  })
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** A literal inside an array or map: the escapes of the field, and the quote. */
function quoted(text: string): string {
  return `'${tsvText(text).replaceAll("'", "\\'")}'`
}

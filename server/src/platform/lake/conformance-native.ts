import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Lake } from './lake.ts'
import { NativeBlock } from './native-block.ts'
import {
  lakeTimeMaxMs,
  lakeTimeMinMs,
  TextColumn,
  TextMapColumn,
  TextsColumn,
  TimeColumn,
  UnsignedColumn,
} from './native-column.ts'

type Row = {
  readonly id: string
  readonly reported: number
  readonly at: number
  readonly list: readonly string[]
  readonly map: readonly (readonly [string, string])[]
}

const columns = () =>
  new NativeBlock({
    tenant_id: new TextColumn(),
    finding_id: new TextColumn(),
    reported: new UnsignedColumn(8),
    first_time: new TimeColumn(),
    event_ids: new TextsColumn(),
    captured: new TextMapColumn(),
  })

function add(block: ReturnType<typeof columns>, tenantId: string, row: Row): void {
  block.columns.tenant_id.add(tenantId)
  block.columns.finding_id.add(row.id)
  block.columns.reported.add(row.reported)
  block.columns.first_time.add(row.at)
  block.columns.event_ids.add(row.list)
  block.columns.captured.add(row.map)
  block.endRow()
}

// What is no Unicode cannot be told from U+FFFD afterwards; lengths around the edges of the format's own.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.nat(300).map((length) => 'x'.repeat(length)),
  fc.constantFrom('', '\\N', '\n\n', '日本語 🕵', 'é'.repeat(64), 'x'.repeat(20_000)),
)
const rows = fc.uniqueArray(
  fc.record({
    id: text,
    reported: fc.integer({ min: 0, max: 255 }),
    at: fc.integer({ min: lakeTimeMinMs, max: lakeTimeMaxMs }),
    list: fc.array(text, { maxLength: 4 }),
    map: fc.uniqueArray(fc.tuple(text, text), { maxLength: 3, selector: ([key]) => key }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
)

let batches = 0

async function inserted(lake: Lake, blocks: readonly (readonly Row[])[]): Promise<readonly unknown[]> {
  const tenantId = `native-${batches++}` as TenantId
  const block = columns()
  const parts = blocks.map((some) => {
    for (const row of some) add(block, tenantId, row)
    return block.take()
  })
  await lake.insert({
    table: 'findings',
    columns: block.names,
    rows: Buffer.concat(parts),
    format: 'Native',
    rowCount: blocks.flat().length,
    token: tenantId,
  })
  return lake.forTenant(tenantId).query(
    ({ findings }) => `SELECT finding_id AS id, reported, toUnixTimestamp64Milli(first_time) AS at,
        event_ids AS list, mapKeys(captured) AS keys, mapValues(captured) AS texts
      FROM ${findings} ORDER BY id`,
  )
}

function asRead(written: readonly Row[]): readonly unknown[] {
  return written
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
    .map(({ map, ...row }) => ({ ...row, keys: map.map(([key]) => key), texts: map.map(([, one]) => one) }))
}

/** `Native` blocks come back as they were written, one or several in an insert. */
export function nativeRows(lake: () => Lake): void {
  it('reads texts, numbers, times, lists and maps of Native blocks as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        assert.deepEqual(await inserted(lake(), [written]), asRead(written))
      }),
      { numRuns: 25 },
    )
  })

  it('takes several blocks in one insert, written with the same memory', async () => {
    const row = (id: string): Row => ({ id, reported: 1, at: 0, list: [id], map: [[id, 'value']] })
    const blocks = [[row('a'), row('b')], [row('c')]]
    assert.deepEqual(await inserted(lake(), blocks), asRead(blocks.flat()))
  })

  it('holds what the lake cannot: numbers count as unknown, times as the nearest', async () => {
    const odd = [-1, 256, 1.5, Number.NaN].map((reported, index) => ({
      id: String(index),
      reported,
      at: [-1e20, 1e20, Number.NaN, Number.POSITIVE_INFINITY][index] as number,
      list: [],
      map: [],
    }))
    const times = [lakeTimeMinMs, lakeTimeMaxMs, 0, lakeTimeMaxMs]
    const expected = odd.map((row, index) => ({ ...row, reported: 0, at: times[index] as number }))
    assert.deepEqual(await inserted(lake(), [odd]), asRead(expected))
  })
}

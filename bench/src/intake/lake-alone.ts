/** What the lake takes by raw inserts and nothing else: `node lake-alone.ts SAMPLE EVENTS BATCH`; one line of JSON. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readBatch } from '@countersign/server/intake/worker/read-batch'
import { createRuleEngine } from '@countersign/server/intake/worker/rule-engine'
import type { Lake, LakeBatch } from '@countersign/server/platform/lake/lake'
import { openLake } from '@countersign/server/platform/lake/open-lake'
import { tsvText } from '@countersign/server/platform/lake/tsv'
import { defaultLimits } from '@countersign/server/platform/limits'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { bodiesOf } from './sample.ts'

export type AloneRate = { readonly rows: number; readonly seconds: number; readonly cpuSeconds: number }
export type AloneSaid = { readonly text: AloneRate; readonly native: AloneRate }

const [sample = '', total = '', batchEvents = ''] = process.argv.slice(2)
const engine = createRuleEngine({ version: 'none', documents: [], tenants: {} })
const blocks = (await bodiesOf(sample, Number(batchEvents))).flatMap(({ bytes }) => insertsOf(bytes))
const texts = await inLake((lake) => asText(lake, blocks))
const text = await inLake((lake) => timed(lake, texts))
const native = await inLake((lake) => timed(lake, blocks))
console.log(JSON.stringify({ text, native } satisfies AloneSaid))

async function inLake<T>(work: (lake: Lake) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-lake-alone-'))
  // One embedded engine a process: the next one opens another directory after this one has closed.
  const lake = await openLake({ config: { kind: 'chdb' }, directory, limits: defaultLimits })
  try {
    return await work(lake)
  } finally {
    await lake.close()
    await rm(directory, { recursive: true })
  }
}

/** Two inserts at a time until `total` rows are durable. */
async function timed(lake: Lake, inserts: readonly LakeBatch[]): Promise<AloneRate> {
  const startedCpu = process.cpuUsage()
  const started = performance.now()
  let rows = 0
  let next = 0
  const worker = async (): Promise<void> => {
    while (rows < Number(total)) {
      const number = next++
      const insert = inserts[number % inserts.length] as LakeBatch
      rows += insert.rowCount
      await lake.insert({ ...insert, token: `${insert.token}-${number}` })
    }
  }
  await Promise.all([worker(), worker()])
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(startedCpu)
  return { rows, seconds, cpuSeconds: (user + system) / 1e6 }
}

/** The same rows as text, as any client of the lake would send them. */
async function asText(lake: Lake, batches: readonly LakeBatch[]): Promise<readonly LakeBatch[]> {
  const texts: LakeBatch[] = []
  for (const [index, batch] of batches.entries()) {
    await lake.insert(batch)
    const stored = await lake
      .forTenant('load' as TenantId)
      .query<Record<string, string | number | readonly string[]>>(
        ({ events }) =>
          `SELECT ${batch.columns.join(', ')} FROM ${events} WHERE startsWith(event_id, {batch:String})`,
        { batch: batch.token.split('/')[0] ?? '' },
      )
    const lines = stored.map(
      (row) => `${batch.columns.map((name) => fieldText(row[name] ?? '')).join('\t')}\n`,
    )
    const rows = Buffer.from(lines.join(''))
    texts.push({
      table: 'events',
      columns: batch.columns,
      rows,
      rowCount: lines.length,
      token: `text-${index}`,
    })
  }
  return texts
}

function fieldText(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return tsvText(value.replace(/^(\d{4}-\d{2}-\d{2})T([\d:.]+)Z$/, '$1 $2'))
  return `[${value.map((item) => `'${tsvText(item).replaceAll("'", "\\'")}'`).join(',')}]`
}

function insertsOf(bytes: Buffer): readonly LakeBatch[] {
  const memory = new SharedArrayBuffer(bytes.length)
  bytes.copy(new Uint8Array(memory))
  const job = {
    tenantId: 'load' as TenantId,
    sourceId: 'bench',
    format: 'auto',
    framing: 'records',
    encoding: undefined,
    body: { memory, bytes: bytes.length },
    receivedAtMs: Date.now(),
    batchKey: '',
    poison: [],
  } as const
  const result = readBatch(job, { limits: defaultLimits, engine, progress: () => undefined })
  if (result.kind === 'refused') throw new Error(result.detail)
  return result.inserts.filter(({ table }) => table === 'events')
}

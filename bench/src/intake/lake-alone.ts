/** What the lake takes by raw inserts and nothing else: `node lake-alone.ts SAMPLE EVENTS BATCH`; one line of JSON. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readBatch } from '@countersign/server/intake/worker/read-batch'
import { createRuleEngine } from '@countersign/server/intake/worker/rule-engine'
import type { LakeBatch } from '@countersign/server/platform/lake/lake'
import { openLake } from '@countersign/server/platform/lake/open-lake'
import { defaultLimits } from '@countersign/server/platform/limits'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { bodiesOf } from './sample.ts'

const [sample = '', total = '', batchEvents = ''] = process.argv.slice(2)
const engine = createRuleEngine({ version: 'none', documents: [], tenants: {} })
const inserts = (await bodiesOf(sample, Number(batchEvents))).flatMap(({ bytes }) => insertsOf(bytes))
const directory = await mkdtemp(join(tmpdir(), 'countersign-lake-alone-'))
const lake = await openLake({ config: { kind: 'chdb' }, directory, limits: defaultLimits })
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
await lake.close()
await rm(directory, { recursive: true })
console.log(JSON.stringify({ rows, seconds, cpuSeconds: (user + system) / 1e6 }))

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

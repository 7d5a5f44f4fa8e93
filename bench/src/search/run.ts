import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Caller } from '@countersign/server/platform/auth/person'
import { rightsOf } from '@countersign/server/platform/auth/rights'
import { systemClock } from '@countersign/server/platform/clock'
import { readConfig } from '@countersign/server/platform/config'
import { type App, openApp } from '@countersign/server/platform/http/app'
import { lakeDatabase, openChdb } from '@countersign/server/platform/lake/chdb'
import type { EngineSettings, LakeEngine } from '@countersign/server/platform/lake/engine'
import type { LakeParams } from '@countersign/server/platform/lake/lake'
import { lakeOverEngine } from '@countersign/server/platform/lake/lake-over-engine'
import { migrateLake } from '@countersign/server/platform/lake/migrate'
import { openLog } from '@countersign/server/platform/log'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { addSearchRoutes } from '@countersign/server/search/routes'
import { openEventSearch } from '@countersign/server/search/service'
import { type Filling, fillEvents, fillPlain, isFilled, plainTable, tenantName } from './fill.ts'
import { type Question, questionsOf } from './questions.ts'

const targetMilliseconds = 1000

/** Rounds ask the same again and again; the engine would remember which parts of a table hold nothing for it. */
const asIfNeverAsked = { use_query_condition_cache: 0 }

type Statement = { readonly sql: string; readonly params: LakeParams; readonly settings: EngineSettings }
/** The engine, and every statement that was put to it since the last look. */
type Watched = { readonly engine: LakeEngine; readonly taken: () => readonly Statement[] }
type Times = { readonly p50: number; readonly p95: number }

/** Searches over HTTP in a lake of millions of events, and the same statements on a plain table beside it. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '15' },
      // A folder that stays, with the lake in it: filled when it is empty, and asked again when it is not.
      lake: { type: 'string' },
    },
  })
  const filling: Filling = {
    events: Number(values.events),
    tenants: 20,
    identities: 5000,
    days: 30,
    endMs: Date.UTC(2026, 2, 31),
  }
  console.log(`machine   ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`)
  console.log(`command   npm run bench -- search ${args.join(' ')}`)
  const folder = values.lake ?? (await mkdtemp(join(tmpdir(), 'countersign-search-')))
  try {
    await measure(folder, filling, Number(values.rounds))
  } finally {
    if (values.lake === undefined) await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function measure(folder: string, filling: Filling, rounds: number): Promise<void> {
  const config = readConfig({}, {})
  const { engine, taken } = watched(openChdb(join(folder, 'lake'), config.limits))
  await migrateLake(engine, lakeDatabase)
  if (!(await isFilled(engine))) {
    await fillEvents(engine, filling)
    await fillPlain(engine)
  }
  console.log(`data      ${await contentOf(engine, filling)}`)
  const lake = lakeOverEngine(engine, lakeDatabase, config.limits)
  const app = await searchApp(openEventSearch({ lake, clock: systemClock, config }), filling)
  console.log(
    `\n${''.padEnd(45)}${['p50 ms', 'p95 ms', 'rows read', 'plain p50', 'rows read', 'ratio'].map((head) => head.padStart(11)).join('')}`,
  )
  for (const question of questionsOf(filling)) await ask({ app, engine, taken, rounds }, question)
  console.log(`\ntarget of a search by identity and time: ${targetMilliseconds} ms on 2 cores`)
  await app.close()
  await lake.close()
}

type Bench = Watched & { readonly app: App; readonly rounds: number }

async function ask({ app, engine, taken, rounds }: Bench, question: Question): Promise<void> {
  const asked = () => answerOf(app, question.url)
  taken()
  const rowsRead = await readBy(engine, asked)
  const statements = taken()
  const ours = await timesOf(rounds, asked)
  const theirs = () => askPlain(engine, statements)
  const plainRead = await readBy(engine, theirs)
  const plainTimes = await timesOf(rounds, theirs)
  const cells = [
    ours.p50.toFixed(1),
    ours.p95.toFixed(1),
    count(rowsRead),
    plainTimes.p50.toFixed(1),
    count(plainRead),
  ]
  const ratio = `${(plainTimes.p50 / ours.p50).toFixed(1)}x`
  console.log(question.name.padEnd(45) + [...cells, ratio].map((cell) => cell.padStart(11)).join(''))
}

async function answerOf(app: App, url: string): Promise<void> {
  const { statusCode, body } = await app.inject({ method: 'GET', url })
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`)
}

/** Without the server around it, which is in the plain table's favour. */
async function askPlain(engine: LakeEngine, statements: readonly Statement[]): Promise<void> {
  for (const { sql, params, settings } of statements)
    await engine.select(sql.replaceAll(`${lakeDatabase}.events`, plainTable), params, {
      ...settings,
      ...asIfNeverAsked,
    })
}

/** Rows that the engine took up; nothing else runs. */
async function readBy(engine: LakeEngine, work: () => Promise<void>): Promise<number> {
  const before = await selectedRows(engine)
  await work()
  return (await selectedRows(engine)) - before
}

async function selectedRows(engine: LakeEngine): Promise<number> {
  const text = await engine.select(
    "SELECT toFloat64(sum(value)) AS rows FROM system.events WHERE event = 'SelectedRows'",
    {},
    {},
  )
  return (JSON.parse(text) as { readonly rows: number }).rows
}

async function timesOf(rounds: number, work: () => Promise<void>): Promise<Times> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95) }
}

function watched(engine: LakeEngine): Watched {
  let statements: Statement[] = []
  return {
    engine: {
      ...engine,
      select: (sql, params, settings) => {
        statements.push({ sql, params, settings })
        return engine.select(sql, params, { ...settings, ...asIfNeverAsked })
      },
    },
    taken: () => {
      const some = statements.filter(({ sql }) => !sql.includes('system.'))
      statements = []
      return some
    },
  }
}

async function searchApp(search: ReturnType<typeof openEventSearch>, filling: Filling): Promise<App> {
  const app = await openApp(readConfig({}, {}), openLog('error'))
  const tenantIds = Array.from({ length: filling.tenants }, (_, at) => tenantName(at) as TenantId)
  const rights = rightsOf('analyst', 'all-tenants')
  const caller: Caller = {
    kind: 'api-key',
    person: { personId: 'bench', name: 'Ada', role: 'analyst', rights, tenantIds },
  }
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    request.caller = caller
  })
  addSearchRoutes(app, search)
  return app
}

async function contentOf(engine: LakeEngine, { tenants, identities, days }: Filling): Promise<string> {
  const text = await engine.select(
    `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts
     WHERE active AND table IN ('events', 'events_plain') GROUP BY table ORDER BY table`,
    {},
    {},
  )
  type Part = {
    readonly table: string
    readonly rows: number
    readonly bytes: number
    readonly parts: number
  }
  const tables = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Part)
  const sizes = tables.map(
    ({ table, rows, bytes, parts }) =>
      `${table} ${count(Number(rows))} rows, ${(Number(bytes) / 1e9).toFixed(2)} GB on disk, ${parts} parts`,
  )
  return `${tenants} tenants, ${identities} identities, ${days} days; ${sizes.join('; ')}`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

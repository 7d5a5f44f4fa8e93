import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CountersignError } from '../errors.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { nativeRows } from './conformance-native.ts'
import type { Lake, LakeBatch } from './lake.ts'
import { tsvBytes, tsvText } from './tsv.ts'

/**
 * What every lake does. Each backend's test file runs this; a difference between backends is a failure here.
 * `reopen` closes the given lake and opens the same data again, as a restart does.
 */
export type LakeUnderTest = {
  readonly name: string
  readonly open: () => Promise<Lake>
  readonly reopen: (lake: Lake) => Promise<Lake>
}

const acme = 'acme' as TenantId
const globex = 'globex' as TenantId
let tokens = 0

/** One row per text, of the table of unparsed lines. */
function lines(tenantId: TenantId, texts: readonly string[], token = `token-${tokens++}`): LakeBatch {
  const rows = texts.map(
    (text, index) => `${tenantId}\tline-${index}\t2026-01-02 03:04:05.678\t${tsvText(text)}\n`,
  )
  return {
    table: 'unparsed',
    columns: ['tenant_id', 'line_id', 'received_at', 'raw'],
    rows: Buffer.from(rows.join('')),
    rowCount: texts.length,
    token,
  }
}

async function rawOf(lake: Lake, tenantIds: readonly TenantId[]): Promise<readonly string[]> {
  const rows = await lake
    .forTenants(tenantIds)
    .query<{ raw: string }>(({ unparsed }) => `SELECT raw FROM ${unparsed} ORDER BY raw`)
  return rows.map(({ raw }) => raw)
}

function refused(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof CountersignError, String(error))
    assert.equal(error.code, code)
    return true
  }
}

/** A tenant no other test of this run writes to. */
function freshTenant(): TenantId {
  return `tenant-${tokens++}` as TenantId
}

export function lakeConformance({ name, open, reopen }: LakeUnderTest): void {
  describe(`${name} keeps the promises of the lake`, () => {
    let lake: Lake
    it('opens, says it is up, and names its version', async () => {
      lake = await open()
      const health = await lake.health()
      assert.equal(health.kind, 'up')
      assert.match(health.kind === 'up' ? health.version : '', /^\d+\.\d+/)
    })

    it('answers with what was inserted', async () => {
      const tenantId = freshTenant()
      await lake.insert(lines(tenantId, ['one', 'two']))
      assert.deepEqual(await rawOf(lake, [tenantId]), ['one', 'two'])
    })

    it('stores a batch once per token, however often it is sent', async () => {
      const tenantId = freshTenant()
      const batch = lines(tenantId, ['again'])
      await lake.insert(batch)
      await lake.insert(batch)
      await Promise.all([lake.insert(batch), lake.insert(batch)])
      assert.deepEqual(await rawOf(lake, [tenantId]), ['again'])
    })

    it('stores equal rows twice when they come under two tokens', async () => {
      const tenantId = freshTenant()
      await lake.insert(lines(tenantId, ['equal']))
      await lake.insert(lines(tenantId, ['equal']))
      assert.deepEqual(await rawOf(lake, [tenantId]), ['equal', 'equal'])
    })

    it('stores a batch that spans partitions once', async () => {
      const tenantId = freshTenant()
      const rows = ['2026-01-31', '2026-02-01', '2026-03-01'].map(
        (day) => `${tenantId}\tx\t${day} 00:00:00.000\t${day}\n`,
      )
      const batch = { ...lines(tenantId, ['', '', '']), rows: Buffer.from(rows.join('')) }
      await lake.insert(batch)
      await lake.insert(batch)
      assert.equal((await rawOf(lake, [tenantId])).length, 3)
    })

    it('keeps rows and tokens over a restart', async () => {
      const tenantId = freshTenant()
      const batch = lines(tenantId, ['kept'])
      await lake.insert(batch)
      lake = await reopen(lake)
      await lake.insert(batch)
      assert.deepEqual(await rawOf(lake, [tenantId]), ['kept'])
    })

    it('takes many inserts at once', async () => {
      const tenantId = freshTenant()
      const batches = Array.from({ length: 24 }, (_, index) => lines(tenantId, [`batch ${index}`]))
      await Promise.all(batches.map((batch) => lake.insert(batch)))
      assert.equal((await rawOf(lake, [tenantId])).length, 24)
    })

    it('answers queries with parameters while inserts run', async () => {
      const tenantId = freshTenant()
      const wanted = Array.from({ length: 12 }, (_, index) => `value ${index}`)
      const answers = wanted.map((value, index) => [
        lake.insert(lines(tenantId, [value])),
        lake
          .forTenant(tenantId)
          .query<{ echo: string }>(() => 'SELECT {value:String} AS echo, {n:UInt8} AS n', {
            value,
            n: index,
          }),
      ])
      const settled = await Promise.all(answers.flat())
      const echoes = settled.filter((answer) => Array.isArray(answer)).map(([row]) => row?.echo)
      assert.deepEqual(echoes, wanted)
    })

    tenantWall(() => lake)
    parameters(() => lake)
    nativeRows(() => lake)
    refusals(() => lake)

    it('forgets what arrived before a moment, of one tenant and nothing else, over a restart', async () => {
      const [tenantId, other] = [freshTenant(), freshTenant()]
      for (const one of [tenantId, other]) await lake.insert(lines(one, ['old']))
      const fresh = lines(tenantId, ['new'])
      const rows = fresh.rows.toString().replace('2026-01-02', '2026-02-02')
      await lake.insert({ ...fresh, rows: Buffer.from(rows) })
      const arrivedBeforeMs = Date.UTC(2026, 0, 31)
      await lake.forget(tenantId, { table: 'unparsed', arrivedBeforeMs })
      await lake.forget(`${tenantId}' OR '1'='1` as TenantId, { table: 'unparsed', arrivedBeforeMs })
      lake = await reopen(lake)
      assert.deepEqual(await rawOf(lake, [tenantId]), ['new'])
      assert.deepEqual(await rawOf(lake, [other]), ['old'])
    })

    it('forgets nothing without a tenant and a moment', async () => {
      const table = 'unparsed'
      for (const arrivedBeforeMs of [Number.NaN, Number.POSITIVE_INFINITY, -1])
        await assert.rejects(lake.forget(freshTenant(), { table, arrivedBeforeMs }), refused('LAKE_REFUSED'))
      await assert.rejects(
        lake.forget('' as TenantId, { table, arrivedBeforeMs: 1 }),
        refused('LAKE_REFUSED'),
      )
    })

    it('refuses work after it was closed, and says that nothing was stored', async () => {
      await lake.close()
      await lake.close()
      await assert.rejects(lake.insert(lines(acme, ['late'])), refused('LAKE_DOWN'))
      assert.equal((await lake.health()).kind, 'down')
    })
  })
}

function tenantWall(lake: () => Lake): void {
  it('shows a tenant its own rows and no others', async () => {
    await lake().insert(lines(acme, ['of acme']))
    await lake().insert(lines(globex, ['of globex']))
    assert.deepEqual(await rawOf(lake(), [acme]), ['of acme'])
    assert.deepEqual(await rawOf(lake(), [globex]), ['of globex'])
    assert.deepEqual(await rawOf(lake(), [acme, globex]), ['of acme', 'of globex'])
    assert.deepEqual(await rawOf(lake(), []), [])
    assert.deepEqual(await rawOf(lake(), ["acme') OR (1=1" as TenantId]), [])
  })

  it('keeps the wall in sub-selects, joins and unions', async () => {
    const rows = await lake()
      .forTenant(acme)
      .query<{ raw: string }>(
        ({ unparsed }) => `WITH mine AS (SELECT raw FROM ${unparsed})
          SELECT a.raw AS raw FROM mine AS a INNER JOIN ${unparsed} AS b ON a.raw = b.raw
          WHERE a.raw IN (SELECT raw FROM ${unparsed}) UNION ALL SELECT raw FROM ${unparsed}`,
      )
    assert.deepEqual(rows, [{ raw: 'of acme' }, { raw: 'of acme' }])
  })
}

function parameters(lake: () => Lake): void {
  const echo = async (text: string) => {
    const [row] = await lake()
      .forTenant(acme)
      .query<{ hex: string }>(() => 'SELECT hex({text:String}) AS hex', { text })
    return Buffer.from(row?.hex ?? '', 'hex').toString()
  }

  it('binds hostile text as text', async () => {
    for (const text of [
      "'; DROP TABLE unparsed --",
      "\\'",
      '{text:String}',
      '\t\n\r\0\b\f\\N',
      '',
      '日本語 🕵',
      "a') OR 1=1 --",
    ]) {
      assert.equal(await echo(text), text)
    }
  })

  it('binds any text byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        assert.equal(await echo(text), text)
      }),
      { numRuns: 40 },
    )
  })

  it('binds numbers, big numbers and arrays', async () => {
    const hostile = ["it's", 'a\\b', '],[', 'tab\there']
    const [row] = await lake()
      .forTenant(acme)
      .query(
        () =>
          'SELECT {n:Int64} AS n, {big:UInt64} = 9007199254740993 AS exact, {texts:Array(String)} AS texts, {ids:Array(UInt32)} AS ids',
        {
          n: -5,
          big: 9007199254740993n,
          texts: hostile,
          ids: [1, 2],
        },
      )
    assert.deepEqual(row, { n: -5, exact: 1, texts: hostile, ids: [1, 2] })
  })

  it('gives times as RFC 3339 and counts as numbers', async () => {
    const [row] = await lake()
      .forTenant(acme)
      .query(({ unparsed }) => `SELECT received_at AS at, count() OVER () AS n FROM ${unparsed} LIMIT 1`)
    assert.deepEqual(row, { at: '2026-01-02T03:04:05.678Z', n: 1 })
  })

  it('keeps any bytes of a record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const tenantId = freshTenant()
        const head = Buffer.from(`${tenantId}\tx\t2026-01-02 03:04:05.678\t`)
        const rows = Buffer.concat([head, tsvBytes(bytes), Buffer.from('\n')])
        await lake().insert({ ...lines(tenantId, ['']), rows })
        const [row] = await lake()
          .forTenant(tenantId)
          .query<{ raw: string }>(({ unparsed }) => `SELECT hex(raw) AS raw FROM ${unparsed}`)
        assert.equal(row?.raw, Buffer.from(bytes).toString('hex').toUpperCase())
      }),
      { numRuns: 25 },
    )
  })
}

function refusals(lake: () => Lake): void {
  it('refuses a broken batch and stores nothing of it', async () => {
    const tenantId = freshTenant()
    const batch = lines(tenantId, ['good'])
    const broken = Buffer.concat([batch.rows, Buffer.from(`${tenantId}\tx\tnot a time\tbad\n`)])
    await assert.rejects(lake().insert({ ...batch, rows: broken, rowCount: 2 }), refused('LAKE_REFUSED'))
    assert.deepEqual(await rawOf(lake(), [tenantId]), [])
    await assert.rejects(
      lake().insert({ ...batch, columns: ['line_id', 'tenant_id'] }),
      refused('LAKE_REFUSED'),
    )
    await assert.rejects(
      lake().insert({ ...batch, columns: ['tenant_id', 'nope', 'x', 'y'] }),
      refused('LAKE_REFUSED'),
    )
    await assert.rejects(lake().insert({ ...batch, token: '' }), refused('LAKE_REFUSED'))
  })

  it('refuses statements that leave the wall', async () => {
    const query = (statement: string) =>
      lake()
        .forTenant(acme)
        .query(() => statement)
    await assert.rejects(query('SELECT * FROM countersign.events'), refused('LAKE_REFUSED'))
    await assert.rejects(query('SELECT name FROM system.tables'), refused('LAKE_REFUSED'))
    await assert.rejects(query('SELECT nonsense FROM (SELECT 1 AS one)'), refused('LAKE_REFUSED'))
  })

  it('answers too many rows with an error and never with a part', async () => {
    const tooMany = lake()
      .forTenant(acme)
      .query(() => 'SELECT arrayJoin(range(200000)) AS n')
    await assert.rejects(tooMany, refused('LAKE_REFUSED'))
  })
}

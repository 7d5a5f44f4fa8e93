import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import type { LakeConfig } from '../config.ts'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { lakeConformance } from './conformance.ts'
import { openLake } from './open-lake.ts'
import { type HttpFace, openHttpFace } from './test-http-face.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-lake-'))
const credentials = { username: 'writer', password: 'a password / with : signs' }
let face: HttpFace | undefined

after(async () => {
  await face?.close()
  rmSync(directory, { recursive: true, force: true })
})

async function open() {
  face ??= await openHttpFace(directory, credentials)
  return openLake({ config: configFor(face), directory: '', limits: defaultLimits })
}

function configFor({ url }: HttpFace): Extract<LakeConfig, { kind: 'clickhouse' }> {
  return { kind: 'clickhouse', url, database: 'countersign', ...credentials }
}

lakeConformance({
  name: 'the lake over HTTP',
  open,
  reopen: async (lake) => {
    await lake.close()
    await face?.close()
    face = undefined
    return open()
  },
})

const batch = {
  table: 'unparsed',
  columns: ['tenant_id', 'line_id', 'received_at', 'raw'],
  rows: Buffer.from('acme\tx\t2026-01-02 03:04:05.678\tline\n'),
  rowCount: 1,
  token: 'the-token',
} as const

it('sends batches compressed, with their token, and waits for the end of the statement', async () => {
  const lake = await open()
  await lake.insert(batch)
  const sent = face?.requests.findLast(({ query }) => query.startsWith('INSERT INTO countersign.unparsed'))
  assert.equal(sent?.gzipped, true)
  assert.equal(sent?.settings.get('insert_deduplication_token'), 'the-token')
  assert.equal(sent?.settings.get('wait_end_of_query'), '1')
  await lake.close()
})

it('says LAKE_DOWN when the server runs out of disk or memory, and LAKE_REFUSED when the batch is wrong', async () => {
  const lake = await open()
  for (const [code, expected] of [
    [243, 'LAKE_DOWN'],
    [241, 'LAKE_DOWN'],
    [252, 'LAKE_DOWN'],
    [27, 'LAKE_REFUSED'],
  ] as const) {
    face?.failNext(code, 'planned')
    await assert.rejects(lake.insert(batch), (error) => isCountersignError(error, expected))
  }
  await lake.close()
})

it('says LAKE_DOWN when nobody answers', async () => {
  const closed = {
    kind: 'clickhouse',
    url: 'http://127.0.0.1:1',
    database: 'countersign',
    ...credentials,
  } as const
  await assert.rejects(openLake({ config: closed, directory: '', limits: defaultLimits }), (error) =>
    isCountersignError(error, 'LAKE_DOWN'),
  )
})

it('says LAKE_DOWN when the password is wrong', async () => {
  const lake = await open()
  await lake.close()
  const config = { ...configFor(face as HttpFace), password: 'wrong' }
  await assert.rejects(openLake({ config, directory: '', limits: defaultLimits }), (error) =>
    isCountersignError(error, 'LAKE_DOWN'),
  )
})

it('keeps tenants apart over the wire', async () => {
  const lake = await open()
  const [row] = await lake
    .forTenant('nobody' as TenantId)
    .query<{ n: number }>(({ unparsed }) => `SELECT count() AS n FROM ${unparsed}`)
  assert.equal(row?.n, 0)
  await lake.close()
})

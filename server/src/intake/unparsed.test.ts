import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Browser, browserAt, signedIn } from '../platform/test-server.ts'
import { accessKeyRule, bearer, cloudTrail, ndjson, startIntake, type TestIntake } from './test-intake.ts'

let intake: TestIntake
let operator: Browser
before(async () => {
  intake = await startIntake('unparsed', {}, [accessKeyRule])
  operator = await signedIn(intake.url, await intake.running.createSignInLink())
})
after(() => intake.stop())

type Line = {
  readonly id: string
  readonly reason: string
  readonly raw: string
  readonly replayedAt: string | null
}
type Page = { readonly items: readonly Line[]; readonly nextCursor?: string }

const pathOf = (sourceId: string) => `/api/tenants/shop/sources/${sourceId}/unparsed`
const pageOf = async (sourceId: string, query = '') =>
  (await operator.send('GET', `${pathOf(sourceId)}${query}`)).body as unknown as Page
const replay = async (sourceId: string) => (await operator.send('POST', `${pathOf(sourceId)}/replay`)).body

async function deliver(key: string, source: string, body: string): Promise<void> {
  const answer = await fetch(`${intake.url}/ingest/${source}`, { method: 'POST', body, headers: bearer(key) })
  assert.equal(answer.status, 200)
}

/** A source that was told to expect something else: none of these lines can be read. */
async function misdeclared(name: string) {
  const source = await intake.createKey(name, 'okta-system-log')
  const records = [
    cloudTrail(1),
    cloudTrail(2, { eventName: 'CreateAccessKey' }),
    { Records: [cloudTrail(3), cloudTrail(4)] },
  ]
  await deliver(source.key, source.sourceId, ndjson(records))
  return source
}

/** What an administrator does by hand in the state store until the format of a source can be edited. */
async function declare(sourceId: string, format: string): Promise<void> {
  const { state } = intake.running.platform
  await state.forTenant('shop' as never, async (tx) => {
    await tx
      .withTables<{ source: { source_id: string; format: string } }>()
      .updateTable('source')
      .set({ format })
      .where('source_id', '=', sourceId)
      .execute()
  })
}

describe('unparsed lines', () => {
  test('are shown newest first, a page at a time, with their reason', async () => {
    const { key, sourceId } = await intake.createKey('pages')
    for (const number of [1, 2, 3]) await deliver(key, sourceId, `{"broken ${number}\n{"again ${number}\n`)
    const seen: Line[] = []
    for (let query = '?limit=2'; ; ) {
      const { items, nextCursor } = await pageOf(sourceId, query)
      seen.push(...items)
      if (nextCursor === undefined) break
      query = `?limit=2&cursor=${nextCursor}`
    }
    assert.deepEqual(new Set(seen.map(({ raw }) => raw)).size, 6)
    assert.ok(seen.every(({ reason, replayedAt }) => reason === 'not-json' && replayedAt === null))
    assert.equal(
      (await operator.send('GET', `${pathOf(sourceId)}?cursor=nonsense`)).body.code,
      'REQUEST_INVALID',
    )
  })

  test('become events under the same ids once they can be read, and only once', async () => {
    const { sourceId } = await misdeclared('told wrong')
    const before = await pageOf(sourceId)
    assert.equal(before.items.length, 4)
    assert.deepEqual(await replay(sourceId), { read: 4, nowParsed: 0, stillUnparsed: 4 })
    await declare(sourceId, 'aws-cloudtrail')
    assert.deepEqual(await replay(sourceId), { read: 4, nowParsed: 4, stillUnparsed: 0 })
    assert.deepEqual(await replay(sourceId), { read: 0, nowParsed: 0, stillUnparsed: 0 })
    const events = await intake.rows<{ event_id: string }>('events', sourceId, 'event_id')
    assert.deepEqual(
      events.map(({ event_id }) => event_id),
      before.items.map(({ id }) => id).toSorted(),
    )
    assert.equal((await intake.rows('findings', sourceId, 'finding_id')).length, 1)
    assert.ok((await pageOf(sourceId)).items.every(({ replayedAt }) => replayedAt !== null))
  })

  test('a replay that was cut off before it was remembered stores nothing twice', async () => {
    const { sourceId } = await misdeclared('cut off')
    await declare(sourceId, 'aws-cloudtrail')
    await replay(sourceId)
    await intake.running.platform.state.forTenant('shop' as never, async (tx) => {
      await tx
        .withTables<{ unparsed_replay: { source_id: string } }>()
        .deleteFrom('unparsed_replay')
        .where('source_id', '=', sourceId)
        .execute()
    })
    assert.deepEqual(await replay(sourceId), { read: 4, nowParsed: 4, stillUnparsed: 0 })
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 4)
  })

  test('are behind the wall: strangers and sources that are not there get nothing', async () => {
    const { sourceId } = await intake.createKey('walled')
    assert.equal((await browserAt(intake.url).send('GET', pathOf(sourceId))).status, 401)
    assert.equal((await browserAt(intake.url).send('POST', `${pathOf(sourceId)}/replay`)).status, 401)
    assert.equal((await operator.send('GET', `/api/tenants/nobody/sources/${sourceId}/unparsed`)).status, 404)
    assert.equal((await operator.send('POST', `${pathOf('src-none')}/replay`)).status, 404)
  })
})

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { CountersignError } from '../platform/errors.ts'
import type { Lake } from '../platform/lake/lake.ts'
import { bearer, cloudTrail, ndjson, startIntake, type TestIntake } from './test-intake.ts'

let intake: TestIntake
/** Does what the lake would do at this moment; put in front of the real one. */
let meanwhile: Lake['insert'] | undefined
let inserts = 0

before(async () => {
  intake = await startIntake('back-pressure', {
    'intake-in-flight-max-bytes': String(1024 * 1024),
    'batch-wait-milliseconds': '50',
  })
  const { lake } = intake.running.platform
  const insert = lake.insert
  Object.assign(lake, {
    insert: async (batch: Parameters<Lake['insert']>[0]) => {
      inserts++
      await meanwhile?.(batch)
      await insert(batch)
    },
  })
})
beforeEach(() => {
  meanwhile = undefined
})
after(() => intake.stop())

const post = (path: string, key: string, body: string) =>
  fetch(intake.url + path, { method: 'POST', body, headers: bearer(key) })

describe('the lake is down', () => {
  test('503 with Retry-After, in the words of each protocol, and nothing is acknowledged', async () => {
    const { key, sourceId } = await intake.createKey('down')
    meanwhile = async () => {
      throw new CountersignError('LAKE_DOWN', 'disk full')
    }
    const body = ndjson([cloudTrail(1)])
    for (const [path, text] of [
      [`/ingest/${sourceId}`, body],
      ['/elastic/_bulk', `{"create":{}}\n${body}`],
      ['/services/collector/event', `{"event":${body}}`],
      ['/services/collector/raw', body],
    ] as const) {
      const answer = await post(path, key, text)
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'], path)
    }
    meanwhile = undefined
    assert.equal((await post(`/ingest/${sourceId}`, key, body)).status, 200)
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 1)
  })

  test('an answer that never came is repeated without a duplicate, even when the rows were stored', async () => {
    const { key, sourceId } = await intake.createKey('unsure')
    const { lake } = intake.running.platform
    let sent = 0
    meanwhile = async (batch) => {
      if (sent++ > 0) return
      meanwhile = undefined
      // Stored, and then the connection to the lake is lost.
      await lake.insert(batch)
      throw new CountersignError('LAKE_DOWN', 'connection lost')
    }
    const body = ndjson([cloudTrail(1), cloudTrail(2)])
    assert.equal((await post(`/ingest/${sourceId}`, key, body)).status, 503)
    assert.equal((await post(`/ingest/${sourceId}`, key, body)).status, 200)
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 2)
  })
})

describe('many small requests', () => {
  test('become few inserts, and each of them is there once, repeats included', async () => {
    const { key, sourceId } = await intake.createKey('small')
    const before = inserts
    const send = (number: number) => post(`/ingest/${sourceId}`, key, ndjson([cloudTrail(number)]))
    const numbers = Array.from({ length: 60 }, (_, number) => number)
    const answers = await Promise.all([...numbers, ...numbers.slice(0, 20)].map(send))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 60)
    assert.ok(inserts - before < 40, `${inserts - before} inserts for 80 requests`)
    const again = await Promise.all(numbers.map(send))
    assert.ok(again.every(({ status }) => status === 200))
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 60)
  })
})

describe('memory is full', () => {
  test('429 with Retry-After, and what is held goes on', async () => {
    const { key, sourceId } = await intake.createKey('full')
    const { hostname, port } = new URL(intake.url)
    const bytes = 900_000
    const slow = connect(Number(port), hostname)
    slow.write(
      `POST /ingest/${sourceId} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: ${bytes}\r\n\r\n`,
    )
    const { inFlight } = intake.running.intake.room
    while (inFlight.bytes() < bytes) await new Promise((resolve) => setTimeout(resolve, 10))
    for (const path of [`/ingest/${sourceId}`, '/services/collector/raw', '/elastic/_bulk']) {
      const answer = await post(path, key, 'x'.repeat(300_000))
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1'], path)
    }
    assert.equal((await post(`/ingest/${sourceId}`, key, 'fits\n')).status, 200)
    slow.end(`${'y'.repeat(bytes - 1)}\n`)
    while (inFlight.bytes() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal((await intake.rows('events', sourceId, 'event_id')).length, 2)
  })
})

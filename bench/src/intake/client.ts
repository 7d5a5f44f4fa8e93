/** The sending side, a process of its own: `node client.ts`, told what to do by one JSON line on standard input. */
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { bodiesOf } from './sample.ts'

export type ClientOrder = {
  readonly url: string
  readonly key: string
  readonly source: string
  readonly sample: string
  readonly events: number
  readonly batchEvents: number
  readonly connections: number
  readonly gzip: boolean
}

export type ClientReport = {
  readonly events: number
  readonly requests: number
  readonly refused: number
  readonly findings: number
  readonly unparsed: number
  readonly seconds: number
  readonly cpuSeconds: number
}

const order = JSON.parse(await text(process.stdin)) as ClientOrder
const bodies = (await bodiesOf(order.sample, order.batchEvents)).map(({ bytes, events }) => ({
  events,
  bytes: order.gzip ? gzipSync(bytes, { level: 1 }) : bytes,
}))
const startedCpu = process.cpuUsage()
const started = performance.now()
const done = { events: 0, requests: 0, refused: 0, findings: 0, unparsed: 0 }
let planned = 0
let next = 0

/** The same bodies go round; a key for each request makes each a batch of its own. */
async function send(number: number): Promise<void> {
  const { bytes } = bodies[number % bodies.length] as { bytes: Buffer<ArrayBuffer> }
  const headers: Record<string, string> = {
    authorization: `Bearer ${order.key}`,
    'content-type': 'application/x-ndjson',
    'idempotency-key': `${process.pid}-${number}`,
    ...(order.gzip ? { 'content-encoding': 'gzip' } : {}),
  }
  const response = await fetch(`${order.url}/ingest/${order.source}`, {
    method: 'POST',
    body: bytes,
    headers,
  })
  const answer = (await response.json()) as { events: number; findings: number; unparsed: number }
  if (response.status === 429 || response.status === 503) {
    done.refused++
    await new Promise((resolve) => setTimeout(resolve, 200))
    return send(number)
  }
  if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(answer)}`)
  done.requests++
  done.events += answer.events
  done.findings += answer.findings
  done.unparsed += answer.unparsed
}

async function connection(): Promise<void> {
  while (planned < order.events) {
    const number = next++
    planned += bodies[number % bodies.length]?.events ?? 1
    await send(number)
  }
}

await Promise.all(Array.from({ length: order.connections }, connection))
const { user, system } = process.cpuUsage(startedCpu)
const report: ClientReport = {
  ...done,
  seconds: (performance.now() - started) / 1000,
  cpuSeconds: (user + system) / 1e6,
}
console.log(JSON.stringify(report))

import { setTimeout as wait } from 'node:timers/promises'
import type { RangeRecord } from '@countersign/range/range-record'

/** Ships like the agents in the field do: batches over HTTP, the same batch again until it is acknowledged. */
export type LogShipper = {
  /** Resolves when all records are acknowledged; rejects when `signal` aborts or the server refuses for good. */
  readonly ship: (records: readonly RangeRecord[]) => Promise<void>
}

export type ShipperOptions = {
  readonly url: string
  /** By `tenant/source`. */
  readonly keys: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Lines of one request. */
const batchMaxLines = 5000
/** Waiting before the same batch is sent again, when the server names no time. */
const retryMilliseconds = 1000
/** Sources that send at once. */
const sendersMax = 4

export function createLogShipper(options: ShipperOptions): LogShipper {
  return {
    ship: async (records) => {
      const batches = batchesOf(records)
      const sender = async () => {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
          await send(batch, options)
      }
      await Promise.all(Array.from({ length: sendersMax }, sender))
    },
  }
}

type Batch = { readonly tenantId: string; readonly source: string; readonly lines: string[] }

/** In the order in which the sources wrote, so that what happened first arrives first. */
function batchesOf(records: readonly RangeRecord[]): Batch[] {
  const batches: Batch[] = []
  const filling = new Map<string, Batch>()
  for (const { tenantId, source, line } of records) {
    const place = `${tenantId}/${source}`
    let batch = filling.get(place)
    if (batch === undefined || batch.lines.length >= batchMaxLines) {
      batch = { tenantId, source, lines: [] }
      filling.set(place, batch)
      batches.push(batch)
    }
    batch.lines.push(line)
  }
  return batches
}

async function send({ tenantId, source, lines }: Batch, options: ShipperOptions): Promise<void> {
  const { url, keys, signal } = options
  const request = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys[`${tenantId}/${source}`]}`,
      'content-type': 'application/x-ndjson',
    },
    body: `${lines.join('\n')}\n`,
    signal,
  }
  for (;;) {
    const answer = await fetch(`${url}/ingest/${source}`, request).catch((error: unknown) => {
      if (signal.aborted) throw error
      return undefined
    })
    const text = await answer?.text()
    if (answer?.ok === true) return
    if (answer !== undefined && answer.status !== 429 && answer.status < 500)
      throw new Error(`${tenantId}/${source}: the server answered ${answer.status}: ${text?.slice(0, 300)}`)
    await wait(retryAfter(answer), undefined, { signal })
  }
}

function retryAfter(answer: Response | undefined): number {
  const seconds = Number(answer?.headers.get('retry-after'))
  return seconds > 0 ? seconds * 1000 : retryMilliseconds
}

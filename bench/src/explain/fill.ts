import { createHash } from 'node:crypto'
import { defaultSimulation, simulate } from '@countersign/range/simulation'

/** Sources of the range whose records have a chain behind them: pipelines, clouds, clusters, agents, sign-ins. */
export const sourceNames = ['github', 'cloudtrail', 'k8s-audit', 'agents', 'okta', 'entra'] as const

const linesPerRequest = 5000
const sendersMax = 4
const daySeconds = 86_400

export type Target = { readonly url: string; readonly sourceKeys: Readonly<Record<string, string>> }

/** Sends so many records of the simulated companies to one tenant, a simulated day after the other. Resolves to how many. */
export async function fillTenant(target: Target, wanted: number): Promise<number> {
  let sent = 0
  for (let day = 0; sent < wanted; day++) {
    const batches = batchesOf(day, wanted - sent)
    sent += batches.reduce((sum, { lines }) => sum + lines.length, 0)
    const sender = async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) await send(target, batch)
    }
    await Promise.all(Array.from({ length: sendersMax }, sender))
  }
  return sent
}

type Batch = { readonly source: string; readonly lines: string[] }

/** Latest first, so that taking from the end sends what happened first. */
function batchesOf(day: number, max: number): Batch[] {
  const batches: Batch[] = []
  const filling = new Map<string, Batch>()
  let taken = 0
  for (const { source, line } of simulate(dayOptions(day))) {
    if (!(sourceNames as readonly string[]).includes(source)) continue
    if (taken++ >= max) break
    let batch = filling.get(source)
    if (batch === undefined || batch.lines.length >= linesPerRequest) {
      batch = { source, lines: [] }
      filling.set(source, batch)
      batches.push(batch)
    }
    batch.lines.push(line)
  }
  return batches.reverse()
}

const dayOptions = (day: number) => ({
  ...defaultSimulation,
  seed: day + 1,
  startMs: Date.now() - (31 - day) * daySeconds * 1000,
  durationSeconds: daySeconds,
  eventsPerSecond: 2,
  storyEverySeconds: 3600,
  repeatStories: true,
})

async function send({ url, sourceKeys }: Target, { source, lines }: Batch): Promise<void> {
  const body = `${lines.join('\n')}\n`
  const headers = {
    authorization: `Bearer ${sourceKeys[source]}`,
    'content-type': 'application/x-ndjson',
    'idempotency-key': createHash('sha256').update(body).digest('hex'),
  }
  for (;;) {
    const answer = await fetch(`${url}/ingest/${source}`, { method: 'POST', body, headers })
    await answer.arrayBuffer()
    if (answer.ok) return
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${source}: ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { probeEvent } from './probe-rule.ts'

export type ProbeTarget = {
  readonly url: string
  readonly key: string
  readonly source: string
  readonly cookie: string
}

const pauseMilliseconds = 250
const lookMilliseconds = 20
const patienceMilliseconds = 30_000

/**
 * Time from sending an event that a rule fires on until its incident can be read over the API, again and again until
 * `stop`. Milliseconds each, in the order they were taken.
 */
export async function probeWhile(target: ProbeTarget, stop: () => boolean): Promise<readonly number[]> {
  const latencies: number[] = []
  for (let number = 1; !stop(); number++) {
    const started = performance.now()
    await send(target, number)
    while ((await incidents(target)) < number) {
      if (performance.now() - started > patienceMilliseconds) return [...latencies, Number.POSITIVE_INFINITY]
      await sleep(lookMilliseconds)
    }
    latencies.push(performance.now() - started)
    await sleep(pauseMilliseconds)
  }
  return latencies
}

async function send({ url, key, source }: ProbeTarget, number: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/ingest/${source}`, {
      method: 'POST',
      body: probeEvent(number, Date.now()),
      headers: { authorization: `Bearer ${key}` },
    })
    await response.arrayBuffer()
    if (response.status === 200) return
    if (response.status !== 429 && response.status !== 503)
      throw new Error(`the probe got ${response.status}`)
    await sleep(lookMilliseconds)
  }
}

async function incidents({ url, cookie }: ProbeTarget): Promise<number> {
  const response = await fetch(`${url}/api/incidents?tenant=probe&limit=1`, { headers: { cookie } })
  const { counts } = (await response.json()) as { counts: Record<string, number> }
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

export async function signIn(url: string, link: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    body: JSON.stringify({ token: link.split('#token=')[1] }),
    headers: { 'content-type': 'application/json' },
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

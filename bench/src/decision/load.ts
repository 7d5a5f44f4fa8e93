import { Agent, request as httpRequest } from 'node:http'
import { benchQuestion } from './mandates.ts'

export type Load = {
  readonly name: string
  /** Questions in one request; 1 asks the single endpoint. */
  readonly perRequest: number
  readonly clients: number
  readonly requests: number
}
export type Target = { readonly url: string; readonly key: string }
export type LoadFigures = {
  readonly decisions: number
  readonly timesMs: readonly number[]
  readonly wallMs: number
}

/** Every client asks, waits for the answer and asks again. */
export async function runLoad({ url, key }: Target, load: Load): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients })
  const timesMs: number[] = []
  let next = 0
  const started = performance.now()
  const client = async () => {
    for (;;) {
      const at = next++
      if (at >= load.requests) return
      const begun = performance.now()
      await ask(agent, url, key, bodyOf(at * load.perRequest, load.perRequest))
      timesMs.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: load.clients }, client))
  agent.destroy()
  return { decisions: load.requests * load.perRequest, timesMs, wallMs: performance.now() - started }
}

function bodyOf(from: number, count: number): { readonly path: string; readonly body: string } {
  if (count === 1) return { path: '/access/v1/evaluation', body: JSON.stringify(benchQuestion(from)) }
  const evaluations = Array.from({ length: count }, (_, at) => benchQuestion(from + at))
  return { path: '/access/v1/evaluations', body: JSON.stringify({ evaluations }) }
}

function ask(
  agent: Agent,
  url: string,
  key: string,
  { path, body }: ReturnType<typeof bodyOf>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const sent = httpRequest(url + path, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`)),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fillTenant, sourceNames } from './fill.ts'
import type { Asked, Sampled, Started } from './serve.ts'

const targetP95Ms = 1000

/**
 * Explanations through the HTTP API in a tenant with a million events of the simulated companies, taken in through intake
 * as any others. CPU time is that of the server's process, the embedded lake in it.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '1000000' },
      'per-format': { type: 'string', default: '40' },
    },
  })
  console.log(
    `machine   ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  )
  const folder = await mkdtemp(join(tmpdir(), 'countersign-explain-'))
  await chmod(folder, 0o711)
  try {
    await measure(join(folder, 'data'), Number(values.events), Number(values['per-format']))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function measure(data: string, events: number, perFormat: number): Promise<void> {
  const script = fileURLToPath(new URL('./serve.ts', import.meta.url))
  const server = fork(script, [data, ...sourceNames])
  const [started] = (await once(server, 'message')) as [Started]
  const began = performance.now()
  const sent = await fillTenant(started, events)
  console.log(
    `filled    ${sent.toLocaleString('en')} events in ${Math.round((performance.now() - began) / 1000)} s\n`,
  )
  const sample = await asked<readonly Sampled[]>(server, { kind: 'sample', perFormat })
  const columns = ['events', 'p50 ms', 'p95 ms', 'max ms', 'CPU s each']
  console.log(`${''.padEnd(22)}${columns.map((name) => name.padStart(12)).join('')}`)
  const all: number[] = []
  for (const [format, own] of Map.groupBy(sample, ({ format }) => format))
    all.push(...(await explainAll(server, started, format, own)))
  print('all', all, undefined)
  console.log(`\ntarget    p95 ${targetP95Ms} ms`)
  server.send({ kind: 'stop' } satisfies Asked)
  await once(server, 'exit')
}

async function explainAll(
  server: ChildProcess,
  { url, apiKey }: Started,
  format: string,
  sample: readonly Sampled[],
): Promise<readonly number[]> {
  const before = await cpuSecondsOf(server)
  const times: number[] = []
  for (const { eventId } of sample) {
    const began = performance.now()
    const answer = await fetch(`${url}/api/tenants/customer/events/${eventId}/explanation`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${format} ${eventId}: ${answer.status}`)
    times.push(performance.now() - began)
  }
  print(format, times, ((await cpuSecondsOf(server)) - before) / sample.length)
  return times
}

function print(name: string, times: readonly number[], cpuSeconds: number | undefined): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
  const cells = [`${times.length}`, at(0.5), at(0.95), at(1), cpuSeconds?.toFixed(3) ?? '']
  console.log(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(12)).join('')}`)
}

async function asked<T>(server: ChildProcess, question: Asked): Promise<T> {
  const answered = once(server, 'message')
  server.send(question)
  const [answer] = await answered
  return answer as T
}

async function cpuSecondsOf(server: ChildProcess): Promise<number> {
  const { user, system } = await asked<NodeJS.CpuUsage>(server, { kind: 'cpu' })
  return (user + system) / 1e6
}

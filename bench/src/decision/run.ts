import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { measureEngine } from './engine.ts'
import { type Load, runLoad, type Target } from './load.ts'
import { mandateCount } from './mandates.ts'

const targetPerSecond = 5000
const targetP99Ms = 10

const loads: readonly Load[] = [
  { name: 'one question a request, 1 client', perRequest: 1, clients: 1, requests: 3000 },
  { name: 'one question a request, 16 clients', perRequest: 1, clients: 16, requests: 30_000 },
  { name: '10 questions a request, 4 clients', perRequest: 10, clients: 4, requests: 4000 },
  { name: '100 questions a request, 2 clients', perRequest: 100, clients: 2, requests: 500 },
]

/**
 * The decision point of a tenant with 1,000 mandates: in the engine alone, and over HTTP with every decision committed to disk
 * before it is answered. Rates are per second of the server's own CPU time, which is what one core can do; the client and
 * PostgreSQL are processes of their own.
 */
export async function run(): Promise<number> {
  console.log(
    `machine    ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  )
  const { perCpuSecond, peerPerCpuSecond } = measureEngine(Date.now())
  console.log(
    `engine     ${whole(perCpuSecond)} decisions per CPU second, ${mandateCount} mandates, each agent's own`,
  )
  console.log(
    `peer       ${whole(peerPerCpuSecond)}: Cedar with all ${mandateCount} mandates in one set; ratio ${(perCpuSecond / peerPerCpuSecond).toFixed(0)}x`,
  )
  const folder = await mkdtemp(join(tmpdir(), 'countersign-decision-'))
  await chmod(folder, 0o711)
  try {
    await measureServer(join(folder, 'data'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 0
}

async function measureServer(data: string): Promise<void> {
  const server = fork(fileURLToPath(new URL('./serve.ts', import.meta.url)), [data])
  const [target] = (await once(server, 'message')) as [Target]
  await runLoad(target, { name: 'warm-up', perRequest: 1, clients: 8, requests: 5000 })
  for (const load of loads) await measureLoad(server, target, load)
  server.send('stop')
  await once(server, 'exit')
}

async function measureLoad(server: ChildProcess, target: Target, load: Load): Promise<void> {
  const before = await cpuSecondsOf(server)
  const { decisions, timesMs, wallMs } = await runLoad(target, load)
  const cpuSeconds = (await cpuSecondsOf(server)) - before
  const sorted = timesMs.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  console.log(
    `${load.name.padEnd(36)} ${whole(decisions / cpuSeconds)} decisions per CPU second (target ${targetPerSecond}), ${whole(decisions / (wallMs / 1000))} per second by the clock; a request p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (target ${targetP99Ms} ms)`,
  )
}

async function cpuSecondsOf(server: ChildProcess): Promise<number> {
  const answered = once(server, 'message')
  server.send('cpu')
  const [{ user, system }] = (await answered) as [NodeJS.CpuUsage]
  return (user + system) / 1e6
}

const whole = (value: number): string => Math.round(value).toLocaleString('en').padStart(7)

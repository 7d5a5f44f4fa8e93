import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { appendLoad, type Load, type LoadResult } from './append-load.ts'
import { tesseraLoad } from './peer-tessera.ts'

/** The aim is 10,000 with a p99 under 100 ms; a little more, so that it is reached. */
const pacedPerSecond = 11_000

const options = {
  seconds: { type: 'string', default: '10' },
  callers: { type: 'string', default: '512' },
  'entry-bytes': { type: 'string', default: '300' },
  crashes: { type: 'string' },
  kills: { type: 'string' },
  flips: { type: 'string' },
  independent: { type: 'string' },
} as const

/**
 * Durable appends beside Tessera's POSIX log, one after the other under the same load. With `--crashes`, `--kills`,
 * `--flips` or `--independent` and a number, that many trials of the kind instead.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options })
  const folder = mkdtempSync(join(tmpdir(), 'countersign-tlog-'))
  try {
    const trials = {
      crashes: async (count: number) => (await import('./crash-run.ts')).crashRun(count),
      flips: async (count: number) => (await import('./flip-run.ts')).flipRun(count),
      kills: async (count: number) => (await import('./kill-run.ts')).killRun(folder, count),
      independent: async (count: number) =>
        (await import('./independent-run.ts')).independentRun(folder, count),
    }
    for (const [name, trial] of Object.entries(trials)) {
      const count = values[name as keyof typeof trials]
      if (count !== undefined) return await trial(Number(count))
    }
    const { seconds, callers, 'entry-bytes': entryBytes } = values
    await compare(folder, {
      seconds: Number(seconds),
      callers: Number(callers),
      entryBytes: Number(entryBytes),
    })
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(folder: string, load: Load): Promise<void> {
  console.log(
    `${load.callers} callers, entries of ${load.entryBytes} bytes, ${load.seconds} s each, node ${process.version}`,
  )
  const own = await appendLoad(join(folder, 'own'), load)
  console.log(line('countersign', own))
  const paced = await appendLoad(join(folder, 'paced'), { ...load, appendsPerSecond: pacedPerSecond })
  console.log(line('  at its aim', paced))
  console.log(`  provable there (checkpoint and proof) p99 ${paced.provableP99Ms.toFixed(0)} ms`)
  const cpu = own.cpuSeconds / load.seconds
  console.log(
    `  ${cpu.toFixed(2)} cores; provable (checkpoint and proof) p99 ${own.provableP99Ms.toFixed(0)} ms`,
  )
  const peer = tesseraLoad(folder, load)
  if (typeof peer === 'string') console.log(peer)
  else {
    console.log(line('tessera posix', peer))
    console.log(`ratio ${(own.appendsPerSecond / peer.appendsPerSecond).toFixed(2)}`)
  }
}

function line(name: string, { appendsPerSecond, p50Ms, p99Ms }: LoadResult): string {
  return `${name.padEnd(14)} ${Math.round(appendsPerSecond)} durable appends/s, acknowledged p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
}

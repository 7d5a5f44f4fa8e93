import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { takeLock } from '@countersign/server/platform/lock'
import { openLog, type TransparencyLog } from '@countersign/tlog/log'
import { openFileDisk } from '@countersign/tlog/log/file-disk'
import { generateSecretKey, parseSecretKey } from '@countersign/tlog/note/note-key'

const origin = 'bench.example/log'

export type Load = {
  readonly callers: number
  readonly seconds: number
  readonly entryBytes: number
  /** All callers together; without it each goes as soon as it was answered. */
  readonly appendsPerSecond?: number
}

export type LoadResult = {
  readonly appendsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export type OwnResult = LoadResult & {
  readonly cpuSeconds: number
  /** From an append to a checkpoint over it. */
  readonly provableP99Ms: number
}

/** A log on this machine's disk, signed with both algorithms, as a server would open it. */
export async function openBenchLog(folder: string): Promise<TransparencyLog> {
  return openLog({
    disk: await openFileDisk(folder, takeLock),
    origin,
    signers: [
      parseSecretKey(generateSecretKey(origin, 'ed25519')),
      parseSecretKey(generateSecretKey(origin, 'ml-dsa-44-cosignature')),
    ],
    nowMs: Date.now,
  })
}

/** So many callers, each with one entry under way: the next goes when the one before is durable. */
export async function appendLoad(
  folder: string,
  { callers, seconds, entryBytes, appendsPerSecond }: Load,
): Promise<OwnResult> {
  const log = await openBenchLog(folder)
  const latencies: number[] = []
  const provable: Promise<number>[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const until = start + seconds * 1000
  const pauseMs = appendsPerSecond === undefined ? 0 : (1000 * callers) / appendsPerSecond
  const caller = async (_: unknown, number: number) => {
    let next = start + (pauseMs * number) / callers
    while (performance.now() < until) {
      if (pauseMs > 0) await setTimeout(Math.max(0, next - performance.now()))
      next += pauseMs
      const entry = randomBytes(entryBytes)
      const begin = performance.now()
      const [index] = await log.append([entry])
      latencies.push(performance.now() - begin)
      if ((index as number) % 100 === 0) provable.push(provableAfter(log, index as number, begin))
    }
  }
  await Promise.all(Array.from({ length: callers }).map(caller))
  const elapsedSeconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const provableMs = await Promise.all(provable)
  await log.close()
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    appendsPerSecond: latencies.length / elapsedSeconds,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuSeconds: (user + system) / 1e6,
    provableP99Ms: quantile(
      provableMs.toSorted((a, b) => a - b),
      0.99,
    ),
  }
}

/** Milliseconds until a proof of the entry could be made. */
async function provableAfter(log: TransparencyLog, index: number, begin: number): Promise<number> {
  await log.whenPublished(index)
  await log.proofFor(index)
  return performance.now() - begin
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

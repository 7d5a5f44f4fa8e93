import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { hexOf, textOf } from '@countersign/tlog/bytes'
import { openKillLog } from './kill-log.ts'

const child = new URL('./kill-child.ts', import.meta.url).pathname

export type KillResult = {
  readonly acknowledged: number
  readonly heads: number
  readonly replayedEntries: number
  readonly failures: readonly string[]
}

/** `count` processes killed with SIGKILL while they append, each on the log that the one before left. */
export async function killRun(folder: string, count: number): Promise<number> {
  const { acknowledged, heads, replayedEntries, failures } = await killTrials(join(folder, 'killed'), count)
  for (const failure of failures) console.log(failure)
  console.log(
    `${count} processes killed: ${acknowledged} acknowledged entries and ${heads} checkpoints, ${replayedEntries} entries came back from the journal, ${failures.length} faults`,
  )
  return failures.length === 0 ? 0 : 1
}

export async function killTrials(folder: string, count: number): Promise<KillResult> {
  const heads = new Map<number, string>()
  const failures: string[] = []
  let [acknowledged, replayedEntries] = [0, 0]
  for (let run = 0; run < count; run++) {
    const said = await killedAfter(folder, run)
    acknowledged += said.entries.size
    if (said.fault !== undefined) failures.push(said.fault)
    for (const [size, root] of said.heads) {
      if ((heads.get(size) ?? root) !== root) failures.push(`run ${run}: two roots at size ${size}`)
      heads.set(size, root)
    }
    const log = await openKillLog(folder)
    replayedEntries += log.recovered.replayedEntries
    for (const [index, text] of said.entries) {
      const entry = index < log.size ? textOf(await log.entry(index), 'an entry') : 'nothing'
      if (entry !== text)
        failures.push(`run ${run}: entry ${index} is ${entry}, and was acknowledged as ${text}`)
    }
    await log.close()
  }
  return {
    acknowledged,
    heads: heads.size,
    replayedEntries,
    failures: [...failures, ...(await otherRoots(folder, heads))],
  }
}

/** Heads that were signed on the way and that the log, as it is now, does not contain. */
async function otherRoots(folder: string, heads: ReadonlyMap<number, string>): Promise<readonly string[]> {
  const log = await openKillLog(folder)
  const failures: string[] = []
  for (const [size, root] of heads)
    if (size > 0 && (size > log.size || hexOf(await log.rootAt(size)) !== root))
      failures.push(`the checkpoint of ${size} has another history`)
  failures.push(...(await log.audit()).damaged)
  await log.close()
  return failures
}

type Said = {
  readonly entries: ReadonlyMap<number, string>
  readonly heads: ReadonlyMap<number, string>
  readonly fault: string | undefined
}

/** Lets a process run until it has said something, and a little longer each time; then it is killed. */
async function killedAfter(folder: string, run: number): Promise<Said> {
  const running = spawn(process.execPath, [child, folder, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  const chunksWanted = 1 + (run % 13)
  running.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (chunks.length >= chunksWanted) running.kill('SIGKILL')
  })
  const [, signal] = await once(running, 'close')
  // The last line may have been cut off.
  const lines = Buffer.concat(chunks)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
  const said = (kind: string) =>
    new Map(
      lines.flatMap(([what, number, text]) => (what === kind ? [[Number(number), text ?? ''] as const] : [])),
    )
  const fault = signal === 'SIGKILL' ? undefined : `run ${run}: the process ended by itself`
  return { entries: said('entry'), heads: said('head'), fault }
}

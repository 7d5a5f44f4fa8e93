import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { RangeRecord } from '@countersign/range/range-record'
import { type SimulationOptions, simulate, simulatedTenants } from '@countersign/range/simulation'
import type { RunningPlatform } from '@countersign/server/main'
import { type DemoMemory, demoKeys, readMemory, writeMemory } from './demo-keys.ts'
import { type DemoOptions, firstHistory, liveWindow, missedHistory } from './demo-timeline.ts'
import { createLogShipper, type LogShipper } from './log-shipper.ts'

export type Demo = {
  /** Loads the past; resolves to the number of lines that were acknowledged. */
  readonly loadHistory: () => Promise<number>
  /** Streams until `signal` aborts. */
  readonly stream: () => Promise<void>
}

const tickMilliseconds = 1000
/** Lines of history shipped between two looks at the time. */
const historyPortion = 20_000

/** Three companies that ship their logs to a running platform, as real ones would: over HTTP, with source keys. */
export async function openDemo(
  running: RunningPlatform,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<Demo> {
  const path = join(running.platform.dataDir.root, 'demo.json')
  const memory = readMemory(path)
  const keys = await demoKeys(running.tenancy, simulatedTenants, memory.keys)
  const clock = new DemoClock(path, { ...memory, keys })
  const shipper = createLogShipper({ url: running.url, keys, signal })
  return {
    loadHistory: () => loadHistory(clock, shipper, options),
    stream: () => stream(clock, shipper, options, signal),
  }
}

/** Up to when the companies' story has been told; kept, so that a restart goes on where it ended. */
class DemoClock {
  memory: DemoMemory
  readonly #path: string

  constructor(path: string, memory: DemoMemory) {
    this.#path = path
    this.memory = memory
    writeMemory(path, memory)
  }

  told(untilMs: number): void {
    this.memory = { ...this.memory, toldUntilMs: untilMs }
    writeMemory(this.#path, this.memory)
  }
}

async function loadHistory(clock: DemoClock, shipper: LogShipper, options: DemoOptions): Promise<number> {
  const nowMs = Date.now()
  const { toldUntilMs } = clock.memory
  const simulation =
    toldUntilMs === undefined ? firstHistory(nowMs, options) : missedHistory(toldUntilMs, nowMs, options)
  const records = simulation === undefined ? [] : [...simulate(simulation)]
  for (let from = 0; from < records.length; from += historyPortion)
    await shipper.ship(records.slice(from, from + historyPortion))
  clock.told(nowMs)
  return records.length
}

async function stream(
  clock: DemoClock,
  shipper: LogShipper,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<void> {
  let startMs = clock.memory.toldUntilMs ?? Date.now()
  while (!signal.aborted) {
    const window = liveWindow(startMs, options)
    await tell(window, clock, shipper, signal)
    startMs += window.durationSeconds * 1000
  }
}

/** Ships each line once its time has come. */
async function tell(
  window: SimulationOptions,
  clock: DemoClock,
  shipper: LogShipper,
  signal: AbortSignal,
): Promise<void> {
  const records = [...simulate(window)]
  const endMs = window.startMs + window.durationSeconds * 1000
  let next = 0
  while (!signal.aborted && (next < records.length || Date.now() < endMs)) {
    const nowMs = Date.now()
    const due: RangeRecord[] = []
    for (let record = records[next]; record !== undefined && record.atMs <= nowMs; record = records[next]) {
      due.push(record)
      next++
    }
    if (due.length > 0) await shipper.ship(due)
    clock.told(Math.min(nowMs, endMs))
    await wait(tickMilliseconds, undefined, { signal }).catch(() => undefined)
  }
}

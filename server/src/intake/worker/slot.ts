import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { beforeQuotes } from '../../platform/log-secrets.ts'
import type { RuleSet } from '../ports.ts'
import { type FromWorker, notReading, type ToWorker, type WorkerLimits, type WorkerStart } from './batch.ts'

/** One thread, and the cell in which it says what it is reading. */
export type Slot = {
  readonly send: (message: ToWorker) => void
  /** The frame being read, or `notReading`. Still known after the thread has ended. */
  readonly frame: () => number
  readonly end: () => Promise<unknown>
}

export type SlotSettings = {
  readonly limits: WorkerLimits
  /** Heap of one thread; past it the thread ends instead of the process. */
  readonly heapMaxBytes: number
  /** Code of the thread; default: worker.ts. */
  readonly entry?: URL
}

export type SlotListener = {
  readonly message: (message: FromWorker) => void
  /** Once, when the thread has ended for whatever reason. */
  readonly end: (why: string) => void
}

const mebibyte = 1024 * 1024
const youngGenerationMebibytes = 48
const workerEntry = new URL('./worker.ts', import.meta.url)

// Nearly nothing of a batch outlives it: helpers that search young memory together cost more than they find, and the
// cores they would take are those of the other workers.
setFlagsFromString('--no-parallel-scavenge')

export function openSlot(settings: SlotSettings, rules: RuleSet, listener: SlotListener): Slot {
  const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const cell = new Int32Array(progress)
  Atomics.store(cell, 0, notReading)
  const start: WorkerStart = { limits: settings.limits, rules, progress }
  const worker = new Worker(settings.entry ?? workerEntry, {
    workerData: start,
    // Flags that say how the process was started are not for its threads.
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: Math.ceil(settings.heapMaxBytes / mebibyte),
      // Parsed records die young: the more of them fit, the fewer are copied.
      maxYoungGenerationSizeMb: youngGenerationMebibytes,
    },
  })
  let why = 'stopped'
  worker.on('message', listener.message)
  worker.on('error', (error) => {
    why = beforeQuotes(error.message)
  })
  worker.on('exit', () => listener.end(why))
  return {
    send: (message) => worker.postMessage(message),
    frame: () => Atomics.load(cell, 0),
    end: () => worker.terminate(),
  }
}

/** Entry of a worker thread: one batch at a time, rules replaced between two batches. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RuleSet } from '../ports.ts'
import type { BatchResult, FromWorker, ToWorker, WorkerStart } from './batch.ts'
import { readBatch } from './read-batch.ts'
import { rowMemory } from './row-memory.ts'
import { createRuleEngine, type RuleEngine } from './rule-engine.ts'

const { limits, rules, progress } = workerData as WorkerStart
const cell = new Int32Array(progress)
let engine = loaded(rules)

const memory = rowMemory()

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'rules') engine = loaded(message.rules)
  else if (message.kind === 'memory') memory.giveBack(message.buffers)
  else
    answer(() =>
      readBatch(message.job, {
        limits,
        engine,
        takeMemory: memory.take,
        progress: (frame) => Atomics.store(cell, 0, frame),
      }),
    )
})

function loaded(rules: RuleSet): RuleEngine {
  const next = createRuleEngine(rules)
  send({ kind: 'ready', rulesVersion: next.version, rules: next.rules, refusedRules: next.refusedRules })
  return next
}

function answer(work: () => BatchResult): void {
  try {
    const result = work()
    send({ kind: 'result', result }, rowsOf(result))
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** Rows change hands instead of being copied. */
function rowsOf(result: BatchResult): readonly ArrayBuffer[] {
  return result.kind === 'refused' ? [] : result.inserts.map(({ rows }) => rows.buffer as ArrayBuffer)
}

function send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer])
}

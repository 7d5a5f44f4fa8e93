/** Entry of a worker thread: one batch at a time, rules replaced between two batches. */
import { parentPort, workerData } from 'node:worker_threads'
import { describeForLog } from '../../platform/log-secrets.ts'
import type { RuleSet } from '../ports.ts'
import type { BatchResult, FromWorker, ToWorker, WorkerStart } from './batch.ts'
import { rowBlocks } from './batch-rows.ts'
import { readBatch } from './read-batch.ts'
import { rowMemory } from './row-memory.ts'
import { createRuleEngine, type RuleEngine } from './rule-engine.ts'

const { limits, progress } = workerData as WorkerStart
const cell = new Int32Array(progress)
let engine = firstEngine()

const memory = rowMemory()
const blocks = rowBlocks()

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'rules') engine = loaded(message.rules)
  else if (message.kind === 'memory') memory.giveBack(message.buffers)
  else
    answer(() =>
      readBatch(message.job, {
        limits,
        engine,
        blocks,
        takeMemory: memory.take,
        progress: (frame) => Atomics.store(cell, 0, frame),
      }),
    )
})

/** The texts of the rules are of no use once they are compiled. */
function firstEngine(): RuleEngine {
  const start = workerData as { rules?: RuleSet }
  const first = loaded(start.rules as RuleSet)
  delete start.rules
  return first
}

function loaded(rules: RuleSet): RuleEngine {
  const next = createRuleEngine(rules)
  send({ kind: 'ready', rulesVersion: next.version, rules: next.rules, refusedRules: next.refusedRules })
  return next
}

function answer(work: () => BatchResult): void {
  try {
    send({ kind: 'result', result: work() })
  } catch (error) {
    send({ kind: 'failed', message: JSON.stringify(describeForLog(error)) })
  }
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message)
}

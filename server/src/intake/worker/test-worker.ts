/** Test code: a worker that reads as the real one does, but hangs or dies at records that say so. */
import process from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import type { ToWorker, WorkerStart } from './batch.ts'
import { readBatch } from './read-batch.ts'
import { createRuleEngine } from './rule-engine.ts'

const { limits, rules, progress } = workerData as WorkerStart
const cell = new Int32Array(progress)
let engine = createRuleEngine(rules)

const ready = () =>
  parentPort?.postMessage({
    kind: 'ready',
    rulesVersion: engine.version,
    rules: engine.rules,
    refusedRules: 0,
  })

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'rules') {
    engine = createRuleEngine(message.rules)
    ready()
  }
  if (message.kind !== 'batch') return
  const { job } = message
  const lines = Buffer.from(job.body.memory, 0, job.body.bytes).toString('utf8').split('\n')
  const result = readBatch(job, {
    limits,
    engine,
    progress: (frame) => {
      Atomics.store(cell, 0, frame)
      if (frame < 0 || job.poison.includes(frame)) return
      if (lines[frame]?.includes('HANG')) for (;;) {}
      if (lines[frame]?.includes('DIE')) process.exit(3)
    },
  })
  parentPort?.postMessage({ kind: 'result', result })
})
ready()

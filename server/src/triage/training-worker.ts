/** Entry of the thread that learns a tenant's model: a history in, snapshots on the way, model and book out. */
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import { type LearningProgress, startLearning } from '@countersign/intent/learn/learning'
import { modelBytes, readModel } from '@countersign/intent/model/sequence-model'
import type { FromTraining, TrainingStart } from './training-thread.ts'

const { tenantId, events, base, snapshot, snapshotEveryMs, dutyPercent, ...options } =
  workerData as TrainingStart
const startedFrom = base === undefined ? {} : { base: readModel(base) }
const learning = startLearning([{ tenantId, events }], { ...options, ...startedFrom }, wasmKernel, snapshot)

await learn()

async function learn(): Promise<void> {
  let savedMs = performance.now()
  for (;;) {
    const began = performance.now()
    const progress = learning.step()
    if (progress === undefined) break
    if (performance.now() - savedMs >= snapshotEveryMs) {
      tell({
        kind: 'snapshot',
        snapshot: learning.snapshot(),
        progress: shareOf(progress),
        cpuSeconds: spent(),
      })
      savedMs = performance.now()
    }
    // Leaves the rest of the core to intake.
    await wait((performance.now() - began) * (100 / dutyPercent - 1))
  }
  const { model, book } = learning.result()
  tell({ kind: 'learned', model: modelBytes(model), book, cpuSeconds: spent() })
}

function shareOf({ round, rounds, step, steps }: LearningProgress): number {
  return (round - 1 + step / Math.max(steps, 1)) / rounds
}

function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

function tell(message: FromTraining): void {
  parentPort?.postMessage(message)
}

import { Worker } from 'node:worker_threads'
import type { JudgeBook, StepIntent } from '@countersign/intent/judge/judge-book'
import type { LearningSnapshot } from '@countersign/intent/learn/learning'
import type { TrainingEvent } from '@countersign/intent/sequence/training-data'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type TrainingStart = {
  readonly tenantId: TenantId
  readonly events: readonly TrainingEvent[]
  readonly seed: number
  readonly name: string
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly intents: Readonly<Record<string, StepIntent>>
  /** File of the model to begin from. */
  readonly base?: Uint8Array
  readonly snapshot?: LearningSnapshot
  readonly snapshotEveryMs: number
  /** Share of one core it takes. */
  readonly dutyPercent: number
}

export type FromTraining =
  | {
      readonly kind: 'snapshot'
      readonly snapshot: LearningSnapshot
      /** In [0, 1]. */
      readonly progress: number
      /** Of this thread, since it began. */
      readonly cpuSeconds: number
    }
  | {
      readonly kind: 'learned'
      readonly model: Uint8Array
      readonly book: JudgeBook
      readonly cpuSeconds: number
    }

type Learned = Extract<FromTraining, { readonly kind: 'learned' }>

/** Learns on a thread of its own; undefined when it was told to stop. Snapshots are told on the way. */
export function learnOnThread(
  start: TrainingStart,
  signal: AbortSignal,
  keep: (snapshot: Extract<FromTraining, { readonly kind: 'snapshot' }>) => Promise<void>,
): Promise<Learned | undefined> {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), {
    workerData: start,
    execArgv: [],
  })
  return new Promise<Learned | undefined>((resolve, reject) => {
    let keeping = Promise.resolve()
    const stop = () => {
      void worker.terminate()
      void keeping.finally(() => resolve(undefined))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    worker.on('message', (message: FromTraining) => {
      if (message.kind === 'snapshot') keeping = keeping.then(() => keep(message)).catch(reject)
      else void keeping.then(() => resolve(message))
    })
    worker.on('error', reject)
    worker.on('exit', () => void keeping.then(() => reject(new Error('the training thread ended early'))))
  }).finally(() => worker.terminate())
}

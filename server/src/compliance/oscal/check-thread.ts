import { Worker } from 'node:worker_threads'
import type { NamedDocument } from '@countersign/oscal/emit/emit-documents'

/** One thing that is wrong with one document of a set. */
export type SetFault = { readonly document: string; readonly pointer: string; readonly sentence: string }

export type CheckRequest = { readonly id: number; readonly documents: readonly NamedDocument[] }
export type CheckAnswer = { readonly id: number; readonly faults: readonly SetFault[] }

/** Checks sets on a thread of its own: compiling NIST's schemas takes seconds of CPU, which no request has to wait for. */
export type CheckThread = {
  /** NIST's schemas, then every reference. Empty: nothing is wrong. Throws when the thread ends. */
  readonly faultsOf: (documents: readonly NamedDocument[]) => Promise<readonly SetFault[]>
  readonly close: () => Promise<void>
}

type Waiting = {
  readonly resolve: (faults: readonly SetFault[]) => void
  readonly reject: (error: Error) => void
}

/** The thread starts with the first set and keeps its compiled schemas; one that ended is started again. */
export function openCheckThread(): CheckThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let nextId = 0
  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./check-worker.ts', import.meta.url), { execArgv: [] })
    started.unref()
    started.on('message', ({ id, faults }: CheckAnswer) => {
      waiting.get(id)?.resolve(faults)
      waiting.delete(id)
    })
    started.on('error', fail)
    started.on('exit', () => fail(new Error('the check of OSCAL documents was ended')))
    return started
  }
  return {
    faultsOf: (documents) =>
      new Promise((resolve, reject) => {
        worker ??= start()
        const id = nextId++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, documents } satisfies CheckRequest)
      }),
    close: async () => {
      await worker?.terminate()
    },
  }
}

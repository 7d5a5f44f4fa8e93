import { Worker } from 'node:worker_threads'
import type { BackTestResult } from '@countersign/api/back-test'
import type { ReaderLimits } from '@countersign/ocsf/reader'
import { CountersignError } from '../platform/errors.ts'
import type { TrialRules } from './back-test-contenders.ts'
import type { TrialEvent } from './back-test-trial.ts'

export type TrialStart = { readonly rules: TrialRules; readonly limits: ReaderLimits }

export type ToTrial =
  | { readonly kind: 'events'; readonly events: readonly TrialEvent[] }
  | { readonly kind: 'finish' }
export type FromTrial =
  | { readonly kind: 'read' }
  | { readonly kind: 'result'; readonly result: BackTestResult }

/** A trial on a thread of its own, so that no rule, however slow, holds up a request. One page at a time. */
export type TrialThread = {
  /** Errors: RULE_INVALID when a page takes longer than `ruleTestPageMaxSeconds`, or the thread ends. */
  readonly read: (events: readonly TrialEvent[]) => Promise<void>
  readonly finish: () => Promise<BackTestResult>
  readonly end: () => Promise<void>
}

export type TrialThreadOptions = TrialStart & {
  readonly pageMaxSeconds: number
  readonly heapMaxBytes: number
}

const mebibyte = 1024 * 1024

export function openTrialThread({ pageMaxSeconds, heapMaxBytes, ...start }: TrialThreadOptions): TrialThread {
  const worker = new Worker(new URL('./back-test-worker.ts', import.meta.url), {
    workerData: start satisfies TrialStart,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(heapMaxBytes / mebibyte) },
  })
  const ask = (message: ToTrial): Promise<FromTrial> =>
    new Promise((resolve, reject) => {
      const over = setTimeout(() => {
        stop()
        reject(invalid(`the rule needs longer than ${pageMaxSeconds} s for a page of events`))
      }, pageMaxSeconds * 1000)
      const onMessage = (answer: FromTrial) => {
        stop()
        resolve(answer)
      }
      // Errors of the thread may quote a record, so what they say stays out of the answer.
      const onEnd = () => {
        stop()
        reject(invalid('reading the events with this rule ended the thread that did it'))
      }
      const stop = () => {
        clearTimeout(over)
        worker.off('message', onMessage)
        worker.off('error', onEnd)
        worker.off('exit', onEnd)
      }
      worker.on('message', onMessage)
      worker.on('error', onEnd)
      worker.on('exit', onEnd)
      worker.postMessage(message)
    })
  // Between two pages nobody listens, and an error without a listener would end the process.
  worker.on('error', () => undefined)
  return {
    read: async (events) => {
      await ask({ kind: 'events', events })
    },
    finish: async () => {
      const answer = await ask({ kind: 'finish' })
      if (answer.kind !== 'result') throw invalid('the test gave no result')
      return answer.result
    },
    end: async () => {
      await worker.terminate()
    },
  }
}

function invalid(detail: string): CountersignError {
  return new CountersignError('RULE_INVALID', detail)
}

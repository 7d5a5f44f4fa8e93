/** Entry of the worker thread of one trial: pages of events in, one result out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { FromTrial, ToTrial, TrialStart } from './back-test-thread.ts'
import { createTrial } from './back-test-trial.ts'

const { rules, limits } = workerData as TrialStart
const trial = createTrial(rules, limits)

parentPort?.on('message', (message: ToTrial) => {
  if (message.kind === 'events') {
    trial.read(message.events)
    send({ kind: 'read' })
  } else send({ kind: 'result', result: trial.finish() })
})

function send(message: FromTrial): void {
  parentPort?.postMessage(message)
}

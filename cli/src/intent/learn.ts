import process from 'node:process'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import { type Learned, type LearningOptions, startLearning } from '@countersign/intent/learn/learning'
import type { Terminal } from '../command.ts'
import type { AlertFile } from './alert-files.ts'

/** Seconds of processor time that this process has used. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const clearLine = '\r\u001b[2K'
const redrawEverySteps = 20

/** Learns from tenants, drawing progress on a terminal. */
export function learnFrom(
  files: readonly AlertFile[],
  options: LearningOptions,
  terminal: Terminal,
): Learned {
  const learning = startLearning(files, options, wasmKernel)
  for (let progress = learning.step(); progress !== undefined; progress = learning.step()) {
    if (!terminal.isInteractive || progress.step % redrawEverySteps !== 0) continue
    const { round, rounds, step, steps } = progress
    terminal.error(
      `${clearLine}model ${round} of ${rounds}, ${Math.floor((100 * step) / steps)} %, next event ${progress.next.toFixed(3)} nats`,
    )
  }
  if (terminal.isInteractive) terminal.error(clearLine)
  return learning.result()
}

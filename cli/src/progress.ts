import { visibleText } from '@countersign/explanation/hostile-text'
import type { Terminal } from './command.ts'

export type Progress = {
  /** `bytes` more were read of `note`. */
  readonly advance: (bytes: number, note: string) => void
  readonly done: () => void
}

const redrawEveryMs = 100
const clearLine = '\r\u001b[2K'

/** A progress bar on standard error, drawn on a terminal only; elsewhere it is silent. */
export function createProgress(terminal: Terminal, totalBytes: number, nowMs: () => number): Progress {
  if (!terminal.isInteractive || totalBytes === 0) return { advance: () => {}, done: () => {} }
  let readBytes = 0
  let drawnAtMs = 0
  return {
    advance(bytes, note) {
      readBytes += bytes
      if (nowMs() - drawnAtMs < redrawEveryMs) return
      drawnAtMs = nowMs()
      terminal.error(`${clearLine}${bar(readBytes / totalBytes, note, terminal.columns)}`)
    },
    done: () => terminal.error(clearLine),
  }
}

function bar(share: number, note: string, columns: number): string {
  const width = Math.max(10, Math.min(40, columns - 40))
  const filled = Math.round(Math.min(1, share) * width)
  const percent = `${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`
  const room = Math.max(8, columns - width - 12)
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent}  ${visibleText(note, 1000).slice(-room)}`
}

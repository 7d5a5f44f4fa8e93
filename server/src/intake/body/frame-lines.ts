import type { SharedBody } from '../worker/batch.ts'
import type { Frame } from './frame.ts'

/** An unparsed line that is to be read again. */
export type KeptLine = { readonly id: string; readonly arrivedMs: number; readonly base64: string }

/** Our own framing: unparsed lines on their way back to the readers, as one JSON array of `KeptLine`. */
export function keptLinesBody(lines: readonly KeptLine[]): SharedBody {
  const text = Buffer.from(JSON.stringify(lines))
  const memory = new SharedArrayBuffer(text.length)
  text.copy(new Uint8Array(memory))
  return { memory, bytes: text.length }
}

export function* frameLines(body: Buffer): Generator<Frame> {
  for (const { id, arrivedMs, base64 } of JSON.parse(body.toString('utf8')) as readonly KeptLine[]) {
    const bytes = Buffer.from(base64, 'base64')
    yield { start: 0, end: bytes.length, bytes, lineId: id, arrivedMs }
  }
}

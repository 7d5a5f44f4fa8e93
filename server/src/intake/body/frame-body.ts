import type { Framing } from '../worker/batch.ts'
import { type Frame, frameRecords, lineFrames } from './frame.ts'
import { type BulkItem, frameBulk } from './frame-bulk.ts'
import { frameHec } from './frame-hec.ts'
import { frameLines } from './frame-lines.ts'
import { frameOtlp } from './frame-otlp.ts'

export type FramedBody =
  | { readonly kind: 'frames'; readonly frames: Iterable<Frame>; readonly items?: readonly BulkItem[] }
  | { readonly kind: 'malformed'; readonly detail: string }

/** Cuts a decompressed body into records, the way the receiver it came through lays them out. */
export function frameBody(body: Buffer, framing: Framing): FramedBody {
  switch (framing) {
    case 'records':
      return { kind: 'frames', frames: frameRecords(body) }
    case 'hec-raw':
      return { kind: 'frames', frames: lineFrames(body, 0, body.length) }
    case 'hec-events':
      return { kind: 'frames', frames: frameHec(body) }
    case 'kept-lines':
      return { kind: 'frames', frames: frameLines(body) }
    case 'elastic-bulk':
      return bulk(body)
    case 'otlp-logs-json':
      return frameOtlp(body, 'logs', 'json')
    case 'otlp-logs-protobuf':
      return frameOtlp(body, 'logs', 'protobuf')
    case 'otlp-traces-json':
      return frameOtlp(body, 'traces', 'json')
    case 'otlp-traces-protobuf':
      return frameOtlp(body, 'traces', 'protobuf')
  }
}

function bulk(body: Buffer): FramedBody {
  const framed = frameBulk(body)
  if (framed.kind === 'malformed')
    return { kind: 'malformed', detail: `bulk request, line ${framed.line}: ${framed.detail}` }
  return { kind: 'frames', frames: framed.frames, items: framed.items }
}

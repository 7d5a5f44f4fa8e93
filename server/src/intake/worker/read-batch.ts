import { isUtf8 } from 'node:buffer'
import type { TakeMemory } from '../../platform/lake/native-block.ts'
import type { Frame } from '../body/frame.ts'
import { frameBody } from '../body/frame-body.ts'
import { bulkItemsText } from '../body/frame-bulk.ts'
import { inflate } from '../body/inflate.ts'
import { type BatchJob, type BatchRefused, type BatchResult, notReading, type WorkerLimits } from './batch.ts'
import { BatchRows, type RowBlocks, type Unparsed } from './batch-rows.ts'
import { beginning, createLineReader, type Line, type Outcome } from './line-reader.ts'
import { batchIdOf, framesMax, recordId } from './record-id.ts'
import type { RuleEngine } from './rule-engine.ts'

export type ReadTools = {
  readonly limits: WorkerLimits
  readonly engine: RuleEngine
  /** Told the frame before it is read, and `notReading` after the last. */
  readonly progress: (frame: number) => void
  /** Where rows are gathered, and where the memory of finished ones comes from; default: allocated. */
  readonly blocks?: RowBlocks
  readonly takeMemory?: TakeMemory
}

/** Bytes in, rows and findings out. The same job gives the same ids and tokens, whichever worker reads it. */
export function readBatch(job: BatchJob, tools: ReadTools): BatchResult {
  const { limits, engine, progress } = tools
  const inflated = inflate(Buffer.from(job.body.memory, 0, job.body.bytes), job.encoding, limits)
  if (inflated.kind === 'refused') return inflated
  const body = inflated.bytes
  const framed = frameBody(body, job.framing)
  if (framed.kind === 'malformed') return broken(framed.detail)
  const batchId = batchIdOf(job, body)
  const rows = new BatchRows({ ...tools, context: job, batchId, rulesVersion: engine.version })
  const replayed: string[] = []
  const read = frameReader(job, body, tools)
  let ordinal = 0
  for (const frame of framed.frames) {
    if (ordinal >= framesMax) return broken(`more than ${framesMax} records in one request`)
    progress(ordinal)
    const line = lineOf(frame, body, batchId, ordinal, job.receivedAtMs)
    const outcomes = read(line, ordinal)
    if (frame.lineId === undefined) write(rows, outcomes)
    else if (replay(rows, frame.lineId, outcomes)) replayed.push(frame.lineId)
    ordinal++
  }
  progress(notReading)
  const items =
    framed.items === undefined ? {} : { items: bulkItemsText(framed.items, job.sourceId, batchId) }
  return { kind: 'done', batchId, bodyBytes: body.length, ...rows.finish(), ...items, replayed }
}

function broken(detail: string): BatchRefused {
  return { kind: 'refused', code: 'BODY_BROKEN', detail }
}

function frameReader(job: BatchJob, body: Buffer, { limits, engine }: ReadTools) {
  const reader = createLineReader(job, limits, engine)
  const poison = new Set(job.poison)
  const bodyIsUtf8 = isUtf8(body)
  return (line: Line, ordinal: number): readonly Outcome[] => {
    if (!poison.has(ordinal)) return reader.read(line, bodyIsUtf8)
    return [{ kind: 'unparsed', id: line.id, raw: beginning(line.raw, limits), why: poisoned }]
  }
}

const poisoned: Unparsed = {
  reason: 'poison',
  detail: 'reading it held up or ended a worker (intakeRecordMaxSeconds); it was put aside unread',
}

function lineOf(frame: Frame, body: Buffer, batchId: string, ordinal: number, receivedAtMs: number): Line {
  const { bytes, start, end } = frame
  const raw = bytes === undefined ? { bytes: body, start, end } : { bytes, start: 0, end: bytes.length }
  const id = frame.lineId ?? recordId(batchId, ordinal)
  return { id, raw, envelopeMs: frame.timeMs, arrivedMs: frame.arrivedMs ?? receivedAtMs }
}

function write(rows: BatchRows, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    rows.nextRecord(outcome.raw.end - outcome.raw.start)
    if (outcome.kind === 'unparsed') {
      rows.unparsed(outcome.id, outcome.why, outcome.raw)
      continue
    }
    rows.event(outcome.id, outcome.normalised, outcome.raw)
    for (const found of outcome.found) rows.finding(found)
  }
}

/** Of a line that is kept already only what became of it is written. True: it can be read now. */
function replay(rows: BatchRows, lineId: string, outcomes: readonly Outcome[]): boolean {
  const fresh = outcomes.filter(({ kind, id }) => kind === 'event' || id !== lineId)
  write(rows, fresh)
  return outcomes.length === 0 || fresh.length > 0
}

import type { DetectionFinding } from '@countersign/incident/finding'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { LakeBatch, LakeTable } from '../../platform/lake/lake.ts'
import type { BatchCounts, WorkerLimits } from './batch.ts'
import { createRowBuffer, type RowBuffer, type TakeMemory } from './row-buffer.ts'
import {
  eventColumns,
  findingColumns,
  type RawBytes,
  type RowContext,
  unparsedColumns,
  writeEvent,
  writeFinding,
  writeUnparsed,
} from './rows.ts'
import type { EventFinding } from './rule-engine.ts'

/** Rows of one batch, cut into inserts at places that depend on the body alone, so that a repeat is cut the same. */
export type BatchRows = {
  /** Call before each record of the body with its length: the next insert may begin here. */
  readonly nextRecord: (bytes: number) => void
  readonly event: (id: string, normalised: NormalisedEvent, raw: RawBytes) => void
  readonly unparsed: (id: string, why: Unparsed, raw: RawBytes) => void
  readonly finding: (found: EventFinding) => void
  readonly finish: () => FinishedRows
}

export type Unparsed = { readonly reason: string; readonly detail: string }

export type FinishedRows = {
  readonly counts: BatchCounts
  readonly firstIds: Partial<Readonly<Record<LakeTable, string>>>
  readonly inserts: readonly LakeBatch[]
  readonly findings: readonly DetectionFinding[]
}

/** More findings than this of one batch are not handed over at once: the sweep reads them from the lake. */
export const findingsSentMax = 500
/** Escapes at most double a record, and its columns add less than that again. */
const rowsPerRawByte = 4
const rowOverheadBytes = 400

const columns = { events: eventColumns, unparsed: unparsedColumns, findings: findingColumns }

export function createBatchRows(
  context: RowContext,
  batchId: string,
  rulesVersion: string,
  bodyBytes: number,
  limits: Pick<WorkerLimits, 'batchMaxRows' | 'batchMaxBytes'>,
  takeMemory?: TakeMemory,
): BatchRows {
  const partMaxBytes = Math.floor(limits.batchMaxBytes / rowsPerRawByte)
  const guess = Math.min(bodyBytes, partMaxBytes)
  const buffers: Readonly<Record<LakeTable, RowBuffer>> = {
    events: createRowBuffer(Math.ceil(guess * 1.25) + rowOverheadBytes, takeMemory),
    unparsed: createRowBuffer(4096),
    findings: createRowBuffer(64 * 1024),
  }
  const inserts: Record<LakeTable, LakeBatch[]> = { events: [], unparsed: [], findings: [] }
  const counts = { events: 0, unparsed: 0, findings: 0 }
  const firstIds: Partial<Record<LakeTable, string>> = {}
  const sent: DetectionFinding[] = []
  let part = 0
  let partRecords = 0
  let partBytes = 0

  const flush = (table: LakeTable, tokenEnd: string): void => {
    const rowCount = buffers[table].rowCount()
    if (rowCount === 0) return
    const token = `${batchId}/${tokenEnd}`
    inserts[table].push({ table, columns: columns[table], rows: buffers[table].take(), rowCount, token })
  }
  const flushRead = (): void => {
    flush('events', String(part))
    flush('unparsed', String(part))
    part++
    partRecords = 0
    partBytes = 0
  }
  // Other rules may find something else: what they find is added, and what was found before replaces itself.
  const flushFindings = (): void => flush('findings', `${inserts.findings.length}/${rulesVersion}`)
  return {
    nextRecord: (bytes) => {
      if (partRecords >= limits.batchMaxRows || partBytes + bytes > partMaxBytes) flushRead()
      partRecords++
      partBytes += bytes
    },
    event: (id, normalised, raw) => {
      writeEvent(buffers.events, context, id, normalised, raw)
      firstIds.events ??= id
      counts.events++
    },
    unparsed: (id, why, raw) => {
      writeUnparsed(buffers.unparsed, context, id, why, raw)
      firstIds.unparsed ??= id
      counts.unparsed++
    },
    finding: ({ finding, reported, captured }) => {
      writeFinding(buffers.findings, context, finding, reported, captured)
      if (reported) counts.findings++
      if (reported && sent.length < findingsSentMax) sent.push(finding)
      const { rowCount, size } = buffers.findings
      if (rowCount() >= limits.batchMaxRows || size() >= limits.batchMaxBytes / 2) flushFindings()
    },
    finish: () => {
      flushRead()
      flushFindings()
      // Findings last: none is ever visible before the event it speaks of.
      const ordered = [...inserts.events, ...inserts.unparsed, ...inserts.findings]
      return { counts, firstIds, inserts: ordered, findings: sent }
    },
  }
}

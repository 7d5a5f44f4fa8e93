import type { DetectionFinding } from '@countersign/incident/finding'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { LakeBatch, LakeTable } from '../../platform/lake/lake.ts'
import type { TakeMemory } from '../../platform/lake/native-block.ts'
import type { BatchCounts, WorkerLimits } from './batch.ts'
import {
  eventBlock,
  findingBlock,
  type RawBytes,
  type RowContext,
  unparsedBlock,
  writeEvent,
  writeFinding,
  writeUnparsed,
} from './rows.ts'
import type { EventFinding } from './rule-engine.ts'

export type Unparsed = { readonly reason: string; readonly detail: string }

export type FinishedRows = {
  readonly counts: BatchCounts
  readonly firstIds: Partial<Readonly<Record<LakeTable, string>>>
  readonly inserts: readonly LakeBatch[]
  readonly findings: readonly DetectionFinding[]
}

/** Where rows are gathered; used again for batch after batch. */
export type RowBlocks = ReturnType<typeof rowBlocks>

export function rowBlocks() {
  return { events: eventBlock(), unparsed: unparsedBlock(), findings: findingBlock() }
}

/** More findings than this of one batch are not handed over at once: the sweep reads them from the lake. */
export const findingsSentMax = 500
/** Columns and length of a record's row, against its bytes: not more than this. */
const rowsPerRawByte = 4

export type BatchRowsOptions = {
  readonly context: RowContext
  readonly batchId: string
  readonly rulesVersion: string
  readonly limits: Pick<WorkerLimits, 'batchMaxRows' | 'batchMaxBytes'>
  readonly blocks?: RowBlocks
  readonly takeMemory?: TakeMemory
}

/** Rows of one batch, cut into inserts at places that depend on the body alone, so that a repeat is cut the same. */
export class BatchRows {
  private readonly options: BatchRowsOptions
  private readonly blocks: RowBlocks
  private readonly partMaxBytes: number
  private readonly inserts: Record<LakeTable, LakeBatch[]> = { events: [], unparsed: [], findings: [] }
  private readonly counts = { events: 0, unparsed: 0, findings: 0 }
  private readonly firstIds: Partial<Record<LakeTable, string>> = {}
  private readonly sent: DetectionFinding[] = []
  private part = 0
  private partRecords = 0
  private partBytes = 0

  constructor(options: BatchRowsOptions) {
    this.options = options
    this.blocks = options.blocks ?? rowBlocks()
    this.partMaxBytes = Math.floor(options.limits.batchMaxBytes / rowsPerRawByte)
    // A batch that could not be finished may have left rows behind.
    for (const block of Object.values(this.blocks)) block.clear()
  }

  /** Call before each record of the body with its length: the next insert may begin here. */
  nextRecord(bytes: number): void {
    const { batchMaxRows } = this.options.limits
    if (this.partRecords >= batchMaxRows || this.partBytes + bytes > this.partMaxBytes) this.flushRead()
    this.partRecords++
    this.partBytes += bytes
  }

  event(id: string, normalised: NormalisedEvent, raw: RawBytes): void {
    writeEvent(this.blocks.events, this.options.context, id, normalised, raw)
    this.firstIds.events ??= id
    this.counts.events++
  }

  unparsed(id: string, why: Unparsed, raw: RawBytes): void {
    writeUnparsed(this.blocks.unparsed, this.options.context, id, why, raw)
    this.firstIds.unparsed ??= id
    this.counts.unparsed++
  }

  finding({ finding, reported, captured }: EventFinding): void {
    const { findings } = this.blocks
    const { context, limits } = this.options
    writeFinding(findings, context, finding, reported, captured)
    if (reported) this.counts.findings++
    if (reported && this.sent.length < findingsSentMax) this.sent.push(finding)
    if (findings.rowCount() >= limits.batchMaxRows || findings.size() >= limits.batchMaxBytes / 2)
      this.flushFindings()
  }

  finish(): FinishedRows {
    this.flushRead()
    this.flushFindings()
    const { counts, firstIds, inserts, sent } = this
    // Findings last: none is ever visible before the event it speaks of.
    const ordered = [...inserts.events, ...inserts.unparsed, ...inserts.findings]
    return { counts, firstIds, inserts: ordered, findings: sent }
  }

  private flushRead(): void {
    this.flush('events', String(this.part))
    this.flush('unparsed', String(this.part))
    this.part++
    this.partRecords = 0
    this.partBytes = 0
  }

  // Other rules may find something else: what they find is added, and what was found before replaces itself.
  private flushFindings(): void {
    this.flush('findings', `${this.inserts.findings.length}/${this.options.rulesVersion}`)
  }

  private flush(table: LakeTable, tokenEnd: string): void {
    const block = this.blocks[table]
    const rowCount = block.rowCount()
    if (rowCount === 0) return
    const rows = block.take(this.options.takeMemory)
    const token = `${this.options.batchId}/${tokenEnd}`
    this.inserts[table].push({ table, columns: block.names, rows, format: 'Native', rowCount, token })
  }
}

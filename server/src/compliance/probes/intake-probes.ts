import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Observation, Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** A source that is switched on, and up to when what it sent has a receipt. */
export type SourceFigures = {
  readonly sourceId: string
  readonly name: string
  readonly format: string
  readonly receiptedToMs: number | undefined
}

export type ContentFigures = {
  readonly events: number
  readonly withAction: number
  readonly withPlace: number
  readonly withIdentity: number
}

/** How far records' own times are from their arrival, by source. */
export type ClockOfSource = {
  readonly sourceId: string
  readonly events: number
  /** More than a minute after they arrived. */
  readonly ahead: number
  readonly medianDelaySeconds: number
}

export type RoomFigures = { readonly freeBytes: number; readonly totalBytes: number }
export type HeartbeatFigures = {
  readonly newestMs: number | undefined
  readonly gaps: number
  readonly sources: readonly SourceFigures[]
}
/** Receipts drawn from the window, and what a search of the lake finds of the same sources and times. */
export type SearchFigures = {
  readonly receipts: number
  readonly receiptedEvents: number
  readonly foundEvents: number
  /** Receipts of records that a search of the same source and time does not find. */
  readonly receiptsWithout: number
}
export type LoggingChanges = {
  readonly stops: number
  readonly stopsInFindings: number
  readonly changes: number
  readonly sources: number
}

export type IntakeReads = {
  readonly sources: ReadFacts<readonly SourceFigures[]>
  readonly content: ReadFacts<ContentFigures>
  readonly clocks: ReadFacts<readonly ClockOfSource[]>
  readonly room: ReadFacts<RoomFigures>
  readonly heartbeats: ReadFacts<HeartbeatFigures>
  readonly search: ReadFacts<SearchFigures>
  readonly logging: ReadFacts<LoggingChanges>
}

const contentShareMin = 0.95
const roomShareMin = 0.05
const roomBytesMin = 1024 ** 3

export function intakeProbes(reads: IntakeReads): readonly Probe[] {
  return [
    receiptProbe(reads.sources),
    tenantProbe('logged-assets', reads.sources, judgeAssets),
    tenantProbe('record-content', reads.content, judgeContent),
    tenantProbe('clock-agreement', reads.clocks, judgeClocks),
    tenantProbe('intake-capacity', reads.room, judgeRoom),
    tenantProbe('silence-watch', reads.heartbeats, judgeHeartbeats),
    tenantProbe('search-check', reads.search, judgeSearch),
    tenantProbe('log-class-logging', reads.logging, judgeLogging),
  ]
}

/** Each source for itself: one that stops takes its controls with it. */
function receiptProbe(read: ReadFacts<readonly SourceFigures[]>): Probe {
  return {
    kindId: 'intake-receipt',
    observe: async (tenantId: TenantId, window: ProbeWindow) =>
      (await read(tenantId, window)).map((source) => judgeReceipts(source, window)),
  }
}

export function judgeReceipts(
  { sourceId, name, receiptedToMs }: SourceFigures,
  { fromMs }: ProbeWindow,
): Observation {
  const at = receiptedToMs === undefined ? undefined : new Date(receiptedToMs).toISOString()
  return {
    subject: `source:${sourceId}`,
    satisfied: receiptedToMs !== undefined && receiptedToMs >= fromMs,
    statement:
      at === undefined ? `Nothing of ${name} has a receipt.` : `What ${name} sent has receipts up to ${at}.`,
    figures: { sourceId, receiptedTo: at ?? null },
  }
}

export function judgeAssets(sources: readonly SourceFigures[], { fromMs }: ProbeWindow): Judged {
  const silent = sources.filter(({ receiptedToMs }) => (receiptedToMs ?? 0) < fromMs)
  return {
    satisfied: sources.length > 0,
    statement: sentence(
      `${counted(sources.length, 'source')} on the list`,
      `${silent.length} of them told as silent`,
    ),
    figures: {
      sources: sources.slice(0, 500).map(({ sourceId, name, format, receiptedToMs }) => ({
        sourceId,
        name,
        format,
        lastReceipt: receiptedToMs === undefined ? null : new Date(receiptedToMs).toISOString(),
      })),
    },
  }
}

export function judgeContent({ events, withAction, withPlace, withIdentity }: ContentFigures): Judged {
  const least = Math.min(withAction, withPlace, withIdentity)
  const percent = (count: number) => (events === 0 ? '–' : `${Math.floor((count / events) * 100)} %`)
  return {
    satisfied: events > 0 && least >= contentShareMin * events,
    statement: sentence(
      `of ${counted(events, 'record')} of what somebody did, ${percent(withAction)} name the action`,
      `${percent(withPlace)} where or from where`,
      `${percent(withIdentity)} who`,
    ),
    figures: { events, withAction, withPlace, withIdentity },
  }
}

export function judgeClocks(sources: readonly ClockOfSource[]): Judged {
  const ahead = sources.filter((source) => source.ahead > 0)
  const slowest = sources.reduce((most, one) => Math.max(most, one.medianDelaySeconds), 0)
  return {
    satisfied: sources.length > 0 && ahead.length === 0,
    statement: sentence(
      `${counted(sources.length, 'source')} sent`,
      `${ahead.length} ahead of arrival by more than a minute`,
      `the longest median delay is ${Math.round(slowest)} seconds`,
    ),
    figures: { sources: sources.slice(0, 200) },
  }
}

export function judgeRoom({ freeBytes, totalBytes }: RoomFigures): Judged {
  const gibibytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
  return {
    satisfied: freeBytes >= Math.max(roomBytesMin, roomShareMin * totalBytes),
    statement: sentence(`${gibibytes(freeBytes)} of ${gibibytes(totalBytes)} are free where the stores are`),
    figures: { freeBytes, totalBytes },
  }
}

export function judgeHeartbeats(
  { newestMs, gaps, sources }: HeartbeatFigures,
  { fromMs }: ProbeWindow,
): Judged {
  const silent = sources.filter(({ receiptedToMs }) => (receiptedToMs ?? 0) < fromMs)
  const names = silent.slice(0, 5).map(({ name }) => name)
  return {
    satisfied: newestMs !== undefined && newestMs >= fromMs,
    statement: sentence(
      newestMs === undefined
        ? 'no heartbeat is in the log'
        : `the newest heartbeat is of ${new Date(newestMs).toISOString()}`,
      `${counted(gaps, 'gap')} in the hour`,
      `${counted(silent.length, 'silent source')}${names.length === 0 ? '' : ` (${names.join(', ')})`}`,
    ),
    figures: {
      newestMs: newestMs ?? null,
      gaps,
      silent: silent.slice(0, 200).map(({ sourceId }) => sourceId),
    },
  }
}

export function judgeSearch(figures: SearchFigures): Judged {
  const { receipts, receiptedEvents, foundEvents, receiptsWithout } = figures
  return {
    satisfied: receipts > 0 && receiptsWithout === 0,
    statement: sentence(
      `${counted(receipts, 'receipt')} drawn for ${counted(receiptedEvents, 'event')}`,
      `a search of the same sources and ten minutes finds ${foundEvents}`,
      `nothing for ${counted(receiptsWithout, 'receipt')}`,
    ),
    figures,
  }
}

export function judgeLogging({ stops, stopsInFindings, changes, sources }: LoggingChanges): Judged {
  return {
    satisfied: sources > 0 && stopsInFindings >= stops,
    statement: sentence(
      `${counted(stops, 'stop')} of a log reported by the records of ${counted(sources, 'source')}`,
      `${stopsInFindings} of them in a finding`,
      `${counted(changes, 'change')} of the platform’s own sources`,
    ),
    figures: { stops, stopsInFindings, changes, sources },
  }
}

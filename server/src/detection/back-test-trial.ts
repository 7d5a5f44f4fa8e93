import type { BackTestResult } from '@countersign/api/back-test'
import { eventFacts } from '@countersign/incident/event-facts'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader, type ReaderLimits, type RecordReading } from '@countersign/ocsf/reader'
import { type SourceFormat, sourceFormats } from '@countersign/ocsf/source-format'
import { compareFindings } from './back-test-comparison.ts'
import { contendersOf, type TrialRules } from './back-test-contenders.ts'
import { TrialSide } from './back-test-side.ts'

/** A stored event, as the lake gives it back. */
export type TrialEvent = {
  readonly eventId: string
  readonly format: string
  readonly receivedAtMs: number
  readonly raw: string
}

/** Two versions of a rule over the same events, in any order. It waits for nothing and shares nothing. */
export type Trial = {
  readonly read: (events: readonly TrialEvent[]) => void
  readonly finish: () => BackTestResult
}

export function createTrial(rules: TrialRules, limits: ReaderLimits): Trial {
  const { before, after } = contendersOf(rules)
  const sides = {
    before: new TrialSide(rules.tenantId, before),
    after: new TrialSide(rules.tenantId, after),
  }
  let unreadable = 0
  const readOne = (event: TrialEvent) => {
    const reading = readingOf(event, limits)
    const { receivedAtMs, eventId } = event
    const result =
      reading === undefined ? undefined : normalise(reading.format, reading.record, { receivedAtMs })
    if (reading === undefined || result === undefined || result.kind === 'rejected') {
      unreadable++
      return
    }
    const facts = eventFacts(result.normalised, { eventId })
    sides.before.see(reading, facts)
    sides.after.see(reading, facts)
  }
  return {
    read: (events) => {
      for (const event of events) readOne(event)
    },
    finish: () => compareFindings(sides.before.finish(), sides.after.finish(), unreadable),
  }
}

/** Undefined when the record alone does not say enough: its format has a header, say. */
function readingOf({ format, raw }: TrialEvent, limits: ReaderLimits): RecordReading | undefined {
  if (!isSourceFormat(format)) return undefined
  const reading = createRecordReader(format, limits).read(raw)
  const single = reading.kind === 'records' && reading.readings.length === 1 ? reading.readings[0] : reading
  return single?.kind === 'record' ? single : undefined
}

function isSourceFormat(format: string): format is SourceFormat {
  return (sourceFormats as readonly string[]).includes(format)
}

import type { Readable } from 'node:stream'
import type { ChainEventRef } from '@countersign/authority/chain/chain-event'
import { chainEventOf } from '@countersign/authority/chain/chain-event-of'
import { ChainIndex } from '@countersign/authority/chain/chain-lookups'
import type { RecordedEvent } from '@countersign/authority/explain/event-decider'
import { UseTally } from '@countersign/authority/revoke/uses'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { RecordReading } from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'
import { EventTally } from '../event-tally.ts'
import { eventIdAt } from '../finding-collector.ts'
import { readRecords, type Site } from '../read-records.ts'
import { NearIds } from './explain-near-ids.ts'

export type FoundEvent = RecordedEvent & { readonly ref: ChainEventRef }

/** An event in a list: enough to pick one. */
export type ListedEvent = {
  readonly id: string
  readonly time: string
  readonly who: string
  readonly action: string
}

export const listedMax = 1_000
/** Records of management calls kept to build up policy from. */
const policyRecordsMax = 500_000

/** Reads logs once: what chains are followed by, what was used, and the one event that is asked about. */
export class ExplainEvents {
  readonly index = new ChainIndex()
  readonly uses = new UseTally()
  readonly tally = new EventTally()
  readonly near: NearIds
  readonly listed: ListedEvent[] = []
  /** CloudTrail records that may have changed policy or handed out a session. */
  readonly policyRecords: JsonObject[] = []
  found: FoundEvent | undefined
  /** Events that carry the id that is asked for; more than one when two records share it. */
  matches = 0
  /** Whether the trail logged reads and writes of objects, which is off by default. */
  dataEvents = false
  readonly #wanted: string | undefined
  readonly #nowMs: number

  constructor(wanted: string | undefined, nowMs: number) {
    this.#wanted = wanted
    this.#nowMs = nowMs
    this.near = new NearIds(wanted ?? '')
  }

  async read(name: string, source: Readable, onBytes: (bytes: number) => void): Promise<void> {
    const sink = {
      record: (reading: RecordReading, site: Site, ordinal: number) => this.#record(reading, site, ordinal),
      rejected: (site: Site, reason: string) => this.tally.reject(site, reason),
    }
    await readRecords(name, source, sink, { declared: 'auto', undated: 'reject', onBytes })
  }

  #record({ format, record }: RecordReading, site: Site, ordinal: number): void {
    const result = normalise(format, record, { receivedAtMs: this.#nowMs })
    if (result.kind === 'rejected') {
      this.tally.reject(site, `${result.reason}: ${result.detail}`)
      return
    }
    const { normalised } = result
    this.tally.event(format, normalised.event.time)
    const ours = eventIdAt(site, ordinal)
    const ref = { eventId: normalised.event.metadata.uid ?? ours, locator: site }
    this.#find({ normalised, fields: record.fields, ref }, ours)
    const event = chainEventOf(normalised, ref)
    if (event.marks.length > 0) this.index.add(event)
    this.uses.add(normalised)
    if (normalised.event.unmapped?.managementEvent === false) this.dataEvents = true
    if (this.#mayChangePolicy(normalised)) this.policyRecords.push(record.fields)
  }

  #find(event: FoundEvent, ours: string): void {
    const { eventId } = event.ref
    if (this.#wanted === undefined) this.#list(event)
    else if (eventId === this.#wanted || ours === this.#wanted) {
      this.matches++
      this.found ??= event
    } else this.near.see(eventId)
  }

  #list({ normalised, ref }: FoundEvent): void {
    if (this.listed.length >= listedMax) return
    this.listed.push({
      id: ref.eventId,
      time: new Date(normalised.event.time).toISOString(),
      who: normalised.identityKey ?? 'unknown',
      action: normalised.action,
    })
  }

  #mayChangePolicy({ format, event, action }: NormalisedEvent): boolean {
    if (format !== 'aws-cloudtrail' || this.policyRecords.length >= policyRecordsMax) return false
    return event.unmapped?.readOnly !== true || /^(?:AssumeRole|Get(?:Session|Federation)Token)/.test(action)
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainEvent } from '@countersign/authority/chain/chain-event'
import { chainEventOf } from '@countersign/authority/chain/chain-event-of'
import { ChainIndex } from '@countersign/authority/chain/chain-lookups'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader } from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'

export const detonationsPath = 'identity/cloudtrail-detonations'

export type CaseEvent = {
  readonly normalised: NormalisedEvent
  readonly fields: JsonObject
  readonly event: ChainEvent
}

/** One attack of the set: one file, told apart from the others, as its log would be. */
export type DetonationCase = {
  readonly name: string
  readonly events: readonly CaseEvent[]
  readonly index: ChainIndex
}

export type CaseAnswer = {
  readonly role_events: number
  readonly role_events_with_issuing_call_in_case: number
}

export function readDetonations(folder: string): readonly DetonationCase[] {
  const names = readdirSync(folder).filter((name) => /^case-.*\.json$/.test(name))
  return names
    .sort()
    .map((name) => readCase(name.replace('.json', ''), readFileSync(join(folder, name), 'utf8')))
}

export function readAnswers(folder: string): Readonly<Record<string, CaseAnswer>> {
  return JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')) as Record<string, CaseAnswer>
}

function readCase(name: string, text: string): DetonationCase {
  const reading = createRecordReader('auto').read(JSON.stringify(JSON.parse(text)))
  const readings = reading.kind === 'records' ? reading.readings : []
  const index = new ChainIndex()
  const events = readings.flatMap((one, at): readonly CaseEvent[] => {
    if (one.kind !== 'record') return []
    const result = normalise(one.format, one.record, { receivedAtMs: 0 })
    if (result.kind !== 'event') return []
    const event = chainEventOf(result.normalised, { eventId: `${name}/${at}` })
    index.add(event)
    return [{ normalised: result.normalised, fields: one.record.fields, event }]
  })
  return { name, events, index }
}

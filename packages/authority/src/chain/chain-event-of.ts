import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { readAws } from './aws-reading.ts'
import type { ChainEvent, ChainEventRef, ChainReading } from './chain-event.ts'
import { markText } from './chain-lookups.ts'
import { readEntraAudit, readEntraSignIn, readOkta } from './directory-reading.ts'
import { readGitHub } from './github-reading.ts'
import { readKubernetes } from './kubernetes-reading.ts'
import { readSpan } from './span-reading.ts'

const readers: ReadonlyMap<SourceFormat, (normalised: NormalisedEvent) => ChainReading> = new Map([
  ['aws-cloudtrail', readAws],
  ['kubernetes-audit', readKubernetes],
  ['github-audit', readGitHub],
  ['okta-system-log', readOkta],
  ['entra-audit', readEntraAudit],
  ['entra-sign-in', readEntraSignIn],
  ['otel-genai-span', readSpan],
  ['otel-log', readSpan],
  ['generic-json', readSpan],
])

/** A record of bounded size names only so many things; what a store keeps of them is bounded, too. */
const marksPerEventMax = 100

/** OCSF `status_id`: 1 Success, 2 Failure; everything else says nothing about the outcome. */
const outcomes: Readonly<Record<number, ChainEvent['outcome']>> = { 1: 'success', 2: 'failure' }

/**
 * What following a chain needs of one event, and what the event can be found by. Secrets that a record may hold (tokens,
 * secret keys) are never read.
 */
export function chainEventOf(normalised: NormalisedEvent, ref: ChainEventRef): ChainEvent {
  const { event, format, identityKey, chain, sessionKey, action, resource } = normalised
  const reading = readers.get(format)?.(normalised) ?? { marks: [] }
  return {
    ref,
    timeMs: event.time,
    format,
    action,
    outcome: outcomes[event.status_id ?? 0] ?? 'unknown',
    identityKey,
    stated: chain,
    sessionKey,
    resource,
    session: reading.session ?? {},
    context: reading.context ?? {},
    marks: reading.marks,
  }
}

/** The marks alone, each once and as text (`markText`): what a store keeps beside an event to find it by. */
export function chainMarksOf(normalised: NormalisedEvent): readonly string[] {
  const marks = readers.get(normalised.format)?.(normalised).marks ?? []
  return marks.length < 2 ? marks.map(markText) : [...new Set(marks.map(markText))].slice(0, marksPerEventMax)
}

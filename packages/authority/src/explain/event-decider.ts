import type { AuthorityDecision } from '@countersign/explanation/explanation'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'

/** An event with the record it was read from: deciding needs what the source wrote, under the source's own names. */
export type RecordedEvent = { readonly normalised: NormalisedEvent; readonly fields: JsonObject }

/** Decides why one kind of record's call could, or could not, be made. One a format; further ones plug in here. */
export type EventDecider = {
  readonly format: SourceFormat
  readonly decide: (event: RecordedEvent) => Promise<AuthorityDecision>
}

export function decideEvent(
  event: RecordedEvent,
  deciders: readonly EventDecider[],
): Promise<AuthorityDecision> {
  const { format } = event.normalised
  const decider = deciders.find((one) => one.format === format)
  return decider === undefined ? Promise.resolve(undecidable(event.normalised)) : decider.decide(event)
}

/** What would have to be imported, by kind of record. */
const wanting: ReadonlyMap<SourceFormat, string> = new Map([
  ['aws-cloudtrail', 'No IAM policies of this account were given.'],
  ['kubernetes-audit', 'No RBAC of this cluster was given, and the API server did not write its reason.'],
  [
    'github-audit',
    'GitHub does not record which permission let a call through, and no permissions of the organisation were given.',
  ],
  [
    'okta-system-log',
    'Okta does not record which administrator role let a call through, and no role assignments were given.',
  ],
  [
    'entra-audit',
    'Entra does not record which directory role let a call through, and no role assignments were given.',
  ],
  [
    'otel-genai-span',
    'Spans do not record what let an agent use a tool, and no mandate of this agent was given.',
  ],
])

function undecidable({ format, event }: NormalisedEvent): AuthorityDecision {
  const missing =
    wanting.get(format) ?? `Nothing is known of how ${format} decides, so no policy can be asked.`
  return {
    result: 'undetermined',
    deciding: [],
    notBlockedBy: [],
    conditions: [],
    missing: [missing],
    ...(event.status_id === 1 ? { observed: 'allowed' } : {}),
    made: 'reconstructed',
    evaluator: { name: 'countersign/no-evaluator', version: '1' },
  }
}

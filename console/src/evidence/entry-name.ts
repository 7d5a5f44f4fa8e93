import type { EvidenceKind } from '@countersign/api/evidence'

/** Names one entry of a tenant's evidence. */
export type EntryName = { readonly kind: EvidenceKind; readonly ref: string }

/** Every kind, in the order of the filter, with what it is about. */
export const kindWords = {
  finding: ['Findings', 'something was found'],
  incident: ['Incidents', 'an incident was opened or changed'],
  verdict: ['Verdicts', 'what an incident was judged to be'],
  explanation: ['Explanations', 'why, as it was told'],
  decision: ['Decisions', 'an agent asked before it acted'],
  act: ['Acts of people', 'somebody did something'],
  control: ['Controls', 'a control was looked at'],
  notification: ['Notifications', 'a clock of a law, or what was submitted'],
  receipt: ['Receipts', 'what was received'],
  heartbeat: ['Heartbeats', 'it still ran'],
  gap: ['Gaps', 'something was not there'],
  erasure: ['Erasures', 'documents were made unreadable'],
  witness: ['Witnesses', 'a witness was added, removed or disagreed'],
  log: ['Logs', 'a log was begun or ended'],
} as const satisfies Readonly<Record<EvidenceKind, readonly [name: string, about: string]>>

export const evidenceKinds = Object.keys(kindWords) as readonly EvidenceKind[]

/** How the address names an entry: `finding:<ref>`; a ref may hold anything, colons too. */
export function entryText({ kind, ref }: EntryName): string {
  return `${kind}:${ref}`
}

/** Undefined for text that names no entry. */
export function readEntryName(text: string | undefined): EntryName | undefined {
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0 || colon === text.length - 1) return undefined
  const kind = evidenceKinds.find((each) => each === text.slice(0, colon))
  return kind === undefined ? undefined : { kind, ref: text.slice(colon + 1) }
}

/**
 * Something the platform records again and again, and what it is evidence for. Declared in `frameworks/evidence/*.yaml`,
 * so that people who do compliance can read and discuss it.
 */
export type EvidenceKind = {
  readonly id: string
  readonly title: string
  /** What is recorded, and when: one sentence. */
  readonly recorded: string
  /** What has to hold for a fact of it to be `satisfied`: one sentence. */
  readonly liveWhen: string
  /** One fact at least this often, also when there was nothing to do: silence is not evidence. */
  readonly cadenceSeconds: number
  /** How long one fact is evidence. At most twice the cadence. */
  readonly expiresAfterSeconds: number
  /** `each-subject`: every expected subject (each source that is switched on) needs a fact of its own. */
  readonly scope: 'tenant' | 'each-subject'
  /** OSCAL: a TEST exercises the thing, an EXAMINE looks at its records. */
  readonly method: 'TEST' | 'EXAMINE'
  readonly supports: readonly EvidenceSupport[]
}

export type EvidenceSupport = {
  readonly frameworkId: string
  readonly controlIds: readonly string[]
  /** Why a fact of this kind is evidence for these controls: one sentence. */
  readonly because: string
  /** `shows`: a control is live only while every kind that shows it is. `adds`: listed beside, and never enough. */
  readonly weight: 'shows' | 'adds'
}

/** Where an entry stands in a transparency log, for whoever checks it. */
export type LogPosition = {
  readonly origin: string
  /** Counts from 0. */
  readonly index: number
  /** SHA-256 of the leaf, 64 lower-case hex digits. */
  readonly leafHash: string
}

/** One recorded observation of an evidence kind. */
export type EvidenceFact = {
  readonly id: string
  readonly kindId: string
  /** What it was observed on: `source:3f…`, or `tenant` for the whole tenant. */
  readonly subject: string
  readonly outcome: 'satisfied' | 'not-satisfied'
  readonly collectedMs: number
  /** Earlier than the kind's own expiry, when the observation says so. It never lengthens it. */
  readonly expiresMs?: number
  /** One sentence: what was seen. */
  readonly statement: string
  readonly log?: LogPosition
  /** Where the payload is, for `relevant-evidence`. */
  readonly href?: string
}

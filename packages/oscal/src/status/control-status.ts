import type { EvidenceFact } from '../evidence/evidence-kind.ts'

/**
 * `live`: evidence of every kind that shows the control, none of it expired.
 * `manual`: a document in force, attached by a person. `lapsed`: it was live or documented, and is not any more.
 */
export type ControlState = 'live' | 'manual' | 'lapsed' | 'not-evidenced' | 'not-applicable'

/** A policy, plan or record that a person attached to a control. */
export type ControlDocument = {
  readonly id: string
  readonly frameworkId: string
  readonly controlId: string
  readonly title: string
  /** From when it is in force. */
  readonly effectiveMs: number
  /** When it was given to us: another date than the effective one, and not before which it counts. */
  readonly receivedMs: number
  /** When it has to be reviewed; it stops counting then. */
  readonly expiresMs: number
  /** SHA-256 of the document, 64 lower-case hex digits. */
  readonly sha256: string
}

/** A person's statement that a control does not apply, with the reason. */
export type NotApplicable = {
  readonly frameworkId: string
  readonly controlId: string
  readonly reason: string
  readonly decidedBy: string
  readonly decidedMs: number
  /** When it has to be looked at again; it stops counting then. */
  readonly reviewMs?: number
}

/** Why a kind of evidence does or does not carry a control now. */
export type KindStanding = {
  readonly kindId: string
  readonly standing: 'live' | 'expired' | 'failed' | 'never' | 'no-subject'
  /** While `live`: until when. `expired`: since when. `failed`: when it was seen. */
  readonly atMs?: number
  /** The subjects that keep it from being live. */
  readonly subjects: readonly string[]
  readonly facts: readonly EvidenceFact[]
  /** Why this kind is evidence for the control. */
  readonly because: string
}

export type ControlStatus = {
  readonly frameworkId: string
  readonly controlId: string
  readonly state: ControlState
  /** `live` and `manual`: until when, if nothing new comes. */
  readonly untilMs?: number
  /** One sentence each, the deciding one first. */
  readonly reasons: readonly string[]
  /** What lapses next: the kind or document that `untilMs` comes from. */
  readonly lapsesNext?: { readonly kind: 'evidence' | 'document'; readonly id: string }
  readonly shows: readonly KindStanding[]
  readonly adds: readonly KindStanding[]
  readonly documents: readonly ControlDocument[]
}

/** What the schema cannot see, by kind. */
export type ReferenceFaultKind =
  | 'duplicate-uuid'
  | 'duplicate-id'
  | 'duplicate-requirement'
  | 'dangling-party'
  | 'dangling-role'
  | 'dangling-location'
  | 'dangling-component'
  | 'dangling-actor'
  | 'dangling-subject'
  | 'dangling-observation'
  | 'dangling-risk'
  | 'dangling-finding'
  | 'dangling-task'
  | 'dangling-activity'
  | 'dangling-response'
  | 'dangling-placeholder'
  | 'dangling-implementation'
  | 'dangling-resource'
  | 'unknown-control'
  | 'unknown-statement'
  | 'unknown-parameter'
  | 'unknown-target'
  | 'import-unresolved'
  | 'import-wrong-kind'
  | 'time-reversed'
  | 'time-outside'
  | 'attachment-missing'
  | 'attachment-hash'

export type ReferenceFault = {
  readonly kind: ReferenceFaultKind
  /** Name of the document in its set. */
  readonly document: string
  /** JSON pointer (RFC 6901) from the root of the document. */
  readonly pointer: string
  /** One sentence: what is wrong. */
  readonly sentence: string
}

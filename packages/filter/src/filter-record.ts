export type TextColumn =
  | 'tenant_id'
  | 'event_id'
  | 'source_id'
  | 'format'
  | 'activity_name'
  | 'identity_key'
  | 'session_key'
  | 'host'
  | 'source_ip'
  | 'destination_ip'
  | 'action'
  | 'resource'
  | 'source_event_uid'
  | 'raw'
export type NumberColumn = 'class_uid' | 'severity_id' | 'status_id'
/** Milliseconds since the epoch. */
export type InstantColumn = 'time' | 'received_at'
/** Delegation behind the actor, each hop as `relation identity-key`. */
export type HopsColumn = 'chain'

/** An event under the names of the lake's columns: what the predicate reads. Empty text: the record names none. */
export type FilterRecord = Readonly<
  Record<TextColumn, string> &
    Record<NumberColumn | InstantColumn, number> &
    Record<HopsColumn, readonly string[]>
>

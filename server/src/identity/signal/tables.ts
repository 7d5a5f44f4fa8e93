import type { Generated } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'

export type StreamStatus = 'enabled' | 'paused' | 'disabled'
export type OutboxStatus = 'waiting' | 'delivered' | 'refused' | 'given-up'

/** Rows as PostgreSQL holds them; see ../migrations/0020-signals.sql. */
export type SignalTables = {
  signal_key: {
    tenant_id: string
    key_id: string
    public_jwk: string
    sealed: Buffer
    created_at: Date
    retired_at: Date | null
  }
  signal_stream: {
    tenant_id: string
    stream_id: string
    receiver_id: string
    receiver: string
    audience: string
    events_requested: string[]
    method: 'push' | 'poll'
    endpoint_url: string | null
    sealed: Buffer | null
    description: string | null
    status: StreamStatus
    reason: string | null
    created_at: Date
    verified_at: Date | null
    failures: Generated<number>
    last_error: Generated<string | null>
    next_attempt_at: Generated<Date | null>
    leased_until: Generated<Date | null>
  }
  signal_outbox: {
    tenant_id: string
    stream_id: string
    jti: string
    seq: Generated<string>
    claims: string
    created_at: Date
    status: OutboxStatus
    attempts: Generated<number>
    finished_at: Generated<Date | null>
    last_error: Generated<string | null>
  }
  signal_source: {
    tenant_id: string
    source_id: string
    name: string
    issuer: string
    audience: string
    jwks_uri: string | null
    jwks: string | null
    events_allowed: string[]
    subject_prefix: string | null
    is_enabled: boolean
    push_token_hash: Buffer
    poll_url: string | null
    poll_sealed: Buffer | null
    created_at: Date
    last_received_at: Generated<Date | null>
    last_error: Generated<string | null>
    last_error_at: Generated<Date | null>
  }
  signal_received: {
    tenant_id: string
    source_id: string
    jti: string
    compact: string
    content_hash: Buffer
    identity_keys: string[]
    events: string
    event_at: Date
    received_at: Date
    stored_at: Generated<Date | null>
  }
  identity_risk: {
    tenant_id: string
    identity_key: string
    level: 'LOW' | 'MEDIUM' | 'HIGH'
    previous_level: 'LOW' | 'MEDIUM' | 'HIGH' | null
    reason: string
    told_by: string
    source_id: string | null
    changed_at: Date
  }
}

export const signalTables = (tx: StateTransaction) => tx.withTables<SignalTables>()

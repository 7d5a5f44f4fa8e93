import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { askOutside } from '../../platform/egress/ask-outside.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { SignalParts } from './parts.ts'
import type { SourceRow } from './source-store.ts'

export type KeySet = ReturnType<typeof createLocalJWKSet>

/** The keys of a source. `fresh`: not older than a few seconds, because one that was looked for is not among them. */
export type TransmitterKeys = (
  source: SourceRow,
  want: 'kept' | 'fresh',
) => Promise<{ readonly ok: true; readonly keys: KeySet } | { readonly ok: false; readonly error: string }>

/** A transmitter that names unknown keys all the time does not make us ask more often than this. */
const freshSeconds = 10
const answerMaxBytes = 256 * 1024
const keptMax = 1000

type Kept = { readonly keys: KeySet; readonly atMs: number }

export function openTransmitterKeys({
  clock,
  limits,
  outside,
}: Pick<SignalParts, 'clock' | 'limits' | 'outside'>): TransmitterKeys {
  const kept = new Map<string, Kept>()
  return async (source, want) => {
    const { tenant_id, source_id, jwks_uri, jwks } = source
    if (jwks_uri === null) return { ok: true, keys: createLocalJWKSet(keySetOf(jwks ?? '') ?? { keys: [] }) }
    const name = `${tenant_id}/${source_id}/${jwks_uri}`
    const known = kept.get(name)
    const maxSeconds = want === 'fresh' ? freshSeconds : limits.signalKeySetKeptSeconds
    if (known !== undefined && clock.now() - known.atMs < maxSeconds * 1000)
      return { ok: true, keys: known.keys }
    const leaving = { tenantId: tenant_id as TenantId, purpose: 'signal-keys' } as const
    const answer = await askOutside(outside, leaving, jwks_uri, {
      method: 'GET',
      headers: { accept: 'application/jwk-set+json, application/json' },
      answerMaxBytes,
    })
    if (answer.kind === 'failed') return { ok: false, error: `keys: ${answer.error}` }
    const read = answer.status === 200 && answer.isWhole ? keySetOf(answer.text) : undefined
    if (read === undefined) return { ok: false, error: `keys: ${answer.status} without a key set` }
    if (kept.size >= keptMax) kept.clear()
    const keys = createLocalJWKSet(read)
    kept.set(name, { keys, atMs: clock.now() })
    return { ok: true, keys }
  }
}

function keySetOf(text: string): JSONWebKeySet | undefined {
  try {
    const read = JSON.parse(text) as JSONWebKeySet
    return Array.isArray(read?.keys) ? read : undefined
  } catch {
    return undefined
  }
}

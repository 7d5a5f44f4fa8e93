import {
  judgeSet,
  readSet,
  type SecurityEventToken,
  type SetRefusal,
  setType,
} from '@countersign/authority/signal/security-event-token'
import type { JsonObject } from '@countersign/ocsf/record'
import { compactVerify, decodeProtectedHeader, errors } from 'jose'
import { nowSeconds, type SignalParts } from './parts.ts'
import type { SourceRow } from './source-store.ts'
import type { KeySet, TransmitterKeys } from './transmitter-keys.ts'

/** Public keys alone: `none` and HMAC would let whoever knows the key set, or nobody's key, speak for the transmitter. */
const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
]

export type Verified =
  | { readonly ok: true; readonly set: SecurityEventToken; readonly payload: Uint8Array }
  | { readonly ok: false; readonly refusal: SetRefusal }
  /** It may be right: the keys could not be had just now. */
  | { readonly ok: 'later'; readonly error: string }

export type VerifyParts = Pick<SignalParts, 'clock' | 'limits'> & {
  readonly transmitterKeys: TransmitterKeys
}

/** Signature first, and only then what is said. */
export async function verifySet(parts: VerifyParts, source: SourceRow, compact: string): Promise<Verified> {
  const headFault = faultOfHeader(compact)
  if (headFault !== undefined) return refused('invalid_request', headFault)
  const signed = await verifySignature(parts, source, compact)
  if (signed.ok !== true) return signed
  const claims = claimsOf(signed.payload)
  if (claims === undefined) return refused('invalid_request', 'the claims are no JSON object')
  const read = readSet(claims)
  if (!read.ok) return refused('invalid_request', read.why)
  const { signalClockSkewSeconds, signalAgeMaxSeconds } = parts.limits
  const refusal = judgeSet(read.set, {
    issuer: source.issuer,
    audience: source.audience,
    nowSeconds: nowSeconds(parts),
    clockSkewSeconds: signalClockSkewSeconds,
    ageMaxSeconds: signalAgeMaxSeconds,
  })
  return refusal === undefined ? { ok: true, set: read.set, payload: signed.payload } : { ok: false, refusal }
}

/** RFC 8417 section 2.3; with or without `application/`, as RFC 7515 section 4.1.9 lets it be written. */
function faultOfHeader(compact: string): string | undefined {
  try {
    const { typ, alg } = decodeProtectedHeader(compact)
    if (typ?.toLowerCase().replace(/^application\//, '') !== setType) return `typ has to be ${setType}`
    return algorithms.includes(alg ?? '') ? undefined : 'alg has to be an asymmetric signature'
  } catch {
    return 'this is no JWS in compact form'
  }
}

type Signed = { readonly ok: true; readonly payload: Uint8Array } | Exclude<Verified, { readonly ok: true }>

async function verifySignature(
  { transmitterKeys }: VerifyParts,
  source: SourceRow,
  compact: string,
): Promise<Signed> {
  let last: Signed = refused('invalid_key', 'no key of the transmitter fits')
  for (const want of ['kept', 'fresh'] as const) {
    const found = await transmitterKeys(source, want)
    if (!found.ok) return { ok: 'later', error: found.error }
    last = await verifyWith(found.keys, compact)
    if (last.ok === true) return last
  }
  return last
}

async function verifyWith(keys: KeySet, compact: string): Promise<Signed> {
  try {
    return { ok: true, payload: (await compactVerify(compact, keys, { algorithms })).payload }
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithEach(error, compact)
    if (error instanceof errors.JWSInvalid)
      return refused('invalid_request', 'this is no JWS in compact form')
    return refused('invalid_key', 'the signature is not by a key of the transmitter')
  }
}

/** Without a `kid` several keys may fit. */
async function verifyWithEach(
  candidates: InstanceType<typeof errors.JWKSMultipleMatchingKeys>,
  compact: string,
): Promise<Signed> {
  for await (const key of candidates) {
    try {
      return { ok: true, payload: (await compactVerify(compact, key, { algorithms })).payload }
    } catch {
      // The next one may fit.
    }
  }
  return refused('invalid_key', 'the signature is not by a key of the transmitter')
}

function claimsOf(payload: Uint8Array): JsonObject | undefined {
  try {
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

function refused(
  err: SetRefusal['err'],
  description: string,
): { readonly ok: false; readonly refusal: SetRefusal } {
  return { ok: false, refusal: { err, description } }
}

import { randomBytes } from 'node:crypto'
import { setType } from '@countersign/authority/signal/security-event-token'
import type { JsonObject } from '@countersign/ocsf/record'
import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { rightNow, type SignalParts } from './parts.ts'
import { signalTables } from './tables.ts'

/** The CAEP interoperability profile asks for RS256; ES256 is read by the same libraries, in a quarter of the bytes. */
const algorithm = 'ES256'

export type Signer = (claims: JsonObject) => Promise<string>

export type SigningKeys = {
  /** The key that signs is made at the first need. */
  readonly signer: (tenantId: TenantId) => Promise<Signer>
  /** RFC 7517: the key that signs, and those before it while they are shown. */
  readonly keySet: (tenantId: TenantId) => Promise<{ readonly keys: readonly JWK[] }>
  /** A new key signs from now on. */
  readonly rotate: (
    tenantId: TenantId,
  ) => Promise<{ readonly keyId: string; readonly previousShownUntil: Date }>
}

type KeyParts = Pick<SignalParts, 'state' | 'clock' | 'box' | 'limits'>

export function openSigningKeys(parts: KeyParts): SigningKeys {
  const { state, clock, limits } = parts
  const shownAfterMs = limits.signalKeyOverlapSeconds * 1000
  return {
    signer: (tenantId) => signerOf(parts, tenantId),
    keySet: (tenantId) =>
      state.forTenant(tenantId, async (tx) => {
        const since = new Date(clock.now() - shownAfterMs)
        const rows = await signalTables(tx)
          .selectFrom('signal_key')
          .select('public_jwk')
          .where((where) => where.or([where('retired_at', 'is', null), where('retired_at', '>', since)]))
          .orderBy('created_at', 'desc')
          .execute()
        return { keys: rows.map(({ public_jwk }) => JSON.parse(public_jwk) as JWK) }
      }),
    rotate: async (tenantId) => {
      const made = await newKey(parts, tenantId)
      await state.forTenant(tenantId, async (tx) => {
        await retire(tx, rightNow(parts))
        await insert(parts, tx, tenantId, made)
      })
      return { keyId: made.keyId, previousShownUntil: new Date(clock.now() + shownAfterMs) }
    },
  }
}

async function signerOf(parts: KeyParts, tenantId: TenantId): Promise<Signer> {
  const { keyId, sealed } = await keyThatSigns(parts, tenantId)
  const privateJwk = JSON.parse(parts.box.open(purposeOf(tenantId, keyId), sealed)) as JWK
  const key = await importJWK(privateJwk, algorithm)
  return (claims) =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: algorithm, typ: setType, kid: keyId })
      .sign(key)
}

type StoredKey = { readonly keyId: string; readonly publicJwk: string; readonly sealed: Buffer }

async function keyThatSigns(parts: KeyParts, tenantId: TenantId): Promise<StoredKey> {
  const found = await parts.state.forTenant(tenantId, findKey)
  if (found !== undefined) return found
  const made = await newKey(parts, tenantId)
  const stored = await parts.state.forTenant(tenantId, async (tx) => {
    await insert(parts, tx, tenantId, made)
    return findKey(tx)
  })
  if (stored === undefined) throw new CountersignError('INTERNAL', 'a signing key was not stored')
  return stored
}

async function newKey({ box }: KeyParts, tenantId: TenantId): Promise<StoredKey> {
  const keyId = `sk-${randomBytes(8).toString('hex')}`
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: algorithm, use: 'sig' }
  const sealed = box.seal(purposeOf(tenantId, keyId), JSON.stringify(await exportJWK(privateKey)))
  return { keyId, publicJwk: JSON.stringify(publicJwk), sealed }
}

async function findKey(tx: StateTransaction): Promise<StoredKey | undefined> {
  const row = await signalTables(tx)
    .selectFrom('signal_key')
    .selectAll()
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : { keyId: row.key_id, publicJwk: row.public_jwk, sealed: row.sealed }
}

/** Somebody who was faster keeps the place. */
async function insert(
  parts: KeyParts,
  tx: StateTransaction,
  tenantId: TenantId,
  { keyId, publicJwk, sealed }: StoredKey,
): Promise<void> {
  await signalTables(tx)
    .insertInto('signal_key')
    .values({
      tenant_id: tenantId,
      key_id: keyId,
      public_jwk: publicJwk,
      sealed,
      created_at: rightNow(parts),
      retired_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function retire(tx: StateTransaction, at: Date): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_key')
    .set({ retired_at: at })
    .where('retired_at', 'is', null)
    .execute()
}

function purposeOf(tenantId: TenantId, keyId: string): string {
  return `signal-key/${tenantId}/${keyId}`
}

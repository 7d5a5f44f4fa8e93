import { randomBytes } from 'node:crypto'
import type { KeyProvider } from '../platform/keys/key-provider.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { evidenceTables } from './tables.ts'

/** Keys that documents are sealed with: one per tenant and subject. */
export type SubjectKeys = {
  /** Of each subject, made where there is none. Errors: KEY_UNAVAILABLE, STATE_DOWN. */
  readonly keysFor: (tenantId: TenantId, subjects: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>
  /** Undefined: it was erased, or never made. Errors: KEY_UNAVAILABLE, STATE_DOWN. */
  readonly keyOf: (tenantId: TenantId, subject: string) => Promise<Buffer | undefined>
}

const dataKeyBytes = 32

/** The subject of what is nobody's in particular. */
export const tenantSubject = 'tenant'

/**
 * Nothing is remembered in between: a key that its holder revokes or that is erased must not live on in memory here. How long
 * an unwrapped key may be held is the provider's to say (platform/keys).
 */
export function openSubjectKeys(state: State, provider: KeyProvider, now: () => number): SubjectKeys {
  const keyOf = async (tenantId: TenantId, subject: string) => {
    const [row] = await stored(state, tenantId, [subject])
    return row === undefined ? undefined : provider.unwrap(tenantId, row.wrapped)
  }
  return {
    keyOf,
    keysFor: async (tenantId, subjects) => {
      const wanted = [...new Set(subjects)]
      const found = new Map((await stored(state, tenantId, wanted)).map((row) => [row.subject, row.wrapped]))
      const keys = new Map<string, Buffer>()
      for (const subject of wanted) {
        const wrapped = found.get(subject)
        const key =
          wrapped === undefined
            ? await makeKey(state, provider, tenantId, subject, now())
            : await provider.unwrap(tenantId, wrapped)
        keys.set(subject, key)
      }
      return keys
    },
  }
}

/** True when there was one. What it sealed is unreadable from then on. */
export async function deleteKey(tx: StateTransaction, subject: string): Promise<boolean> {
  const { numDeletedRows } = await evidenceTables(tx)
    .deleteFrom('evidence_subject_key')
    .where('subject', '=', subject)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

function stored(state: State, tenantId: TenantId, subjects: readonly string[]) {
  return state.forTenant(tenantId, (tx) =>
    evidenceTables(tx)
      .selectFrom('evidence_subject_key')
      .select(['subject', 'wrapped'])
      .where('subject', 'in', subjects)
      .execute(),
  )
}

/** Of two that make one at once, the first is kept and both get it. */
async function makeKey(
  state: State,
  provider: KeyProvider,
  tenantId: TenantId,
  subject: string,
  nowMs: number,
): Promise<Buffer> {
  const wrapped = await provider.wrap(tenantId, randomBytes(dataKeyBytes))
  const row = await state.forTenant(tenantId, async (tx) => {
    await evidenceTables(tx)
      .insertInto('evidence_subject_key')
      .values({ tenant_id: tenantId, subject, wrapped, created_at: new Date(nowMs) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return evidenceTables(tx)
      .selectFrom('evidence_subject_key')
      .select('wrapped')
      .where('subject', '=', subject)
      .executeTakeFirstOrThrow()
  })
  return provider.unwrap(tenantId, row.wrapped)
}

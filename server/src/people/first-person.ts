import type { StateTransaction } from '../platform/state/state.ts'
import { insertPerson, type StoredPerson, updatePerson } from './person-store.ts'

export const firstPersonId = 'operator'

/**
 * The operator's first administrator, there before anybody can be invited. Whoever runs the machine signs in as this
 * person by a one-time link, also after everybody was locked out: so its rights are given back each time.
 */
export async function ensureFirstPerson(tx: StateTransaction, now: Date): Promise<void> {
  const person: StoredPerson = {
    personId: firstPersonId,
    name: 'Operator',
    email: null,
    role: 'operator-admin',
    tenantIds: null,
    groupIds: [],
    homeTenantId: null,
    createdAt: now,
    disabledAt: null,
  }
  if (await insertPerson(tx, person)) return
  const { role, tenantIds, groupIds, disabledAt } = person
  await updatePerson(tx, firstPersonId, { role, tenantIds, groupIds, disabledAt })
}

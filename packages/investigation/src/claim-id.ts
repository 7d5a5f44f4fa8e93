import { createHash } from 'node:crypto'
import type { Explanation } from '@countersign/explanation/explanation'

/**
 * Ids of an explanation's claims, in their order. They hang on its content, and with it on the tenant: an id of another
 * run, tenant or incident is no id here.
 */
export function claimIds({ id, claims }: Pick<Explanation, 'id' | 'claims'>): readonly string[] {
  return claims.map((_, at) => `c${createHash('sha256').update(`${id} ${at}`).digest('hex').slice(0, 10)}`)
}

import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'
import type { Explanation } from './explanation.ts'

/** SHA-256 of the explanation's canonical form (RFC 8785), 64 lower-case hex digits. */
export function explanationHash(explanation: Explanation): string {
  return createHash('sha256').update(canonical(explanation), 'utf8').digest('hex')
}

/**
 * The id of an explanation: the first 128 bits of the hash of everything but the id itself. So the same answer always
 * has the same id, and a changed one never keeps it.
 */
export function explanationId(content: Omit<Explanation, 'id'> & { readonly id?: string }): string {
  const { id: _, ...rest } = content
  return createHash('sha256').update(canonical(rest), 'utf8').digest('hex').slice(0, 32)
}

/** Gives the content its id. */
export function sealed(content: Omit<Explanation, 'id'>): Explanation {
  return { id: explanationId(content), ...content }
}

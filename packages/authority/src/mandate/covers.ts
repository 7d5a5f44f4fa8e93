import type { Mandate } from './mandate.ts'
import { matchesAny } from './pattern.ts'

/** Something an identity was seen to do. An empty `resource` means that the record names none. */
export type Use = { readonly action: string; readonly resource: string }

/** What a mandate says may be done, without its limits. */
export type MandateScope = Pick<Mandate, 'actions' | 'resources' | 'tools'>

export const toolCall = 'tools/call'

/**
 * Whether the scope of a mandate covers what was seen. Where the record names no resource, the action alone is compared:
 * what was not recorded is no reason to say that the mandate was left.
 */
export function covers({ actions, resources, tools }: MandateScope, { action, resource }: Use): boolean {
  if (action === toolCall && matchesAny(tools, resource)) return true
  return matchesAny(actions, action) && (resource === '' || matchesAny(resources, resource))
}

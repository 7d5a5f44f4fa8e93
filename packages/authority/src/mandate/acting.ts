import { type AccessRequest, entityName } from './access-request.ts'

/** Whose mandates a request falls under, by every key they may be filed under, and on whose behalf it is made. */
export type Acting = { readonly identityKeys: readonly string[]; readonly onBehalfOf?: string }

/**
 * Who acts. An agent that `context.agent` names acts, and the subject is the person it acts for; otherwise the subject
 * acts, for `context.on_behalf_of` if that is said. Prior actors (a nested `act`) are history and never looked at.
 * Source: AuthZEN COAZ-MCP binding (draft), section on the agent; RFC 8693 section 4.1.
 */
export function actingOf({ subject, context }: AccessRequest): Acting {
  const { agent, on_behalf_of: person } = context ?? {}
  if (typeof agent === 'string') return { identityKeys: [agent], onBehalfOf: entityName(subject) }
  return {
    identityKeys: [...new Set([subject.id, entityName(subject)])],
    ...(typeof person === 'string' ? { onBehalfOf: person } : {}),
  }
}

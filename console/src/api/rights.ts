import type { Right } from '@countersign/api/person'
import type { Session } from '@countersign/api/session'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './queries.ts'

/** Why somebody may not do it; undefined when they may. The server decides; this only says so beforehand. */
export function refusalFor(session: Pick<Session, 'person' | 'rights'>, right: Right): string | undefined {
  if (session.rights.includes(right)) return undefined
  return `Your role, ${session.person.role}, does not have the right ${right}. Ask an operator administrator.`
}

/** `refusalFor` the person who is signed in. */
export function useRefusal(right: Right): string | undefined {
  const { data: session } = useQuery(sessionQuery)
  return session === undefined ? undefined : refusalFor(session, right)
}

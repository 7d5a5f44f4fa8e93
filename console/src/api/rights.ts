import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './queries.ts'

/** What the console offers to some roles only. The server decides; this says beforehand why something is not offered. */
const rolesWith = {
  'tenant.write': ['operator-admin'],
  'source.write': ['operator-admin', 'tenant-owner'],
  'source.replay': ['operator-admin', 'detection-engineer', 'analyst'],
  'rule.write': ['operator-admin', 'detection-engineer'],
  'incident.write': ['operator-admin', 'detection-engineer', 'analyst'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type OfferedRight = keyof typeof rolesWith

/** Why a role may not do it; undefined when it may. */
export function refusalFor(role: string, right: OfferedRight): string | undefined {
  const allowed: readonly string[] = rolesWith[right]
  return allowed.includes(role)
    ? undefined
    : `Your role, ${role}, does not allow it: ask ${allowed.join(' or ')}.`
}

/** `refusalFor` the person who is signed in. */
export function useRefusal(right: OfferedRight): string | undefined {
  const { data: session } = useQuery(sessionQuery)
  return session === undefined ? undefined : refusalFor(session.person.role, right)
}

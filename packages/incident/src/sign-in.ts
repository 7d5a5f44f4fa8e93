import type { EventFacts } from './finding.ts'

/** OCSF Authentication. Source: OCSF 1.9, events/iam/authentication.json. */
export const authenticationClass = 3002

/** Before a sign-in succeeds the account it names is the target: whoever tries is not that account. */
export function isFailedSignIn(event: Pick<EventFacts, 'classUid' | 'outcome'>): boolean {
  return event.classUid === authenticationClass && event.outcome === 'failure'
}

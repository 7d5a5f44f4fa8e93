import type { EventFacts } from './finding.ts'

/** OCSF Authentication. Source: OCSF 1.9, events/iam/authentication.json. */
export const authenticationClass = 3002

/** Before a sign-in succeeds the account it names is the target: whoever tries is not that account. */
export function isFailedSignIn(
  event: Pick<EventFacts, 'classUid' | 'outcome' | 'format' | 'sessionKey'>,
): boolean {
  if (event.classUid !== authenticationClass || event.outcome !== 'failure') return false
  // A refused AssumeRole was signed with a key: that caller is who the record says.
  return event.format !== 'aws-cloudtrail' || event.sessionKey === undefined
}

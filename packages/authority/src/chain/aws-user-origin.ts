import type { ChainEvent } from './chain-event.ts'
import { notLooked, type Walk } from './chain-lookups.ts'
import { earlierHop, hopOf, named, type Origin, origin, unknownHop } from './hop.ts'
import { issuerByKey, lastBefore } from './issuer.ts'
import { statedHops } from './stated-origin.ts'

/** ASIA… is a temporary key: some call issued it. Source: IAM User Guide, "IAM identifiers", unique id prefixes. */
export function isTemporaryAwsKey(key: string | undefined): boolean {
  return key !== undefined && /^ASIA[A-Z0-9]+$/.test(key)
}

/** A long-lived key or a root user: AWS knows the user, and nobody knows who holds the key. */
export function* longLivedOrigin(event: ChainEvent, identityKey: string): Walk<Origin> {
  const creations = yield { kind: 'creates', key: identityKey }
  const created = lastBefore(creations, event)
  const key = event.sessionKey
  const issued = key === undefined ? undefined : yield* issuerByKey(event, key)
  const made = earlierHop('creator', created, ({ action }) => `created ${named(identityKey)} with ${action}`)
  const armed = earlierHop(
    'creator',
    issued?.kind === 'known' ? issued.event : undefined,
    ({ action }) => `made the access key ${named(key ?? '')} with ${action}`,
    { also: [event] },
  )
  return origin(
    [
      unknownHop('human', notRecorded(identityKey), event),
      ...made,
      ...armed,
      ...statedHops(event),
      hopOf(
        'identity',
        identityKey,
        key === undefined ? 'acted' : `acted with its long-lived access key ${named(key)}`,
        event,
      ),
    ],
    ...(made.length + armed.length === 0 && creations !== notLooked
      ? [`Who created ${named(identityKey)} and its keys is not in the logs we hold.`]
      : []),
  )
}

function notRecorded(identityKey: string): string {
  return identityKey.endsWith(':root')
    ? 'not recorded: CloudTrail names the root user, not the person who signed in as it'
    : 'not recorded: CloudTrail names the IAM user, not the person or program that holds its key'
}

/** A console session begins with a sign-in; records show the two at about the same time and share no key. */
const signInToleranceMs = 60_000

/** Console sessions of users and of roles that a person switched to at sign-in. */
export function* signInOrigin(event: ChainEvent, identityKey: string): Walk<Origin | undefined> {
  const { session } = event
  const signIns = yield { kind: 'signs-in', key: identityKey }
  const { startedMs } = session
  const near = signIns.filter(
    (signIn) =>
      startedMs !== undefined &&
      Math.abs(signIn.timeMs - startedMs) <= signInToleranceMs &&
      signIn.outcome !== 'failure',
  )
  const [only] = near
  const mfa = session.mfa === true ? ', with a second factor' : ''
  if (only !== undefined && near.length === 1)
    return origin([
      hopOf(
        'human',
        identityKey,
        `signed in to the console${mfa}; inferred: this session began with that sign-in, to the minute`,
        only,
        { certainty: 'inferred', also: [event] },
      ),
    ])
  if (session.fromConsole !== true) return undefined
  return origin(
    [
      hopOf('human', identityKey, `worked in the console${mfa}, as AWS states of the session`, event, {
        certainty: 'inferred',
      }),
    ],
    'The sign-in to the console is not in the logs we hold.',
  )
}

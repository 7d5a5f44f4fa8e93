import type { ChainEvent } from './chain-event.ts'
import { notLooked, type Walk } from './chain-lookups.ts'
import { earlierHop, hopOf, named, type Origin, origin, unknownHop } from './hop.ts'
import { issuerByKey, lastBefore } from './issuer.ts'
import { statedHops } from './stated-origin.ts'

/** Persons and applications of a directory (Okta, Entra): the sign-in that began the session, or who made the application. */
export function* directoryOrigin(event: ChainEvent): Walk<Origin> {
  const { identityKey, sessionKey } = event
  const stated = statedHops(event)
  if (identityKey === undefined)
    return origin([unknownHop('human', 'not recorded: the record names no actor', event), ...stated])
  if (/^entra:[^:]*:app\//.test(identityKey)) return yield* applicationOrigin(event, identityKey)
  const began = sessionKey === undefined ? undefined : yield* issuerByKey(event, sessionKey)
  const signIn =
    began?.kind === 'known' && began.event.ref.eventId !== event.ref.eventId ? began.event : undefined
  return origin(
    [
      ...stated,
      ...(signIn === undefined
        ? []
        : [
            hopOf(
              'session',
              identityKey,
              `began the session ${named(sessionKey ?? '')} by signing in`,
              signIn,
              { also: [event] },
            ),
          ]),
      hopOf('human', identityKey, 'acted with their account', event),
    ].toSorted(humanFirst),
  )
}

function humanFirst(a: { readonly role: string }, b: { readonly role: string }): number {
  return Number(b.role === 'human') - Number(a.role === 'human')
}

function* applicationOrigin(event: ChainEvent, identityKey: string): Walk<Origin> {
  const creations = yield { kind: 'creates', key: identityKey }
  const made = lastBefore(creations, event)
  const stated = statedHops(event)
  return origin(
    [
      ...(stated.length > 0
        ? stated
        : [unknownHop('human', 'not recorded: the application acted on its own credentials', event)]),
      ...earlierHop('creator', made, ({ action }) => `made the application with ${named(action)}`),
      hopOf('agent', identityKey, 'acted as an application', event),
    ],
    ...(made === undefined && creations !== notLooked
      ? [`Who made ${named(identityKey)} is not in the logs we hold.`]
      : []),
  )
}

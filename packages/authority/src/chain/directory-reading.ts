import type { NormalisedEvent } from '@countersign/ocsf/event'
import { objectOf, textOf } from '@countersign/ocsf/fields'
import type { ChainMark, ChainReading } from './chain-event.ts'
import { listAt, nativeFields, textAt } from './native.ts'

/** Okta ties what a person does to the sign-in by its session id. Source: Okta System Log API, `authenticationContext`. */
export function readOkta({ action, sessionKey, identityKey, event }: NormalisedEvent): ChainReading {
  const began = action === 'user.session.start' && event.status_id === 1
  return {
    marks:
      began && sessionKey !== undefined ? [{ kind: 'issues', key: sessionKey, ...about(identityKey) }] : [],
  }
}

/** Applications and service principals that somebody made. Source: Microsoft Graph, `directoryAudit`. */
export function readEntraAudit(normalised: NormalisedEvent): ChainReading {
  if (normalised.event.status_id === 2 || !/^Add (?:service principal|application)$/i.test(normalised.action))
    return { marks: [] }
  const directory = /^entra:([^:]*):/.exec(normalised.identityKey ?? '')?.[1]
  if (directory === undefined) return { marks: [] }
  const keys = applicationIds(normalised).map((id) => `entra:${directory}:app/${id.toLowerCase()}`)
  return { marks: [...new Set(keys)].map((key): ChainMark => ({ kind: 'creates', key })) }
}

function applicationIds(normalised: NormalisedEvent): readonly string[] {
  const fields = nativeFields(normalised)
  return listAt(fields, 'targetResources').flatMap((target) => {
    const appId = listAt(objectOf(target), 'modifiedProperties')
      .map(objectOf)
      .find((property) => property.displayName === 'AppId')
    const written = appId === undefined ? undefined : textAt(appId, 'newValue')
    const id = textOf(objectOf(target).id)
    return [
      ...(written === undefined ? [] : [written.replace(/["[\]]/g, '')]),
      ...(id === undefined ? [] : [id]),
    ]
  })
}

/** Every Entra sign-in writes its session id, and the person is the one who signed in. */
export function readEntraSignIn({ sessionKey, identityKey, event }: NormalisedEvent): ChainReading {
  const began = sessionKey !== undefined && event.status_id === 1
  return { marks: began ? [{ kind: 'issues', key: sessionKey, ...about(identityKey) }] : [] }
}

function about(identityKey: string | undefined): { readonly about?: string } {
  return identityKey === undefined ? {} : { about: identityKey }
}

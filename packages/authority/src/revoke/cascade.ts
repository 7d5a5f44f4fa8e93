import { type ChainEvent, marksOf } from '../chain/chain-event.ts'
import type { Walk } from '../chain/chain-lookups.ts'

/** A credential that was obtained with another one, and the call that did it. */
export type IssuedCredential = {
  readonly key: string
  /** Whose it is, where the call says. */
  readonly identityKey?: string
  readonly call: ChainEvent
}

export const cascadeMax = 50

/**
 * Every credential that was obtained with this one, and with those, and so on: revoking a session does not end the sessions
 * that it handed out. Breadth first; a circle ends; at most `cascadeMax`.
 */
export function* issuedFrom(sessionKey: string): Walk<readonly IssuedCredential[]> {
  const found = new Map<string, IssuedCredential>()
  const open = [sessionKey]
  for (let key = open.shift(); key !== undefined && found.size < cascadeMax; key = open.shift()) {
    const calls = yield { kind: 'issued-with', key }
    for (const issued of calls.flatMap(credentialsOf)) {
      if (issued.key === sessionKey || found.has(issued.key) || found.size >= cascadeMax) continue
      found.set(issued.key, issued)
      open.push(issued.key)
    }
  }
  return [...found.values()]
}

function credentialsOf(call: ChainEvent): readonly IssuedCredential[] {
  if (call.outcome === 'failure') return []
  return marksOf(call, 'issues').map(({ key, about }) => ({
    key,
    call,
    ...(about === undefined ? {} : { identityKey: about }),
  }))
}

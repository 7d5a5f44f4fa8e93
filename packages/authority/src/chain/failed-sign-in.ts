import type { AuthorityChain } from '@countersign/explanation/explanation'
import type { ChainEvent } from './chain-event.ts'
import { hopOf, named, unknownActor, unknownHop } from './hop.ts'

const signIns = /^(?:ConsoleLogin|user\.session\.start|user\.authentication\..+)$/

/** A failed sign-in names the account that somebody aimed at. Who that was, no record says. */
export function isFailedSignIn({ format, action, outcome }: ChainEvent): boolean {
  return outcome === 'failure' && (format === 'entra-sign-in' || signIns.test(action))
}

export function failedSignInChain(event: ChainEvent): AuthorityChain {
  const target = event.identityKey === undefined ? 'an account' : named(event.identityKey)
  return {
    chain: [
      unknownHop(
        'human',
        'not recorded: a failed sign-in names the account it was aimed at, not who tried',
        event,
      ),
      hopOf('tool', unknownActor, `tried to sign in as ${target} (${named(event.action)})`, event),
    ],
    missing: [],
  }
}

import { createHash } from 'node:crypto'
import type { Clock } from '../platform/clock.ts'
import type { OpenIdClient } from './open-id.ts'

/** More providers than anybody sets up: beyond it the one that was asked first is asked again. */
const keptMax = 1000

export type KeptDiscovery<Found> = {
  /** Asks once per period, however many sign in at once; a failure is not kept. */
  readonly of: (client: OpenIdClient) => Promise<Found>
  readonly forget: (client: OpenIdClient) => void
}

/** What providers say of themselves, kept for a while in this process. */
export function keptDiscovery<Found>(
  discover: (client: OpenIdClient) => Promise<Found>,
  clock: Clock,
  keptSeconds: number,
): KeptDiscovery<Found> {
  const kept = new Map<string, { readonly found: Promise<Found>; readonly untilMs: number }>()
  return {
    of: (client) => {
      const key = keyOf(client)
      const known = kept.get(key)
      if (known !== undefined && known.untilMs > clock.now()) return known.found
      const found = discover(client)
      const entry = { found, untilMs: clock.now() + keptSeconds * 1000 }
      kept.delete(key)
      kept.set(key, entry)
      const [oldest] = kept.keys()
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
      found.catch(() => {
        if (kept.get(key) === entry) kept.delete(key)
      })
      return found
    },
    forget: (client) => {
      kept.delete(keyOf(client))
    },
  }
}

/** A changed secret is another client; the secret itself is no key of a map. */
function keyOf({ issuer, clientId, clientSecret }: OpenIdClient): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, clientId, clientSecret ?? null]))
    .digest('hex')
}

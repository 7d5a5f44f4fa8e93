import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from './person.ts'

/** How long somebody who was signed out may still be told of changes. */
const checkEverySeconds = 10

/**
 * A stream lives longer than the question whether it may: it is cut once its session or key has ended, or sees other
 * tenants than it began with. A client that may still see something connects again and gets what it may see now.
 */
export function cutWhenRightsChange(
  { caller }: FastifyRequest,
  { raw }: FastifyReply,
  resolve: () => Promise<Caller | undefined>,
): void {
  // Nobody is left to be told: there is no close to come that would end the check.
  if (raw.destroyed) return
  const began = sightOf(caller)
  const check = setInterval(async () => {
    const now = await resolve().catch(() => undefined)
    if (sightOf(now) !== began) raw.destroy()
  }, checkEverySeconds * 1000)
  raw.once('close', () => clearInterval(check))
}

function sightOf(caller: Caller | undefined): string {
  return caller === undefined ? '' : [...caller.person.tenantIds, ...caller.person.rights].join()
}

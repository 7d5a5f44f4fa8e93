import type { FastifyRequest } from 'fastify'
import { CountersignError } from '../platform/errors.ts'

/** Where people reach this server: `origin` as a browser says it, `id` as passkeys are bound to it (WebAuthn, RP ID). */
export type RelyingParty = { readonly origin: string; readonly id: string }

/**
 * The public address when one is set. Without one only this machine is served, under the name the browser used. An
 * address in digits cannot hold passkeys, which needs a name. Errors: REQUEST_INVALID.
 */
export function relyingParty(request: FastifyRequest, publicUrl: string | undefined): RelyingParty {
  const { origin, hostname } = new URL(publicUrl ?? ownAddress(request))
  return { origin, id: hostname }
}

function ownAddress(request: FastifyRequest): string {
  const address = `http://${request.headers.host ?? ''}`
  const { hostname } = URL.canParse(address) ? new URL(address) : { hostname: '' }
  if (isLoopback(hostname)) return address
  throw new CountersignError('REQUEST_INVALID', 'beyond this machine the setting public-url is needed')
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** Errors: PASSKEY_REFUSED. */
export function refuseAddressInDigits({ id }: RelyingParty): void {
  if (id.startsWith('[') || /^[\d.]+$/.test(id))
    throw new CountersignError(
      'PASSKEY_REFUSED',
      `passkeys need a name and not ${id}; here http://localhost does`,
    )
}

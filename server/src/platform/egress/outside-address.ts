import { isIP } from 'node:net'
import { CountersignError, type ErrorCode } from '../errors.ts'
import { isPublicAddress } from './public-address.ts'

/** `host:port` pairs that may be private and may speak plain http: the setting webhook-allow. */
export type AllowedHosts = ReadonlySet<string>

export type Resolved = { readonly address: string; readonly family: 4 | 6 }
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>

/** What can be said of an address without asking a name server. Errors: `code`. */
export function checkedOutsideUrl(
  text: string,
  allowed: AllowedHosts,
  code: RefusalCode = 'NOTIFICATION_TARGET_REFUSED',
): URL {
  const refused = (why: string) => new CountersignError(code, why)
  if (!URL.canParse(text)) throw refused('it is no address')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('it has to begin with https://')
  if (url.username !== '' || url.password !== '') throw refused('it holds a name or a password')
  if (allowed.has(hostAndPort(url))) return url
  if (url.protocol !== 'https:') throw refused('it has to begin with https://')
  const host = bareHost(url)
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw refused(`${host} is no address of the open internet`)
  return url
}

/**
 * The addresses to connect to, and no others: the name is not resolved a second time, so an answer that changes in between
 * changes nothing. One private address among them refuses all. Errors: NOTIFICATION_TARGET_REFUSED.
 */
export async function pinnedAddresses(
  url: URL,
  allowed: AllowedHosts,
  resolve: Resolve,
): Promise<readonly Resolved[]> {
  const host = bareHost(url)
  const family = isIP(host)
  const found = family === 0 ? await resolve(host) : [{ address: host, family: family as 4 | 6 }]
  if (found.length === 0) throw refused(`${host} has no address`)
  if (allowed.has(hostAndPort(url))) return found
  const inside = found.find(({ address }) => !isPublicAddress(address))
  if (inside !== undefined)
    throw refused(`${host} is ${inside.address}, which is no address of the open internet`)
  return found
}

export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/** `host:port`, the port of the protocol when none is written. */
export function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`
}

/** What an address is for decides how its refusal is told. */
type RefusalCode = Extract<
  ErrorCode,
  'NOTIFICATION_TARGET_REFUSED' | 'SIGNAL_ADDRESS_REFUSED' | 'LANGUAGE_MODEL_REFUSED'
>

function refused(why: string): CountersignError {
  return new CountersignError('NOTIFICATION_TARGET_REFUSED', why)
}

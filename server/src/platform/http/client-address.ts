import { isIPv4, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i

/**
 * Who asks, as an IP address: what a trusted proxy says in X-Forwarded-For, else the other end of the connection. What a
 * proxy says and is no address counts as nothing said.
 */
export function clientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  const said = plainAddress(ip)
  return isIPv4(said) || isIPv6(said) ? said : plainAddress(socket.remoteAddress ?? '')
}

/** IPv4 in IPv6 clothes (RFC 4291, section 2.5.5.2) is IPv4. */
function plainAddress(address: string): string {
  return mapped.exec(address)?.[1] ?? address
}

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 address (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

import { BlockList, isIP } from 'node:net'

/**
 * Everything that is not the open internet: IANA's special-purpose registries for IPv4 and IPv6, multicast, and the ways in
 * which an IPv6 address carries an IPv4 one.
 */
const special: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const closed = {
  ipv4: new BlockList(),
  ipv6: new BlockList(),
}
for (const [network, bits] of special) {
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6'
  closed[family].addSubnet(network, bits, family)
}

/** Whether an IP address lies on the open internet. What is no IP address does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const name = family === 4 ? 'ipv4' : 'ipv6'
  return !closed[name].check(address, name)
}

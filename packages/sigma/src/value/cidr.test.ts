import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { networkHas, parseAddress, parseNetwork } from './cidr.ts'

const inside = (network: string, address: string): boolean => networkHas(parseNetwork(network)!, address)

test('IPv6 networks cut anywhere, in every spelling of an address', () => {
  assert.ok(inside('fe80::/10', 'febf:ffff::1') && !inside('fe80::/10', 'fec0::1'))
  assert.ok(inside('2001:db8::/33', '2001:db8:7fff::') && !inside('2001:db8::/33', '2001:db8:8000::'))
  assert.ok(inside('::/0', '2001:db8::1') && inside('::/0', '10.0.0.1'))
  assert.ok(inside('::1', '0:0:0:0:0:0:0:1') && inside('::1/128', '[::1]'))
  assert.ok(inside('fe80::/64', 'fe80::1%eth0'))
  assert.ok(inside('::ffff:0:0/96', '192.0.2.1'), 'an IPv4 address is its mapped IPv6 address')
})

test('what is no address or network is neither', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1::2::3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7',
    ':',
    '1.2.3.4/8',
  ])
    assert.equal(parseAddress(text), undefined, text)
  for (const text of ['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'x/8'])
    assert.equal(parseNetwork(text), undefined, text)
})

test('an address is inside the network of its own first bits and outside that of a flipped one', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 128n - 1n), fc.integer({ min: 1, max: 128 }), (value, bits) => {
      const text = spelled(value)
      assert.equal(parseAddress(text), value)
      assert.ok(inside(`${text}/${bits}`, text))
      assert.ok(!inside(`${spelled(value ^ (1n << BigInt(128 - bits)))}/${bits}`, text))
    }),
  )
})

function spelled(value: bigint): string {
  return Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(
    ':',
  )
}

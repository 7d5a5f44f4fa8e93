import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkedOutsideUrl, pinnedAddresses, type Resolved } from './outside-address.ts'
import { isPublicAddress } from './public-address.ts'

const nothing: ReadonlySet<string> = new Set()
const refused = { code: 'NOTIFICATION_TARGET_REFUSED' }

test('addresses that are not the open internet are known, in every way they are written', () => {
  const inside = [
    '127.0.0.1',
    '127.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:1::',
    '2001:db8::1',
    'localhost',
    '',
  ]
  for (const address of inside) assert.ok(!isPublicAddress(address), address)
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])
    assert.ok(isPublicAddress(address), address)
})

describe('an address of a webhook', () => {
  test('is https and names no private address, however that is written', () => {
    for (const url of [
      'http://example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'not an address',
      'https://name:word@example.com/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://0177.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://10.1.2.3:8443/x',
    ])
      assert.throws(() => checkedOutsideUrl(url, nothing), refused, url)
    assert.equal(
      checkedOutsideUrl('https://hooks.example.com/a?b', nothing).href,
      'https://hooks.example.com/a?b',
    )
  })

  test('may be private or plain http where the operator allows that host and port, and no other port', () => {
    const allowed = new Set(['127.0.0.1:8080', '[::1]:443', 'hooks.internal:443'])
    for (const url of ['http://127.0.0.1:8080/x', 'https://[::1]/', 'https://hooks.internal/'])
      assert.ok(checkedOutsideUrl(url, allowed), url)
    for (const url of ['http://127.0.0.1:8081/', 'http://127.0.0.1/', 'http://hooks.internal/'])
      assert.throws(() => checkedOutsideUrl(url, allowed), refused, url)
  })

  test('whose name leads inside is refused when it is resolved, also when only one of its addresses does', async () => {
    const url = new URL('https://rebind.example/')
    const answering =
      (...addresses: string[]) =>
      async (): Promise<readonly Resolved[]> =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    await assert.rejects(pinnedAddresses(url, nothing, answering('10.0.0.5')), refused)
    await assert.rejects(pinnedAddresses(url, nothing, answering('1.1.1.1', '::1')), refused)
    await assert.rejects(pinnedAddresses(url, nothing, answering()), refused)
    assert.deepEqual(await pinnedAddresses(url, nothing, answering('1.1.1.1')), [
      { address: '1.1.1.1', family: 4 },
    ])
    const allowed = new Set(['rebind.example:443'])
    assert.equal((await pinnedAddresses(url, allowed, answering('10.0.0.5'))).length, 1)
  })
})

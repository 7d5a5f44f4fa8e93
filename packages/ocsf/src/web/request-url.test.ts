import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clfTimeMs } from './clf-time.ts'
import { forwardedCertificates } from './forwarded-client-cert.ts'
import { requestLineOf } from './request-line.ts'
import { authorityOf, requestUrl, urlText } from './request-url.ts'

test('a request target is read in each of its forms', () => {
  assert.equal(urlText(requestUrl('/a?b=1', 'shop.example:8443', 'https')), 'https://shop.example:8443/a?b=1')
  assert.equal(
    urlText(requestUrl('http://x.example/a?b', 'other.example', undefined)),
    'http://x.example/a?b',
  )
  const connect = requestUrl('[2001:db8::1]:443', undefined, undefined, 'CONNECT')
  assert.deepEqual([connect.hostname, connect.port, connect.path], ['2001:db8::1', 443, undefined])
  assert.equal(requestUrl('*', 'x.example', undefined).path, '*')
  assert.equal(urlText(requestUrl('/a', undefined, 'https')), undefined)
})

test('an authority gives up its port and never its user information', () => {
  assert.deepEqual(authorityOf('mara:pw@shop.example:99999'), { hostname: 'shop.example', port: undefined })
  assert.deepEqual(authorityOf('2001:db8::1'), { hostname: '2001:db8::1', port: undefined })
})

test('a request line keeps blanks in its target', () => {
  assert.deepEqual(requestLineOf('GET /a b HTTP/1.1'), {
    method: 'GET',
    target: '/a b',
    protocol: 'HTTP/1.1',
  })
  assert.deepEqual(requestLineOf('GET /a'), { method: 'GET', target: '/a', protocol: undefined })
  assert.deepEqual(requestLineOf('-'), { method: undefined, target: undefined, protocol: undefined })
})

test('times of the Common Log Format are read in their zone', () => {
  assert.equal(clfTimeMs('04/Mar/2026:09:15:27 -0530'), Date.UTC(2026, 2, 4, 14, 45, 27))
  assert.equal(clfTimeMs('04/Mar/2026:09:15:27'), Date.UTC(2026, 2, 4, 9, 15, 27))
  assert.equal(clfTimeMs('04/Mxr/2026:09:15:27'), undefined)
})

test('every second of a century survives being written as a Common Log Format time', () => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const two = (number: number) => String(number).padStart(2, '0')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (seconds) => {
      const at = new Date(seconds * 1000)
      const text = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
      return clfTimeMs(text) === seconds * 1000
    }),
  )
})

test('a forwarded certificate may hold commas and semicolons in quotes', () => {
  assert.deepEqual(forwardedCertificates('By=a;Subject="CN=x;y,z",Hash=b;URI=spiffe://t/x'), [
    { subject: 'CN=x;y,z', uri: undefined, hash: undefined, by: 'a' },
    { subject: undefined, uri: 'spiffe://t/x', hash: 'b', by: undefined },
  ])
  assert.deepEqual(forwardedCertificates('-'), [])
  assert.equal(forwardedCertificates(','.repeat(1000)).length, 16)
  fc.assert(fc.property(fc.string(), (text) => forwardedCertificates(text).length <= 16))
})

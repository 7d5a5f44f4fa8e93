import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippersFor } from './shippers.ts'

const to = { origin: 'https://soc.example:8443', sourceId: 'src_1', key: 'cs_0a1b2c3d_secret' }

test('every shipper is given the key and the address', () => {
  for (const { name, text } of shippersFor(to)) {
    assert.ok(text.includes(to.key), name)
    assert.ok(text.includes('soc.example'), name)
    assert.ok(text.includes('8443'), name)
  }
})

test('a server without TLS on its usual port gives Fluent Bit a port to connect to', () => {
  const text = shippersFor({ ...to, origin: 'http://soc.example' }).find(
    ({ name }) => name === 'Fluent Bit',
  )?.text
  assert.match(text ?? '', /Port {5}80\n/)
  assert.match(text ?? '', /Tls {6}Off/)
})

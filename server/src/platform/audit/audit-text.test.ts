import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { auditJson, auditText, auditTexts } from './audit-text.ts'

test('a text in the trail is one line, well formed and bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
      const kept = auditText(text)
      assert.ok(kept.length <= 300 && kept.isWellFormed())
      assert.doesNotMatch(kept, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
  )
})

test('a state in the trail is JSON of at most 4096 bytes; what is larger gives its size', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = auditJson(value)
      assert.ok(json !== null && Buffer.byteLength(json) <= 4096)
      JSON.parse(json)
    }),
  )
  assert.deepEqual(JSON.parse(auditJson({ list: Array(5000).fill(1) }) ?? ''), { omitted: '10010 bytes' })
  assert.equal(auditJson(undefined), null)
})

test('what is named like a secret is not kept, however deep, unless it only says whether there is one', () => {
  const noted = { name: 'a', nested: [{ clientSecret: 'x', password: 'y', api_key: 'z', hasPassword: true }] }
  assert.deepEqual(JSON.parse(auditJson(noted) ?? ''), {
    name: 'a',
    nested: [
      { clientSecret: '(not kept)', password: '(not kept)', api_key: '(not kept)', hasPassword: true },
    ],
  })
  assert.deepEqual(auditTexts({ token: 'x', tenantId: 'shop', limit: 5, left: undefined }), {
    token: '(not kept)',
    tenantId: 'shop',
    limit: '5',
  })
})

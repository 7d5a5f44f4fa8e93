import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApi, type TestApi } from './test-api.ts'

let at: TestApi
const path = '/api/tenants/shop/own-rules'
const id = '00000000-0000-4000-8000-00000000eeee'
const yaml = (eventName: string) => `
title: Mine
id: ${id}
logsource: {product: aws, service: cloudtrail}
detection:
  selection:
    eventName: ${eventName}
  condition: selection
level: low
`

before(async () => {
  at = await startTestApi()
})

after(async () => at?.stop())

test('of two people who saw the same rule, the second is told that it changed', async () => {
  const first = await at.operator.send('POST', path, { yaml: yaml('A') })
  const etag = first.headers.get('etag') ?? ''
  assert.match(etag, /^"[0-9a-f]{16}"$/)
  const both = await Promise.all(
    [at.operator, at.colleague].map((browser, index) =>
      browser.send('POST', path, { yaml: yaml(`B${index}`) }, { 'if-match': etag }),
    ),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 412])
  const stale = await at.operator.send('DELETE', `${path}/${id}`, undefined, { 'if-match': etag })
  assert.deepEqual([stale.status, stale.body.code], [412, 'PRECONDITION_FAILED'])
  assert.equal((await at.operator.send('DELETE', `${path}/${id}`)).status, 204)
})

test('a change of something that is not there, and a tag that is none, are refused', async () => {
  const absent = await at.operator.send(
    'POST',
    path,
    { yaml: yaml('A') },
    { 'if-match': '"0123456789abcdef"' },
  )
  assert.equal(absent.status, 412)
  for (const tag of ['W/"1"', 'plain', '"a", "b"', '"'])
    assert.equal(
      (await at.operator.send('POST', path, { yaml: yaml('A') }, { 'if-match': tag })).status,
      400,
      tag,
    )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApi, type TestApi } from './test-api.ts'

let at: TestApi

before(async () => {
  at = await startTestApi({ 'api-requests-per-minute': '30', 'api-writes-per-minute': '10' })
})

after(async () => at?.stop())

test('a session that asks too much is told when to come back; another is not held up', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => at.colleague.send('GET', '/api/tenants')),
  )
  const refused = answers.filter(({ status }) => status === 429)
  assert.ok(refused.length >= 5 && refused.length <= 15)
  assert.equal(refused[0]?.body.code, 'RATE_LIMITED')
  assert.match(String(refused[0]?.body.detail), /apiRequestsPerMinute is 30/)
  assert.match(refused[0]?.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  assert.equal((await at.operator.send('GET', '/api/tenants')).status, 200)
  at.skip(60_000)
  assert.equal((await at.colleague.send('GET', '/api/tenants')).status, 200)
})

test('writes have a limit of their own, and reading goes on beyond it', async () => {
  at.skip(60_000)
  const write = () => at.colleague.send('POST', '/api/tenants/shop/sources', { name: 'x' })
  const answers = await Promise.all(Array.from({ length: 14 }, write))
  assert.ok(answers.some(({ status, body }) => status === 429 && body.code === 'RATE_LIMITED'))
  assert.equal((await at.colleague.send('GET', '/api/tenants')).status, 200)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiSections } from './api-sections.ts'
import type { OpenApiDocument, Operation } from './describe-api.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let at: TestApi
let operations: ReadonlyMap<string, Operation>

before(async () => {
  at = await startTestApi()
  const { body } = await at.operator.send('GET', '/api/openapi.json')
  const { paths } = body as unknown as OpenApiDocument
  operations = new Map(
    Object.entries(paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    ),
  )
})

after(async () => at?.stop())

test('every route has a summary and a section; api-sections.ts names none that is not there', () => {
  const lacking = [...operations].filter(
    ([, { summary, tags }]) => summary === undefined || tags?.length !== 1,
  )
  assert.deepEqual(
    lacking.map(([name]) => name),
    [],
    'add them to api-sections.ts',
  )
  const named = apiSections.flatMap(({ routes }) => Object.keys(routes))
  assert.deepEqual(
    named.filter((name) => !operations.has(name)),
    [],
  )
})

test('every route tells its errors, as problem details with a stable code', () => {
  for (const [name, { responses = {} }] of operations) {
    for (const status of ['400', '429', 'default'])
      assert.deepEqual(responses[status], { $ref: '#/components/responses/Problem' }, name)
    assert.ok(
      Object.keys(responses).some((status) => /^[23]/.test(status)),
      `${name} tells no answer`,
    )
  }
})

test('operation ids are unique, and open routes ask for no sign-in', () => {
  const all = [...operations.values()] as readonly (Operation & {
    operationId?: string
    security?: unknown
  })[]
  assert.equal(new Set(all.map(({ operationId }) => operationId)).size, all.length)
  for (const operation of all) if (operation['x-access'] === 'open') assert.deepEqual(operation.security, [])
})

test('every write of somebody signed in takes an idempotency key', () => {
  const writes = [...operations].filter(
    ([name, operation]) =>
      !/^(GET|HEAD)/.test(name) && operation['x-access'] !== 'open' && name.includes('/api/'),
  )
  assert.ok(writes.length > 20)
  for (const [name, { parameters = [] }] of writes)
    assert.ok(
      parameters.some((parameter) => parameter.name === 'idempotency-key'),
      name,
    )
})

test('the page of the API comes from here alone and runs under the content security policy', async () => {
  const page = await fetch(`${at.running.url}/api/docs`)
  const html = await page.text()
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/)
  assert.ok(!/https?:\/\//.test(html) && !/<script>|style=|onclick/.test(html))
  for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g))
    assert.equal((await fetch(at.running.url + path)).status, 200, path)
})

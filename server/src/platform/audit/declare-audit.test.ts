import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../config.ts'
import { openApp } from '../http/app.ts'
import { openLog } from '../log.ts'

const app = () => openApp(readConfig({}, {}), openLog('silent'))
const answer = async () => null

test('a route that writes and has no name in the audit trail cannot be registered', async () => {
  const forgetful = await app()
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    assert.throws(
      () => forgetful.route({ method, url: '/api/things', config: { access: 'open' }, handler: answer }),
      /POST|PUT|PATCH|DELETE \/api\/things writes and has to declare its name/,
    )
  assert.throws(() =>
    forgetful.route({
      method: ['GET', 'POST'],
      url: '/api/both',
      config: { access: 'open' },
      handler: answer,
    }),
  )
})

test('a name is words with dots; reading routes need none, and neither do those outside of the API', async () => {
  const mindful = await app()
  const named = (audit: string) => ({ config: { access: 'open', audit } }) as const
  for (const name of ['things', 'Things.make', 'things.', 'things make'])
    assert.throws(() => mindful.post('/api/things', named(name), answer), /is no audit name/)
  mindful.post('/api/things', named('thing.make'), answer)
  mindful.get('/api/things', { config: { access: 'open' } }, answer)
  mindful.post('/ingest/things', answer)
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { readConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { type App, closeApp, listen, openApp } from './app.ts'

const config = readConfig({}, { port: '0' })
/** Far beyond the time a test may take: a stop that waits for it does not end here. */
const graceSeconds = 3600

async function listening(): Promise<{ readonly app: App; readonly port: number; readonly url: string }> {
  const app = await openApp(config, openLog('silent'))
  app.get('/endless', { config: { endless: true } }, (_, reply) => {
    reply.hijack()
    reply.raw.writeHead(200).write('begun')
  })
  app.get('/slow', async () => new Promise((resolve) => setTimeout(() => resolve('done'), 200)))
  const url = await listen(app, config)
  return { app, port: Number(new URL(url).port), url }
}

test('a stop does not wait for connections that were opened ahead and sent nothing', async () => {
  const { app, port } = await listening()
  const silent = connect(port, '127.0.0.1')
  await Promise.all([once(silent, 'connect'), once(app.server, 'connection')])
  const closed = once(silent, 'close')
  await closeApp(app, graceSeconds)
  await closed
})

test('a stop cuts streams that never end by themselves', async () => {
  const { app, url } = await listening()
  const response = await fetch(`${url}/endless`)
  await closeApp(app, graceSeconds)
  await assert.rejects(response.text())
})

test('a stop waits for a request that is being answered', async () => {
  const { app, url } = await listening()
  const arrived = once(app.server, 'request')
  const answer = fetch(`${url}/slow`)
  await arrived
  await closeApp(app, graceSeconds)
  assert.equal(await (await answer).text(), 'done')
})

test('a port that is taken is said plainly', async () => {
  const { app, port } = await listening()
  const second = await openApp(config, openLog('silent'))
  await assert.rejects(listen(second, { ...config, port }), { code: 'PORT_TAKEN' })
  await closeApp(app, graceSeconds)
  await closeApp(second, graceSeconds)
})

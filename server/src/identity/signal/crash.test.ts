import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import type { CreatedSignalSource } from '@countersign/api/signal'
import { startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import { temporaryFolder } from '../../platform/test-server.ts'
import { caep, claimsFor, openTransmitter, push, shop, type Transmitter, until } from './test-signals.ts'

const folder = temporaryFolder('signal-crash')
after(folder.remove)

const loader = `
  import { startPlatform } from ${JSON.stringify(new URL('../../main.ts', import.meta.url).href)}
  import { readConfig } from ${JSON.stringify(new URL('../../platform/config.ts', import.meta.url).href)}
  const config = readConfig({}, { data: process.argv[1], port: '0', 'log-level': 'silent' })
  const { tenancy, signals } = await startPlatform({ config })
  await tenancy.createTenant('shop', 'Shop')
  const created = await signals.sources.create('shop', JSON.parse(process.argv[2]))
  console.log(JSON.stringify(created))`

type Started = { readonly child: ChildProcess; readonly source: CreatedSignalSource }

async function startServer(data: string, { issuer, publicJwk }: Transmitter): Promise<Started> {
  const keys = { kind: 'inline', keys: [publicJwk] }
  const wanted = JSON.stringify({ name: 'idp', issuer, keys, subjectPrefix: null, isEnabled: true })
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', loader, data, wanted], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, source: JSON.parse(String(line)) as CreatedSignalSource }
}

const takenBeforeKill = 20

/** Pushes until the server is killed, right after an answer. Returns what was answered as taken. */
async function pushUntilKilled(
  { child, source }: Started,
  transmitter: Transmitter,
): Promise<readonly number[]> {
  const taken: number[] = []
  for (let number = 0; child.signalCode === null; number++) {
    const sub_id = { format: 'email', email: `person-${number}@acme.test` }
    const events = { [`${caep}risk-level-change`]: { principal: 'USER', current_level: 'HIGH' } }
    const compact = await transmitter.sign(
      claimsFor(transmitter, source.source.audience, { jti: `jti-${number}`, sub_id, events }),
    )
    const answer = await push(source, compact).catch(() => undefined)
    if (answer?.status === 202) taken.push(number)
    if (taken.length >= takenBeforeKill) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  return taken
}

test('after kill -9 every signal that was answered with 202 is known, is heeded, and reaches the lake once', async () => {
  const data = join(folder.path, 'data')
  const transmitter = await openTransmitter()
  const taken = await pushUntilKilled(await startServer(data, transmitter), transmitter)
  assert.equal(taken.length, takenBeforeKill)

  const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
  const running = await startPlatform({ config, consoleFolder: folder.path })
  try {
    for (const number of taken)
      assert.equal(await running.signals.riskOf(shop, `user:person-${number}@acme.test`), 'HIGH')
    await running.signals.storeReceived(shop)
    const read = () =>
      running.platform.lake
        .forTenant(shop)
        .query<{ identity_key: string; rows: number }>(
          ({ events }) =>
            `SELECT identity_key, count() AS rows FROM ${events} WHERE action = 'caep/risk-level-change' GROUP BY identity_key`,
        )
    const rows = await until(async () => {
      const found = await read()
      return found.length >= taken.length && found
    })
    assert.deepEqual(
      rows.map((row) => Number(row.rows)),
      rows.map(() => 1),
    )
  } finally {
    await running.stop()
  }
})

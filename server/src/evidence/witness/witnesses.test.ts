import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { EvidenceWitness } from '@countersign/api/evidence'
import {
  generateSecretKey,
  parseSecretKey,
  parseVerifierKey,
  verifierKeyText,
} from '@countersign/tlog/note/note-key'
import { createWitness, type Witness, type WitnessRecord } from '@countersign/tlog/witness'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../../platform/test-server.ts'

const shop = 'shop' as TenantId
const folder = temporaryFolder('witnesses')
const path = `/api/tenants/${shop}/evidence/witnesses/customer`
const cosigner = parseSecretKey(generateSecretKey('customer.example', 'ed25519-cosignature'))
const records = new Map<string, WitnessRecord>()
let witness: Witness | undefined
let server: Server
let url = ''
let running: RunningPlatform
let operator: Browser

async function shown(isDone: (one: EvidenceWitness) => boolean): Promise<EvidenceWitness> {
  for (;;) {
    const { body } = await operator.send('GET', `/api/tenants/${shop}/evidence/witnesses`)
    const found = (body as unknown as { items: readonly EvidenceWitness[] }).items.find(isDone)
    if (found !== undefined) return found
    await wait(100)
  }
}

before(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await witness?.addCheckpoint(Buffer.concat(chunks))
    response.writeHead(answer?.status ?? 503, { 'content-type': answer?.contentType ?? 'text/plain' })
    response.end(answer?.body ?? 'not yet')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
  const config = readConfig(
    {},
    {
      data: join(folder.path, 'data'),
      port: '0',
      'log-level': 'silent',
      'webhook-allow': `127.0.0.1:${port}`,
      'evidence-pass-milliseconds': '50',
      'evidence-witness-seconds': '1',
    },
  )
  running = await startPlatform({ config, consoleFolder: folder.path })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop')
  await running.evidence.record(shop, [{ kind: 'control', ref: 'one', at: new Date(), document: {} }])
  await running.evidence.pass(shop)
})
after(async () => {
  await running.stop()
  server.close()
  folder.remove()
})

describe('a witness of a tenant’s log', () => {
  test('that does not answer is shown as failing', async () => {
    const { status } = await operator.send('PUT', path, { url, verifierKey: verifierKeyText(cosigner) })
    assert.equal(status, 200)
    const { lastError } = await shown((one) => one.failingSince !== null)
    assert.match(lastError ?? '', /503/)
  })

  test('cosigns once it does, and the cosignature is on the checkpoint', async () => {
    const { origin, verifierKeys } = (await running.evidence.logs(shop)).logs[0] ?? {
      origin: '',
      verifierKeys: [],
    }
    witness = createWitness({
      signers: [cosigner],
      logs: verifierKeys.map(parseVerifierKey),
      store: {
        load: async (name) => records.get(name),
        save: async (record) => void records.set(record.origin, record),
      },
      nowMs: Date.now,
    })
    const cosigned = await shown((one) => one.cosignedSize !== null)
    assert.equal(cosigned.failingSince, null)
    const { log } = await running.evidence.tenantLogs.current(shop)
    assert.match(log.checkpoint(), /^— customer\.example /m)
    assert.equal(records.get(origin)?.size, cosigned.cosignedSize)
  })

  test('that holds another history is a conflict, which is logged and stays', async () => {
    for (const [origin, { size }] of records) records.set(origin, { origin, size, root: Buffer.alloc(32, 7) })
    await running.evidence.record(shop, [{ kind: 'control', ref: 'two', at: new Date(), document: {} }])
    const { conflictAt, lastError } = await shown((one) => one.conflictAt !== null)
    assert.ok(conflictAt !== null)
    assert.match(lastError ?? '', /another history/)
    // It is on its way into the log, with the change that is shown.
    await running.evidence.pass(shop)
    const { items } = await running.evidence.page(shop, {
      kind: 'witness',
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 10,
    })
    assert.equal(items.length, 1)
  })

  test('needs a key of a witness: that of a log is refused', async () => {
    const key = verifierKeyText(parseSecretKey(generateSecretKey('log.example', 'ed25519')))
    const { status, body } = await operator.send('PUT', path, { url, verifierKey: key })
    assert.equal(status, 400)
    assert.match(JSON.stringify(body), /the key of a log/)
  })

  test('goes when it is removed', async () => {
    assert.equal((await operator.send('DELETE', path)).status, 204)
    assert.equal((await operator.send('DELETE', path)).status, 404)
  })
})

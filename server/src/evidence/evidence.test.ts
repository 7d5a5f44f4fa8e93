import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { EvidenceDetail, EvidenceLogs, EvidencePage } from '@countersign/api/evidence'
import { parseVerifierKey } from '@countersign/tlog/note/note-key'
import { formatPolicy } from '@countersign/tlog/policy'
import { verifyProofFile } from '@countersign/tlog/verify/verify-proof-file'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from '../intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'

const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const folder = temporaryFolder('evidence')
const path = `/api/tenants/${shop}/evidence`
let running: RunningPlatform
let operator: Browser
let key = ''

async function started(): Promise<void> {
  const config = readConfig(
    {},
    {
      data: join(folder.path, 'data'),
      port: '0',
      'log-level': 'silent',
      'evidence-pass-milliseconds': '50',
      'evidence-heartbeat-seconds': '1',
    },
  )
  running = await startPlatform({
    config,
    consoleFolder: folder.path,
    rules: fixedRules([accessKeyRule]),
  })
  operator = await signedIn(running.url, await running.createSignInLink())
}

async function ship(number: number): Promise<void> {
  const body = ndjson([cloudTrail(number, { eventName: 'CreateAccessKey' })])
  const response = await fetch(`${running.url}/ingest/all`, { method: 'POST', headers: bearer(key), body })
  assert.equal(response.status, 200, await response.text())
}

async function entries(kind: string): Promise<EvidencePage['items']> {
  const { status, body } = await operator.send('GET', `${path}?kind=${kind}`)
  assert.equal(status, 200, JSON.stringify(body))
  return (body as unknown as EvidencePage).items
}

/** Waits until something of the kind is in the log. */
async function logged(kind: string): Promise<EvidencePage['items'][number]> {
  for (;;) {
    const found = (await entries(kind)).find(({ status }) => status === 'logged')
    if (found !== undefined) return found
    await wait(50)
  }
}

const queryOf = ({ kind, ref }: { readonly kind: string; readonly ref: string }) =>
  new URLSearchParams({ kind, ref }).toString()

async function detailOf(entry: { readonly kind: string; readonly ref: string }): Promise<EvidenceDetail> {
  const { status, body } = await operator.send('GET', `${path}/entry?${queryOf(entry)}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as EvidenceDetail
}

async function proofOf(entry: { readonly kind: string; readonly ref: string }): Promise<string> {
  const { body } = await operator.send('GET', `${path}/proof?${queryOf(entry)}`)
  return (body as unknown as { text: string }).text
}

async function logsOf(): Promise<EvidenceLogs> {
  return (await operator.send('GET', `${path}/logs`)).body as unknown as EvidenceLogs
}

async function policyOf(epoch: number): Promise<string> {
  const log = (await logsOf()).logs.find((one) => one.epoch === epoch)
  const [plain = ''] = log?.verifierKeys ?? []
  return formatPolicy([parseVerifierKey(plain)], [], 0)
}

before(async () => {
  await started()
  for (const tenantId of [shop, bank]) await running.tenancy.createTenant(tenantId, tenantId)
  key = (await running.tenancy.createSource(shop, 'all', 'auto')).key
  await ship(1)
})
after(async () => {
  await running.stop()
  folder.remove()
})

describe('evidence', () => {
  test('of what was received, found, shown and done is in the tenant’s log within seconds', async () => {
    for (const kind of ['receipt', 'finding', 'incident', 'explanation', 'heartbeat']) {
      const entry = await logged(kind)
      assert.equal(typeof entry.index, 'number', kind)
    }
    const receipt = JSON.parse((await detailOf(await logged('receipt'))).document ?? '')
    assert.equal(receipt.batches, 1)
    assert.equal(receipt.events, 1)
    assert.equal(receipt.first, true)
  })

  test('of a change that a person made is logged with the audit entry, and proven offline', async () => {
    const { status } = await operator.send('PUT', `/api/tenants/${shop}/retention`, {
      events: 30,
      unparsed: 30,
      findings: 30,
      incidents: 30,
      formats: {},
    })
    assert.equal(status, 200)
    const entry = await logged('act')
    const { envelope, document, salt } = await detailOf(entry)
    assert.equal(JSON.parse(document ?? '').action, 'tenant.retention-save')
    const hash = createHash('sha256')
      .update(Buffer.from(salt ?? '', 'base64'))
      .update(document ?? '')
    assert.equal(hash.digest('hex'), JSON.parse(envelope).payload.sha256)
    const report = await verifyProofFile({
      proof: await proofOf(entry),
      entry: Buffer.from(envelope),
      policy: await policyOf(1),
    })
    assert.deepEqual([report.ok, report.index], [true, entry.index], JSON.stringify(report))
  })

  test('a proof is no proof of another entry', async () => {
    const [one, two] = [await logged('act'), await logged('receipt')]
    const report = await verifyProofFile({
      proof: await proofOf(one),
      entry: Buffer.from((await detailOf(two)).envelope),
      policy: await policyOf(1),
    })
    assert.equal(report.ok, false)
  })

  test('the log is served as tiles, the checkpoint among them', async () => {
    const { logs } = await logsOf()
    const checkpoint = await operator.send('GET', `${path}/logs/1/checkpoint`)
    assert.equal(checkpoint.status, 200)
    const [origin, size] = (checkpoint.body as unknown as { text: string }).text.split('\n')
    assert.equal(origin, logs[0]?.origin)
    const tile = await operator.send('GET', `${path}/logs/1/tile/0/000.p/${size}`)
    assert.equal(tile.status, 200)
    assert.equal((await operator.send('GET', `${path}/logs/1/tile/9/000`)).status, 404)
    assert.equal((await operator.send('GET', `${path}/logs/7/checkpoint`)).status, 404)
  })

  test('another tenant has a log of its own, and nothing of this one', async () => {
    const { body } = await operator.send('GET', `/api/tenants/${bank}/evidence`)
    // Its own beginning and heart, and no more.
    const { items } = body as unknown as EvidencePage
    assert.ok(items.every(({ kind }) => ['log', 'heartbeat', 'gap'].includes(kind)))
  })

  test('erasing a subject takes its documents and leaves the proofs', async () => {
    const entry = await logged('act')
    const proof = await proofOf(entry)
    const { envelope, document } = await detailOf(entry)
    const { actor_kind, actor_id } = JSON.parse(document ?? '')
    const subject = `${actor_kind}/${actor_id}`
    const preview = await operator.send('GET', `${path}/erasures/preview?${new URLSearchParams({ subject })}`)
    assert.ok((preview.body as unknown as { documents: number }).documents > 0)
    const erased = await operator.send('POST', `${path}/erasures`, { subject, reason: 'a test' })
    assert.equal(erased.status, 201, JSON.stringify(erased.body))
    const left = await detailOf(entry)
    assert.deepEqual([left.document, left.salt, left.payload], [null, null, 'erased'])
    assert.equal(left.envelope, envelope)
    const report = await verifyProofFile({
      proof,
      entry: Buffer.from(left.envelope),
      policy: await policyOf(1),
    })
    assert.equal(report.ok, true)
    await logged('erasure')
    const nobody = { subject: 'person/nobody', reason: 'a test' }
    assert.equal((await operator.send('POST', `${path}/erasures`, nobody)).status, 404)
  })

  test('after a stop the log goes on, and says how long it was silent', async () => {
    const before = await logged('receipt')
    await running.stop()
    await started()
    await ship(2)
    for (;;) {
      const receipts = await entries('receipt')
      if (receipts.filter(({ status }) => status === 'logged').length === 2) break
      await wait(50)
    }
    const indexes = (await entries('receipt')).map(({ index }) => index ?? -1)
    assert.ok(Math.max(...indexes) > (before.index ?? 0))
    const [newest] = await entries('receipt')
    const document = JSON.parse((await detailOf(newest as EvidencePage['items'][number])).document ?? '')
    assert.ok(document.quietSeconds >= 0 && document.previousTo !== undefined)
    assert.equal((await logsOf()).logs.length, 1)
  })

  test('what is not there is told apart from what waits', async () => {
    const missing = await operator.send('GET', `${path}/proof?kind=act&ref=nothing`)
    assert.equal(missing.status, 404)
    assert.equal((missing.body as unknown as { code: string }).code, 'EVIDENCE_UNKNOWN')
    const odd = await operator.send('GET', `${path}?cursor=odd`)
    assert.equal(odd.status, 400)
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { ComplianceOverview, ControlDetail, FrameworkStatus } from '@countersign/api/compliance'
import {
  shippedEvidenceKinds,
  shippedFrameworks,
  shippedTechniqueControls,
} from '@countersign/oscal/shipped/shipped'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { sealingKeys, secretBox } from '../platform/auth/secret-box.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'
import type { Probe } from './probe.ts'
import { type Compliance, openCompliance } from './service.ts'

const shop = 'shop' as TenantId
const folder = temporaryFolder('compliance')
const path = `/api/tenants/${shop}/compliance`
const kindId = 'detection-run'
const hourMs = 3_600_000
let nowMs = Date.UTC(2026, 0, 1)
let running: RunningPlatform
let operator: Browser
let compliance: Compliance
let isWell = true
const told: string[] = []

const probe: Probe = {
  kindId,
  observe: async () => [
    {
      subject: 'tenant',
      satisfied: isWell,
      statement: isWell ? '12 rules ran.' : 'No rule is on.',
      figures: {},
    },
  ],
}

/** A control that the test's probe alone shows. */
function shownByProbe(): { readonly frameworkId: string; readonly controlId: string } {
  const kinds = shippedEvidenceKinds()
  const supports = kinds.find(({ id }) => id === kindId)?.supports ?? []
  const others = kinds.filter(({ id }) => id !== kindId).flatMap((kind) => kind.supports)
  for (const { frameworkId, controlIds } of supports.filter(({ weight }) => weight === 'shows'))
    for (const controlId of controlIds)
      if (!others.some((one) => one.frameworkId === frameworkId && one.controlIds.includes(controlId)))
        return { frameworkId, controlId }
  throw new Error(`no control is shown by ${kindId} alone`)
}

const shown = shownByProbe()
const stateNow = async () => (await compliance.control(shop, shown.frameworkId, shown.controlId)).state

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  running = await startPlatform({ config, consoleFolder: folder.path })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop')
  compliance = openCompliance(partsOf())
  await compliance.choose(shop, { frameworks: [{ frameworkId: shown.frameworkId }] })
})
after(async () => {
  await running.stop()
  folder.remove()
})

describe('a control', () => {
  test('that nothing was observed for is not evidenced', async () => {
    assert.equal(await stateNow(), 'not-evidenced')
  })

  test('is live while its evidence is, which is an entry of the log', async () => {
    await compliance.assess(shop)
    const { state, untilAt, shows } = await compliance.control(shop, shown.frameworkId, shown.controlId)
    assert.equal(state, 'live')
    assert.ok(untilAt !== null && Date.parse(untilAt) > nowMs)
    const fact = shows[0]?.facts[0]
    assert.equal(fact?.statement, '12 rules ran.')
    await running.evidence.pass(shop)
    const entry = await running.evidence.detail(shop, fact?.entry ?? { kind: 'control', ref: '' })
    assert.equal(JSON.parse(entry.document ?? '').statement, '12 rules ran.')
  })

  test('lapses within twice the cadence when the evidence stops, and that is told once', async () => {
    const stopped = openCompliance({ ...partsOf(), probes: [] })
    nowMs += 2 * hourMs + 1
    assert.equal(await stateNow(), 'lapsed')
    await stopped.assess(shop)
    assert.ok(told.some((one) => one.startsWith(`${shown.controlId} of ${shown.frameworkId} was live`)))
    const before = told.length
    await stopped.assess(shop)
    assert.equal(told.length, before)
  })

  test('lapses at once when a probe sees the contrary', async () => {
    isWell = true
    await compliance.assess(shop)
    assert.equal(await stateNow(), 'live')
    isWell = false
    nowMs += hourMs
    await compliance.assess(shop)
    assert.equal(await stateNow(), 'lapsed')
    isWell = true
  })

  test('can be said not to apply, with a reason, until it is looked at again', async () => {
    const reviewAt = new Date(nowMs + hourMs).toISOString()
    await compliance.exempt(
      shop,
      shown.frameworkId,
      shown.controlId,
      { reason: 'No such system here.', reviewAt },
      'Ada',
    )
    assert.equal(await stateNow(), 'not-applicable')
    nowMs += hourMs
    assert.notEqual(await stateNow(), 'not-applicable')
    await compliance.endExemption(shop, shown.frameworkId, shown.controlId)
  })
})

/** The stores of the running platform, with a clock and a probe of the test's own. */
function partsOf() {
  const { platform, evidence } = running
  const { config } = platform
  return {
    ...platform,
    evidence,
    clock: { now: () => nowMs },
    frameworks: shippedFrameworks(),
    kinds: shippedEvidenceKinds(),
    probes: [probe],
    sourcesOf: async () => [],
    detected: async () => [],
    techniqueControls: shippedTechniqueControls(),
    box: secretBox(...sealingKeys(config.sealingKeys, platform.dataDir.secretKey)),
    report: async (_: TenantId, drifts: readonly { readonly statement: string }[]) =>
      void told.push(...drifts.map(({ statement }) => statement)),
  }
}

describe('over HTTP', () => {
  const nis2 = `${path}/frameworks/nis2`

  test('frameworks are chosen; coverage is stated against all of it', async () => {
    const { status, body } = await operator.send('PUT', `${path}/frameworks`, {
      frameworks: [{ frameworkId: 'nis2' }, { frameworkId: 'nist-800-53-r5', baselineId: 'moderate' }],
    })
    assert.equal(status, 200, JSON.stringify(body))
    const { frameworks } = body as unknown as ComplianceOverview
    const nist = frameworks.find(({ frameworkId }) => frameworkId === 'nist-800-53-r5')
    assert.equal(nist?.coverage?.total, 287)
    assert.equal(frameworks.find(({ frameworkId }) => frameworkId === 'dora')?.coverage, null)
  })

  test('a document carries a control, byte for byte, until it is withdrawn', async () => {
    const { controls } = (await operator.send('GET', nis2)).body as unknown as FrameworkStatus
    const control = `${nis2}/controls/${controls[0]?.controlId}`
    const content = Buffer.from('Our policy.').toString('base64')
    const attached = await operator.send('POST', `${control}/documents`, {
      title: 'Policy',
      fileName: 'policy "1".txt',
      mediaType: 'text/plain',
      effectiveAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2099-01-01T00:00:00.000Z',
      content,
    })
    assert.equal(attached.status, 201, JSON.stringify(attached.body))
    const { documentId } = attached.body as unknown as { documentId: string }
    const detail = (await operator.send('GET', control)).body as unknown as ControlDetail
    assert.equal(detail.state, 'manual')
    assert.equal(detail.documents[0]?.receivedAt !== detail.documents[0]?.effectiveAt, true)
    const read = await operator.send('GET', `${path}/documents/${documentId}`)
    assert.equal((read.body as unknown as { text: string }).text, 'Our policy.')
    assert.equal(read.headers.get('content-type'), 'application/octet-stream')
    assert.equal((await operator.send('DELETE', `${path}/documents/${documentId}`)).status, 204)
    const after = (await operator.send('GET', control)).body as unknown as ControlDetail
    assert.notEqual(after.state, 'manual')
  })

  test('what there is not is not found; what is wrong says what to do', async () => {
    assert.equal((await operator.send('GET', `${path}/frameworks/none`)).status, 404)
    assert.equal((await operator.send('GET', `${nis2}/controls/none`)).status, 404)
    const wrong = await operator.send('PUT', `${path}/frameworks`, {
      frameworks: [{ frameworkId: 'nist-800-53-r5', baselineId: 'extreme' }],
    })
    assert.equal(wrong.status, 404)
  })
})

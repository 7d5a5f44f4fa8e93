import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { referenceFaults } from '@countersign/oscal/check/reference-faults'
import type { NamedDocument } from '@countersign/oscal/emit/emit-documents'
import { readOscal } from '@countersign/oscal/read/read-oscal'
import {
  shippedEvidenceKinds,
  shippedFrameworks,
  shippedTechniqueControls,
} from '@countersign/oscal/shipped/shipped'
import { strFromU8, unzipSync } from 'fflate'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { sealingKeys, secretBox } from '../../platform/auth/secret-box.ts'
import { readConfig } from '../../platform/config.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../../platform/test-server.ts'
import { openCompliance } from '../service.ts'
import { openCheckThread } from './check-thread.ts'

const shop = 'shop' as TenantId
const frameworkId = 'nis2-2024-2690'
const folder = temporaryFolder('oscal')
const kindId = 'detection-run'
const path = `/api/tenants/${shop}/compliance/frameworks/${frameworkId}`
const supported = shippedEvidenceKinds().find(({ id }) => id === kindId)?.supports ?? []
const controlId = supported.find((one) => one.frameworkId === frameworkId)?.controlIds[0] ?? ''
let running: RunningPlatform
let operator: Browser

async function fetched(address: string): Promise<Response> {
  return fetch(`${running.url}${address}`, { headers: { cookie: operator.cookie() } })
}

async function unzipped(address: string): Promise<Readonly<Record<string, string>>> {
  const response = await fetched(address)
  assert.equal(response.status, 200)
  const files = Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer())))
  return Object.fromEntries(files.map(([name, bytes]) => [name, strFromU8(bytes)]))
}

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  running = await startPlatform({ config, consoleFolder: folder.path })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop <& Söhne>')
  const { platform } = running
  const compliance = openCompliance({
    ...platform,
    evidence: running.evidence,
    probes: [
      {
        kindId,
        observe: async () => [
          { subject: 'tenant', satisfied: true, statement: '12 rules ran.', figures: {} },
        ],
      },
    ],
    frameworks: shippedFrameworks(),
    kinds: shippedEvidenceKinds(),
    box: secretBox(...sealingKeys(platform.config.sealingKeys, platform.dataDir.secretKey)),
    sourcesOf: async () => [],
    detected: async () => [],
    techniqueControls: shippedTechniqueControls(),
    report: async () => undefined,
  })
  await compliance.choose(shop, { frameworks: [{ frameworkId }] })
  await compliance.assess(shop)
  await running.evidence.pass(shop)
})
after(async () => {
  await running.stop()
  folder.remove()
})

describe('OSCAL documents of a tenant', () => {
  test('are a set in which every document is valid and every reference leads somewhere', async () => {
    const files = await unzipped(`${path}/oscal.zip`)
    const documents = Object.entries(files).map(([name, text]): NamedDocument => {
      const read = readOscal(text)
      assert.equal(read.kind, 'document', `${name}: ${JSON.stringify(read)}`)
      return { name, document: JSON.parse(text) }
    })
    assert.equal(documents.length, 8)
    assert.deepEqual(referenceFaults({ documents, isComplete: true }), [])
  })

  test('say of an observation where its entry stands in the log', async () => {
    const results = await (await fetched(`${path}/oscal/assessment-results.json`)).text()
    const { items } = await running.evidence.page(shop, {
      kind: 'control',
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 1,
    })
    const [entry] = items
    assert.ok(results.includes(`"value": "${entry?.index}"`))
    assert.match(results, /"name": "log-origin"/)
    assert.match(results, /"value": "[0-9a-f]{64}"/)
    assert.ok(results.includes(`ref=${encodeURIComponent(entry?.ref ?? '')}`))
  })

  test('that the set does not have are not found', async () => {
    assert.equal((await fetched(`${path}/oscal/anything.json`)).status, 404)
    const elsewhere = `/api/tenants/${shop}/compliance/frameworks/none/oscal.zip`
    assert.equal((await fetched(elsewhere)).status, 404)
  })

  test('with a defect are named with what is wrong, and where', async () => {
    const check = openCheckThread()
    const files = await unzipped(`${path}/oscal.zip`)
    const documents = Object.entries(files).map(([name, text]) => ({
      name,
      document: JSON.parse(text.replace('"import-ssp"', '"import-nothing"')),
    }))
    const faults = await check.faultsOf(documents)
    await check.close()
    assert.ok(
      faults.some(({ document }) => document === 'assessment-plan.json'),
      JSON.stringify(faults),
    )
  })
})

describe('a pack', () => {
  const pack = (controls: string) => {
    const query = new URLSearchParams({
      from: new Date(0).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      ...(controls === '' ? {} : { controls }),
    })
    return unzipped(`/api/tenants/${shop}/evidence/pack?${query}`)
  }

  test('holds status and documents, and names each control without evidence', async () => {
    const files = await pack('')
    const status = JSON.parse(files['compliance/status.json'] ?? '')
    assert.equal(status.frameworks[0].frameworkId, frameworkId)
    assert.equal(readOscal(files[`oscal/${frameworkId}/catalog.json`] ?? '').kind, 'document')
    const { missing } = JSON.parse(files['manifest.json'] ?? '')
    const named = missing.filter(({ what }: { what: string }) => what.startsWith('evidence for '))
    const without = status.frameworks[0].controls.filter(({ state }: { state: string }) =>
      ['not-evidenced', 'lapsed'].includes(state),
    )
    assert.ok(without.length > 0)
    assert.equal(named.length, without.length)
  })

  test('for some controls is about those alone', async () => {
    const files = await pack(controlId)
    const status = JSON.parse(files['compliance/status.json'] ?? '')
    assert.deepEqual(
      status.frameworks[0].controls.map((one: { controlId: string }) => one.controlId),
      [controlId],
    )
    const { profile } = JSON.parse(files[`oscal/${frameworkId}/profile.json`] ?? '')
    assert.equal(profile.imports[0]['include-controls'][0]['with-ids'].length, 1)
  })

  test('for controls that no framework of the tenant has says so', async () => {
    const files = await pack('nothing-of-this')
    assert.equal(files['compliance/status.json'], undefined)
    assert.match(files['manifest.json'] ?? '', /no framework of the tenant has these controls/)
  })
})

import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parseCheckpoint } from '@countersign/tlog/checkpoint'
import { parseVerifierKey } from '@countersign/tlog/note/note-key'
import { formatPolicy } from '@countersign/tlog/policy'
import { parseTlogProof } from '@countersign/tlog/tlog-proof'
import { verifyProofFile } from '@countersign/tlog/verify/verify-proof-file'
import { backUpOffline, restoreOffline } from '../backup-offline.ts'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { type Config, readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'

const shop = 'shop' as TenantId
const folder = temporaryFolder('evidence-restore')
after(folder.remove)

const configAt = (name: string): Config =>
  readConfig({}, { data: join(folder.path, name), port: '0', 'log-level': 'silent' })

async function during<Value>(config: Config, work: (running: RunningPlatform) => Promise<Value>) {
  const running = await startPlatform({ config, consoleFolder: folder.path })
  try {
    return await work(running)
  } finally {
    await running.stop()
  }
}

async function note({ evidence }: RunningPlatform, ref: string): Promise<void> {
  await evidence.record(shop, [{ kind: 'control', ref, at: new Date(), document: { ref } }])
  while ((await evidence.logs(shop)).waiting > 0) await evidence.pass(shop)
}

const proofOf = ({ evidence }: RunningPlatform, ref: string) => evidence.proof(shop, { kind: 'control', ref })

async function verdictOn({ evidence }: RunningPlatform, ref: string, proof: string, epoch: number) {
  const { envelope } = await evidence.detail(shop, { kind: 'control', ref })
  const log = (await evidence.logs(shop)).logs.find((one) => one.epoch === epoch)
  const [key = ''] = log?.verifierKeys ?? []
  const policy = formatPolicy([parseVerifierKey(key)], [], 0)
  return (await verifyProofFile({ proof, entry: Buffer.from(envelope), policy })).verdict
}

test('a restored server goes on in a new log, and the old one is built again and stays provable', async () => {
  const [original, restored] = [configAt('original'), configAt('restored')]
  const before = await during(original, async (running) => {
    await running.tenancy.createTenant(shop, 'Shop')
    for (const ref of ['one', 'two', 'three']) await note(running, ref)
    return proofOf(running, 'one')
  })
  await backUpOffline(original, join(folder.path, 'backup'))
  await restoreOffline(restored, join(folder.path, 'backup'))
  await during(restored, async (running) => {
    await note(running, 'four')
    const { logs } = await running.evidence.logs(shop)
    assert.deepEqual(
      logs.map(({ epoch, endedAt }) => [epoch, endedAt !== null]),
      [
        [1, true],
        [2, false],
      ],
    )
    const again = await proofOf(running, 'one')
    assert.equal(await verdictOn(running, 'one', again, 1), 'verified')
    assert.equal(await verdictOn(running, 'one', before, 1), 'verified')
    assert.equal(await verdictOn(running, 'four', await proofOf(running, 'four'), 2), 'verified')
    const [theirs, ours] = [before, again].map((proof) => parseTlogProof(proof).checkpoint)
    const log = await running.evidence.tenantLogs.ofEpoch(shop, 1)
    assert.ok(theirs !== undefined && ours !== undefined && log !== undefined)
    assert.deepEqual(await log.log.rootAt(theirs.size), theirs.root)
    const begun = await running.evidence.detail(shop, { kind: 'log', ref: 'begun/2' })
    const { previous } = JSON.parse(begun.document ?? '')
    assert.equal(parseCheckpoint(previous.checkpoint).origin, logs[0]?.origin)
  })
})

test('a log whose files are older than the state goes no further: a new one begins, and no size has two roots', async () => {
  const config = configAt('older')
  await during(config, async (running) => {
    await running.tenancy.createTenant(shop, 'Shop')
    await note(running, 'one')
  })
  rmSync(join(config.dataDir, 'evidence', shop), { recursive: true })
  await during(config, async (running) => {
    // The first pass finds it out, whoever makes it, and the next one begins the new log.
    await note(running, 'two').catch(({ message }) => assert.match(message, /an older copy was put back/))
    await note(running, 'three')
    const { epoch } = (
      await running.evidence.page(shop, {
        kind: 'control',
        from: undefined,
        to: undefined,
        after: undefined,
        limit: 1,
      })
    ).items[0] as { readonly epoch: number | null }
    assert.equal(epoch, 2)
  })
})

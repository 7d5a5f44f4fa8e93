import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { Log } from '../platform/log.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { findingQueue } from './finding-queue.ts'

const acme = 'acme' as TenantId
const globex = 'globex' as TenantId

function findings(count: number): readonly DetectionFinding[] {
  return Array.from({ length: count }, (_, index) => ({ findingId: String(index) }) as DetectionFinding)
}

function recording(fail = false) {
  const handed: (readonly [TenantId, number])[] = []
  const warnings: unknown[] = []
  const log = { warn: (what: unknown) => warnings.push(what) } as unknown as Log
  const queue = findingQueue(async (tenantId, some) => {
    handed.push([tenantId, some.length])
    await new Promise((resolve) => setImmediate(resolve))
    if (fail) throw new Error('no')
  }, log)
  return { queue, handed, warnings }
}

test('the first findings of a tenant go at once, later ones gather', async () => {
  const { queue, handed } = recording()
  queue.add(acme, findings(1))
  queue.add(acme, findings(2))
  queue.add(acme, findings(3))
  assert.deepEqual(handed, [[acme, 1]])
  await queue.idle()
  assert.deepEqual(handed, [
    [acme, 1],
    [acme, 5],
  ])
})

test('a flood at one tenant holds up another for one hand-over', async () => {
  const { queue, handed } = recording()
  queue.add(acme, findings(1200))
  queue.add(globex, findings(1))
  await queue.idle()
  assert.deepEqual(handed, [
    [acme, 500],
    [globex, 1],
    [acme, 500],
    [acme, 200],
  ])
})

test('what does not fit or cannot be handed over is left to the sweep', async () => {
  const { queue, handed, warnings } = recording(true)
  queue.add(acme, findings(6000))
  queue.add(globex, findings(1))
  await queue.idle()
  assert.equal(handed.length, 11)
  assert.equal(warnings.length, 11)
})

test('findings that gathered are handed over without being asked for', async () => {
  const { queue, handed } = recording()
  queue.add(acme, findings(1))
  await new Promise((resolve) => setTimeout(resolve, 20))
  queue.add(acme, findings(2))
  while (handed.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(handed[1], [acme, 2])
})

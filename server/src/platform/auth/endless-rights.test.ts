import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { cutWhenRightsChange } from './endless-rights.ts'
import type { Caller } from './person.ts'
import { rightsOf } from './rights.ts'

const [shop, bank] = ['shop', 'bank'] as TenantId[] as [TenantId, TenantId]

function analystOf(...tenantIds: readonly TenantId[]): Caller {
  const rights = rightsOf('analyst', 'some-tenants')
  return { kind: 'api-key', person: { personId: 'p', name: 'Ada', role: 'analyst', rights, tenantIds } }
}

const cases: readonly (readonly [string, () => Promise<Caller | undefined>, boolean])[] = [
  ['goes on while nothing changes', async () => analystOf(shop, bank), false],
  ['is cut when its session has ended', async () => undefined, true],
  ['is cut when a tenant is taken away', async () => analystOf(shop), true],
  [
    'is cut when nobody can say whether it may go on',
    async () => {
      throw new Error('the key was revoked, or the state is down')
    },
    true,
  ],
]

for (const [name, resolve, isCut] of cases)
  test(`a stream ${name}`, async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] })
    let cuts = 0
    const raw = Object.assign(new EventEmitter(), { destroy: () => cuts++ })
    const request = { caller: analystOf(shop, bank) } as FastifyRequest
    cutWhenRightsChange(request, { raw } as unknown as FastifyReply, resolve)
    context.mock.timers.tick(60_000)
    await new Promise((done) => setImmediate(done))
    assert.equal(cuts > 0, isCut)
    const before = cuts
    raw.emit('close')
    context.mock.timers.tick(60_000)
    await new Promise((done) => setImmediate(done))
    assert.equal(cuts, before, 'and nothing is asked any more once it is over')
  })

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { SubProcessor } from '@countersign/api/residency'
import { readConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { openState } from '../state/open-state.ts'
import type { State } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { temporaryFolder } from '../test-server.ts'
import { askOutside, type OutsideParts } from './ask-outside.ts'
import type { EgressRegister } from './egress-gate.ts'
import { egressLines, stateRegister, whoIs } from './state-register.ts'

const folder = temporaryFolder('egress')
const acme = 'acme' as TenantId
const beta = 'beta' as TenantId
const nowMs = Date.parse('2026-03-01T10:20:00Z')
const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') }
let state: State
let register: EgressRegister

before(async () => {
  const config = readConfig({}, { 'data-dir': folder.path })
  const log = openLog('silent')
  const opened = await openState({
    config: config.state,
    directory: `${folder.path}/state`,
    limits: config.limits,
    log,
    migrations: [],
  })
  state = opened.state
  register = stateRegister({ state, clock: { now: () => nowMs }, log })
})

after(async () => {
  await state?.close()
  folder.remove()
})

const parts = (): OutsideParts => ({
  register,
  allowed: new Set(),
  timeoutSeconds: 1,
  resolve: async () => [{ address: '10.0.0.5', family: 4 }],
})
const get = { method: 'GET', headers: {}, answerMaxBytes: 100 } as const

test('an attempt that the gate refuses is in the register of its tenant alone, with the reason and nothing sent', async () => {
  await askOutside(parts(), { tenantId: acme, purpose: 'webhook' }, 'https://inside.test/x', get)
  const [line, ...others] = await egressLines(state, acme, window)
  assert.deepEqual(others, [])
  assert.deepEqual(line, {
    purpose: 'webhook',
    host: 'inside.test:443',
    subProcessorId: null,
    country: null,
    answered: 0,
    failed: 0,
    refused: 1,
    unfinished: 0,
    sentBytes: 0,
    lastAt: new Date(nowMs).toISOString(),
    lastError: 'inside.test is 10.0.0.5, which is no address of the open internet',
  })
  assert.deepEqual(await egressLines(state, beta, window), [])
  assert.deepEqual(await egressLines(state, undefined, window), [])
})

test('what was opened and never ended stands there as unfinished', async () => {
  await register.open({ tenantId: beta, purpose: 'witness', host: 'witness.test:443' })
  const [line] = await egressLines(state, beta, window)
  assert.deepEqual([line?.unfinished, line?.answered], [1, 0])
})

test('what is of no tenant has a register of its own', async () => {
  await askOutside(parts(), { tenantId: null, purpose: 'telemetry' }, 'https://collector.test/', get)
  const hosts = (await egressLines(state, undefined, window)).map(({ host }) => host)
  assert.deepEqual(hosts, ['collector.test:443'])
})

test('nothing leaves for a tenant when it cannot be registered', async () => {
  let isAsked = false
  const closed: OutsideParts = {
    ...parts(),
    register: { open: () => Promise.reject(new Error('down')), end: async () => undefined },
    resolve: async () => {
      isAsked = true
      return []
    },
  }
  const answer = await askOutside(closed, { tenantId: acme, purpose: 'webhook' }, 'https://a.test/', get)
  assert.equal(answer.kind, 'failed')
  assert.ok(!isAsked)
})

test('a sub-processor answers for its hosts, those below them, and its purposes', () => {
  const known: readonly SubProcessor[] = [
    {
      subProcessorId: 'mail',
      name: 'Mail house',
      country: 'DE',
      hosts: ['smtp.mail.test', '*.relay.test'],
      purposes: ['mail'],
      what: 'Sends mail',
      updatedAt: new Date(nowMs).toISOString(),
    },
  ]
  const nobody = { subProcessorId: null, country: null }
  const mail = { subProcessorId: 'mail', country: 'DE' }
  assert.deepEqual(whoIs(known, 'mail', 'smtp.mail.test:587'), mail)
  assert.deepEqual(whoIs(known, 'mail', 'a.relay.test:587'), mail)
  assert.deepEqual(whoIs(known, 'mail', 'evilrelay.test:587'), nobody)
  assert.deepEqual(whoIs(known, 'webhook', 'smtp.mail.test:587'), nobody)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlatformStatus } from '@countersign/server/status'
import { examineServer } from './examine-server.ts'

const nowMs = Date.UTC(2026, 2, 4, 12)
const well: PlatformStatus = {
  version: '0.1.0',
  node: '24.21.0',
  pid: 7,
  url: 'http://127.0.0.1:7300',
  nowMs,
  residentBytes: 500 * 1_048_576,
  lake: { kind: 'chdb', status: 'up', version: '26.7.1' },
  state: { kind: 'embedded', status: 'up', version: '18.4' },
  tenants: 1,
  sources: [
    {
      tenantId: 'acme',
      name: 'web',
      createdAt: '2026-03-01T00:00:00.000Z',
      lastSeenAt: '2026-03-04T11:59:50.000Z',
      eventsLastDay: 12,
      unparsedLastDay: 0,
    },
  ],
  rules: {
    running: 3,
    packs: [{ name: 'countersign', origin: 'installation', rules: 3, installedAt: '2026-03-01' }],
    refused: [],
  },
}
const [source] = well.sources

function said(change: Partial<PlatformStatus>, askedAtMs = nowMs): readonly string[] {
  return examineServer({ ...well, ...change }, askedAtMs)
    .filter((finding) => finding.status !== 'ok')
    .map(({ status, what, detail, next }) => {
      assert.ok(next !== undefined && next !== '')
      return `${status} ${what}: ${detail}`
    })
}

test('where all is well nothing but ok is said', () => {
  assert.deepEqual(said({}), [])
})

test('a store that does not answer fails', () => {
  assert.deepEqual(said({ lake: { kind: 'chdb', status: 'down', reason: 'disk full' } }), [
    'fail lake: chdb does not answer: disk full',
  ])
})

test('sources that are silent, never sent or sent what cannot be read are named', () => {
  assert.ok(source)
  const sources = [
    { ...source, name: 'old', lastSeenAt: '2026-03-04T10:00:00.000Z' },
    { ...source, name: 'new', lastSeenAt: null },
    { ...source, name: 'odd', unparsedLastDay: 4 },
  ]
  assert.deepEqual(said({ sources }), [
    'warn sources: acme/new never sent anything',
    'warn sources: acme/old sent nothing for 60 minutes',
    'warn sources: acme/odd sent lines that could not be read',
  ])
  assert.deepEqual(said({ sources: [] }), ['warn sources: 1 tenant, no source'])
})

test('a clock that is off, and refused rules, are warnings', () => {
  assert.deepEqual(said({}, nowMs + 90_000), ['warn clock: the server is 90.0 s off this terminal'])
  const refused = [{ pack: 'x', path: 'a.yml', title: null, reason: 'broken' }]
  assert.deepEqual(said({ rules: { ...well.rules, refused } }), [
    'warn rules: 3 rules run (countersign 3); 1 document refused',
  ])
})

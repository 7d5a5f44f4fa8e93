import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '@countersign/api/source'
import { coverageOf, shareWords } from './coverage.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')
const source = (name: string, part: Partial<Source>): Source => ({
  id: name,
  tenantId: 'shop',
  name,
  format: 'auto',
  keyPrefix: 'cs_',
  createdAt: '2026-01-01T00:00:00Z',
  revokedAt: null,
  lastSeenAt: null,
  eventsLastHour: 0,
  eventsLastDay: 0,
  unparsedLastDay: 0,
  perMinute: [],
  formats: [],
  ...part,
})

test('sources that are live, quiet and have never sent are told apart; revoked ones cover nothing', () => {
  const [shop, farm] = coverageOf(
    ['shop', 'farm'],
    [
      source('trail', { lastSeenAt: '2026-03-01T11:59:00Z', eventsLastDay: 300, unparsedLastDay: 100 }),
      source('proxy', { lastSeenAt: '2026-02-01T00:00:00Z' }),
      source('mail', {}),
      source('old', { revokedAt: '2026-02-01T00:00:00Z', eventsLastDay: 9_000 }),
    ],
    nowMs,
  )
  assert.deepEqual(shop?.states, { live: 1, quiet: 1, silent: 1 })
  assert.deepEqual([shop?.quiet, shop?.silent], [['proxy'], ['mail']])
  assert.equal(shop?.lastSeenAt, '2026-03-01T11:59:00Z')
  assert.equal(shop?.unparsedShare, 0.25)
  assert.deepEqual(farm?.states, { live: 0, quiet: 0, silent: 0 })
  assert.equal(farm?.unparsedShare, undefined)
})

test('a share that is not nothing never reads as nothing', () => {
  assert.deepEqual([0, 0.00001, 0.012, 0.5].map(shareWords), ['0 %', 'under 0.1 %', '1.2 %', '50 %'])
})

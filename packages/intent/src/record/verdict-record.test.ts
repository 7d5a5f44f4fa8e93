import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeStream } from '../judge/judge-stream.ts'
import { wasmKernel } from '../kernel/wasm-kernel.ts'
import { startLearning } from '../learn/learning.ts'
import { madeUpTenant } from '../model/test-histories.ts'
import { type Basis, plainBasis } from './basis.ts'
import { changesOf, withLabel } from './feedback.ts'
import { recorder, replay, type VerdictRecord } from './verdict-record.ts'

const options = { seed: 3, epochs: 12, hidden: 16, name: 'made-up tenants', madeAt: '2026-01-01T00:00:00Z' }
const histories = ['acme', 'globex'].map((tenantId, index) => ({
  tenantId,
  events: madeUpTenant(tenantId, index + 1, 2500),
}))
const learned = startLearning(histories, options, wasmKernel).result()
const tenant = madeUpTenant('initech', 9, 900)

function verdicts() {
  const stream = judgeStream(learned.model, learned.book, wasmKernel)
  return tenant.map((event) => {
    const { judged } = stream.judge(event)
    const basis = stream.basisOf(event.entity)
    assert.ok(basis)
    return { judged, basis: plainBasis(basis) }
  })
}

const all = verdicts()
const { record } = recorder(learned, wasmKernel)
const records = all
  .filter((_, index) => index % 9 === 0)
  .map(({ judged, basis }) => record('initech', judged, basis))

test('a record says what the stream said', () => {
  for (const [index, made] of records.entries()) {
    const { judged } = all[index * 9] as (typeof all)[number]
    assert.deepEqual(made.circumstances, judged.circumstances)
    assert.deepEqual(made.decision, judged.decision)
    assert.deepEqual(made.drivers, judged.drivers)
    assert.equal(made.score, judged.score)
  }
})

test('every record is come to again bit for bit, also after a way through JSON', () => {
  for (const made of records) {
    const stored = JSON.parse(JSON.stringify(made)) as VerdictRecord
    assert.equal(replay(stored, learned, wasmKernel).isIdentical, true)
  }
})

test('a record that was touched is not come to again', () => {
  const made = records[40] as VerdictRecord
  const touched = { ...made, circumstances: { ...made.circumstances, probability: 0.999 } }
  assert.equal(replay(touched, learned, wasmKernel).isIdentical, false)
  const basis: Basis = {
    ...made.basis,
    events: made.basis.events.map((event) => ({ ...event, type: 'scan' })),
  }
  assert.equal(replay({ ...made, basis }, learned, wasmKernel).isIdentical, false)
})

test('with another book a replay says so', () => {
  const book = { ...learned.book, policy: { ...learned.book.policy, escalateFrom: 0.4 } }
  const outcome = replay(records[0] as VerdictRecord, { ...learned, book }, wasmKernel)
  assert.equal(outcome.isIdentical, false)
  assert.equal(outcome.otherwise, 'the book is another')
})

test('everything a record cites belongs to the entity that was judged', () => {
  const ids = new Map(tenant.map(({ id, entity }) => [id, entity]))
  for (const made of records) {
    const cited = [
      ...made.drivers.map(({ eventId }) => eventId),
      ...made.counterfactuals.flatMap(({ without }) => without),
      ...made.basis.events.map(({ id }) => id),
    ]
    for (const id of cited) assert.equal(ids.get(id), made.entity)
  }
})

test('a label on a cluster shows what else it changes, and changes just that', () => {
  const { judged } = all.find((one) => one.judged.clusterId !== undefined) as (typeof all)[number]
  const label = { label: 'attack', by: 'ana@example.com', at: '2026-01-02T00:00:00Z' } as const
  const after = withLabel(learned.book, judged.clusterId as string, label)
  const before = all.map((one) => one.judged)
  const changed = new Set(changesOf(before, learned.book, after).map(({ eventId }) => eventId))
  assert.ok(changed.size > 0)
  for (const { event, clusterId } of before)
    if (changed.has(event.id)) assert.equal(clusterId, judged.clusterId)
  assert.deepEqual(withLabel(after, judged.clusterId as string, undefined), learned.book)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wasmKernel } from '../kernel/wasm-kernel.ts'
import { startLearning } from '../learn/learning.ts'
import { madeUpTenant } from '../model/test-histories.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'
import { bookHash } from './judge-book.ts'
import { type Judged, judgeStream } from './judge-stream.ts'

const options = { seed: 3, epochs: 12, hidden: 16, name: 'made-up tenants', madeAt: '2026-01-01T00:00:00Z' }
const histories = ['acme', 'globex'].map((tenantId, index) => ({
  tenantId,
  events: madeUpTenant(tenantId, index + 1, 2500),
}))
const learned = startLearning(histories, options, wasmKernel).result()

const stream = () => judgeStream(learned.model, learned.book, wasmKernel)
const quiet = madeUpTenant('initech', 9, 700).filter(({ label }) => label === 'benign')
const lastMs = quiet.at(-1)?.timeMs ?? 0
const after = (seconds: number, type: string, id: string): IntentEvent => ({
  id,
  entity: 'initech-host-0',
  type,
  timeMs: lastMs + 600_000 + seconds * 1000,
})

/** A stream that has seen a quiet history, and what it says of these events. */
function sayOf(
  events: readonly IntentEvent[],
  visible = true,
): readonly ReturnType<ReturnType<typeof stream>['judge']>[] {
  const judge = stream()
  for (const event of quiet) judge.judge(event)
  return events.map((event) => judge.judge(event, visible))
}

test('routine is closed and an attack is escalated, on a tenant that was never seen', () => {
  const judge = stream()
  const all = madeUpTenant('initech', 9, 1500).map((event) => ({ event, judged: judge.judge(event).judged }))
  const scans = all.filter(({ event }) => event.type === 'scan')
  assert.ok(scans.length > 0)
  for (const { judged } of scans) assert.notEqual(judged.decision.verdict, 'close')
  const routine = all.filter(({ event }) => event.label === 'benign')
  const closed = routine.filter(({ judged }) => judged.decision.verdict === 'close')
  assert.ok(closed.length > routine.length * 0.7, `${closed.length} of ${routine.length}`)
})

test('a type that was never seen goes to a person', () => {
  const [step] = sayOf([after(0, 'something new', 'n1')])
  assert.deepEqual(step?.judged.decision, { verdict: 'abstain', reason: 'unseen-type' })
})

test('where a source is silent nothing is closed', () => {
  const [step] = sayOf([after(0, 'login', 'n1')], false)
  assert.deepEqual(step?.judged.decision, { verdict: 'abstain', reason: 'no-visibility' })
})

test('an escalation takes in what was left open on its entity just before', () => {
  const steps = sayOf([
    after(0, 'something new', 'n1'),
    after(1, 'scan', 'n2'),
    after(2, 'scan', 'n3'),
    after(3, 'scan', 'n4'),
  ])
  const escalated = steps.findIndex(({ judged }) => judged.decision.verdict === 'escalate')
  assert.ok(escalated > 0)
  const [reopened] = steps[escalated]?.reopened ?? []
  assert.equal(reopened?.event.id, 'n1')
  assert.deepEqual(reopened?.decision, { verdict: 'group', because: 'incident' })
  assert.equal(reopened?.circumstances.alarms[0]?.eventId, steps[escalated]?.judged.event.id)
})

test('what follows amidst an attack with something new is not closed, elsewhere it is', () => {
  const attack = [after(0, 'scan', 'n1'), after(1, 'scan', 'n2'), after(2, 'something new', 'n3')]
  const here = sayOf([...attack, after(3, 'login', 'n4')]).at(-1)?.judged as Judged
  assert.notEqual(here.decision.verdict, 'close')
  const routine = [...quiet].reverse().find(({ entity }) => entity === 'initech-host-1') as IntentEvent
  const elsewhere = sayOf([...attack, { ...routine, id: 'n4', timeMs: after(3, '', '').timeMs }]).at(
    -1,
  )?.judged
  assert.deepEqual(elsewhere?.circumstances.alarms, [])
})

test('a flood of something new becomes one incident instead of hundreds of questions', () => {
  const flood = Array.from({ length: 200 }, (_, index) => after(index / 10, 'something new', `n${index}`))
  const verdicts = sayOf(flood).map(({ judged }) => judged.decision)
  assert.deepEqual(verdicts[0], { verdict: 'abstain', reason: 'unseen-type' })
  assert.ok(verdicts.some((one) => one.verdict === 'escalate' && one.because === 'burst'))
  assert.ok(verdicts.filter(({ verdict }) => verdict === 'abstain').length < 60)
})

test('learning that was interrupted ends with the same model and the same book', () => {
  const begun = startLearning(histories, options, wasmKernel)
  for (let step = 0; step < 130; step += 1) begun.step()
  const resumed = startLearning(histories, options, wasmKernel, begun.snapshot())
  assert.equal(bookHash(resumed.result().book), bookHash(learned.book))
})

test('one tenant alone can be learned from: it is divided by time', () => {
  const { book } = startLearning(histories.slice(0, 1), options, wasmKernel).result()
  assert.equal(book.calibration.tenants, 1)
  assert.equal(book.calibration.events, histories[0]?.events.length)
})

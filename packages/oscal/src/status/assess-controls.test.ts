import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EvidenceFact, EvidenceKind } from '../evidence/evidence-kind.ts'
import type { Framework } from '../framework/framework.ts'
import { assessControls, type StatusInput } from './assess-controls.ts'
import type { ControlStatus } from './control-status.ts'
import { coverageOf } from './coverage.ts'
import { driftBetween } from './drift.ts'

const hourMs = 3_600_000
const now = Date.UTC(2026, 10, 24, 12)

const framework: Framework = {
  id: 'f',
  title: 'F',
  issuer: 'us',
  source: { title: 't', url: 'https://example.com', release: '1', licence: 'l' },
  counting: 'All.',
  groups: [{ id: 'g', title: 'G' }],
  controls: ['a', 'b', 'c'].map((id) => ({
    id,
    label: id,
    title: id,
    reference: id,
    group: 'g',
    isHeading: false,
  })),
  baselines: [{ id: 'small', title: 'Small', controlIds: ['a'] }],
}

function kind(id: string, controlIds: readonly string[], more: Partial<EvidenceKind> = {}): EvidenceKind {
  return {
    id,
    title: id,
    recorded: 'Hourly.',
    liveWhen: 'It holds.',
    cadenceSeconds: 3600,
    expiresAfterSeconds: 5400,
    scope: 'tenant',
    method: 'TEST',
    supports: [{ frameworkId: 'f', controlIds, because: 'It shows it.', weight: 'shows' }],
    ...more,
  }
}

function fact(kindId: string, ageMs: number, more: Partial<EvidenceFact> = {}): EvidenceFact {
  const base = {
    id: `${kindId}-${ageMs}`,
    kindId,
    subject: 'tenant',
    outcome: 'satisfied',
    statement: 'Seen.',
  } as const
  return { ...base, collectedMs: now - ageMs, ...more }
}

function input(more: Partial<StatusInput>): StatusInput {
  return {
    framework,
    kinds: [kind('x', ['a'])],
    facts: [],
    expectedSubjects: new Map(),
    documents: [],
    notApplicable: [],
    nowMs: now,
    ...more,
  }
}

const statusOf = (id: string, more: Partial<StatusInput>): ControlStatus =>
  assessControls(input(more)).find(({ controlId }) => controlId === id)!

test('a control is live while its evidence is, and says until when and what lapses next', () => {
  const status = statusOf('a', { facts: [fact('x', hourMs)] })
  assert.equal(status.state, 'live')
  assert.equal(status.untilMs, now + hourMs / 2)
  assert.deepEqual(status.lapsesNext, { kind: 'evidence', id: 'x' })
})

test('with evidence of one kind gone, a control that two kinds show has lapsed', () => {
  const kinds = [kind('x', ['a']), kind('y', ['a'])]
  const both = statusOf('a', { kinds, facts: [fact('x', 0), fact('y', hourMs)] })
  assert.equal(both.state, 'live')
  assert.equal(both.lapsesNext?.id, 'y')
  const one = statusOf('a', { kinds, facts: [fact('x', 0), fact('y', 2 * hourMs)] })
  assert.equal(one.state, 'lapsed')
  assert.match(one.reasons[0]!, /^The last y of tenant expired on 2026-11-24 11:30 UTC/)
})

test('a control that only some kinds ever showed is not evidenced, rather than lapsed', () => {
  const status = statusOf('a', { kinds: [kind('x', ['a']), kind('y', ['a'])], facts: [fact('x', 0)] })
  assert.equal(status.state, 'not-evidenced')
  assert.deepEqual(status.reasons, ['No y of tenant has been recorded.'])
})

test('evidence that only adds never makes a control live, nor keeps it from being so', () => {
  const adds = kind('y', ['a'], {
    supports: [{ frameworkId: 'f', controlIds: ['a'], because: 'It helps.', weight: 'adds' }],
  })
  assert.equal(statusOf('a', { kinds: [adds], facts: [fact('y', 0)] }).state, 'not-evidenced')
  const beside = statusOf('a', { kinds: [kind('x', ['a']), adds], facts: [fact('x', 0)] })
  assert.equal(beside.state, 'live')
  assert.equal(beside.adds[0]?.standing, 'never')
})

test('a check that says otherwise ends "live" at once', () => {
  const status = statusOf('a', {
    facts: [
      fact('x', 60_000),
      fact('x', 0, { id: 'bad', outcome: 'not-satisfied', statement: 'Two are overdue.' }),
    ],
  })
  assert.equal(status.state, 'lapsed')
  assert.match(status.reasons[0]!, /says otherwise: Two are overdue\./)
})

test('every source has to give evidence of its own; one that is silent is named', () => {
  const kinds = [kind('x', ['a'], { scope: 'each-subject' })]
  const expectedSubjects = new Map([['x', ['source:1', 'source:2']]])
  const facts = [fact('x', 0, { subject: 'source:1' }), fact('x', 2 * hourMs, { subject: 'source:2' })]
  const status = statusOf('a', { kinds, expectedSubjects, facts })
  assert.equal(status.state, 'lapsed')
  assert.match(status.reasons[0]!, /source:2/)
  assert.equal(statusOf('a', { kinds, expectedSubjects: new Map() }).state, 'not-evidenced')
})

const policy = {
  id: 'p',
  frameworkId: 'f',
  controlId: 'b',
  title: 'Policy',
  effectiveMs: now - 10 * hourMs,
  receivedMs: now - 5 * hourMs,
  expiresMs: now + hourMs,
  sha256: 'ab'.repeat(32),
}

test('a document in force makes a control manual; not before it is effective and received, nor past its review', () => {
  assert.equal(statusOf('b', { documents: [policy] }).state, 'manual')
  assert.equal(statusOf('b', { documents: [policy], nowMs: policy.receivedMs - 1 }).state, 'not-evidenced')
  assert.equal(statusOf('b', { documents: [{ ...policy, effectiveMs: now + 1 }] }).state, 'not-evidenced')
  assert.equal(statusOf('b', { documents: [policy], nowMs: policy.expiresMs }).state, 'lapsed')
})

test('a document does not hide that evidence has lapsed', () => {
  const status = statusOf('a', { documents: [{ ...policy, controlId: 'a' }], facts: [fact('x', 5 * hourMs)] })
  assert.equal(status.state, 'lapsed')
})

test('not applicable needs a reason, and ends with its review', () => {
  const exemption = {
    frameworkId: 'f',
    controlId: 'c',
    reason: 'No premises.',
    decidedBy: 'anna',
    decidedMs: now - 1,
  }
  assert.equal(statusOf('c', { notApplicable: [exemption] }).state, 'not-applicable')
  assert.equal(statusOf('c', { notApplicable: [{ ...exemption, reason: ' ' }] }).state, 'not-evidenced')
  assert.equal(statusOf('c', { notApplicable: [{ ...exemption, reviewMs: now }] }).state, 'not-evidenced')
})

test('coverage is of the whole framework, or of a baseline, and adds up', () => {
  const statuses = assessControls(input({ facts: [fact('x', 0)], documents: [policy] }))
  const none = { lapsed: 0, notApplicable: 0 }
  assert.deepEqual(coverageOf(framework, statuses), {
    total: 3,
    live: 1,
    manual: 1,
    notEvidenced: 1,
    ...none,
  })
  assert.deepEqual(coverageOf(framework, statuses, 'small'), {
    total: 1,
    live: 1,
    manual: 0,
    notEvidenced: 0,
    ...none,
  })
  assert.equal(coverageOf(framework, []).notEvidenced, 3)
})

test('what stops being shown is drift, once, with what was foreseen', () => {
  const facts = [fact('x', 0)]
  const before = assessControls(input({ facts }))
  const after = assessControls(input({ facts, nowMs: now + 2 * hourMs }))
  const [drift, ...rest] = driftBetween(before, after)
  assert.equal(rest.length, 0)
  assert.equal(drift?.controlId, 'a')
  assert.equal(drift?.sinceMs, now + 1.5 * hourMs)
  assert.match(drift!.statement, /^a of f was live and is lapsed\. The last x/)
  assert.deepEqual(driftBetween(after, after), [])
})

const ages = fc.array(
  fc.record({ ageMs: fc.integer({ min: -5 * hourMs, max: 10 * hourMs }), isGood: fc.boolean() }),
  { maxLength: 20 },
)
const someFacts = ages.map((list) =>
  list.map(({ ageMs, isGood }, index) =>
    fact('x', ageMs, { id: `${index}`, outcome: isGood ? 'satisfied' : 'not-satisfied' }),
  ),
)

test('when a source stops, its controls leave "live" within twice the cadence', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const past = facts.filter(({ collectedMs }) => collectedMs <= now)
      assert.notEqual(statusOf('a', { facts: past, nowMs: now + 2 * hourMs }).state, 'live')
    }),
  )
})

test('what was foreseen happens: live just before its end, and not at it', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const past = facts.filter(({ collectedMs }) => collectedMs <= now)
      const { state, untilMs } = statusOf('a', { facts: past })
      if (state !== 'live') return
      assert.equal(statusOf('a', { facts: past, nowMs: untilMs! - 1 }).state, 'live')
      assert.notEqual(statusOf('a', { facts: past, nowMs: untilMs! }).state, 'live')
    }),
  )
})

test('nothing from the future counts, and the order of facts does not matter', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const past = facts.filter(({ collectedMs }) => collectedMs <= now)
      assert.deepEqual(assessControls(input({ facts })), assessControls(input({ facts: past })))
      assert.deepEqual(assessControls(input({ facts: facts.toReversed() })), assessControls(input({ facts })))
    }),
  )
})

test('a fresh good fact makes the control live; its own early expiry holds, a late one does not', () => {
  fc.assert(
    fc.property(someFacts, fc.integer({ min: 1, max: 100 * hourMs }), (facts, ownMs) => {
      const fresh = fact('x', 0, { id: 'fresh', expiresMs: now + ownMs })
      const others = facts.filter(({ collectedMs }) => collectedMs < now)
      const { state, untilMs } = statusOf('a', { facts: [...others, fresh] })
      assert.equal(state, 'live')
      assert.equal(untilMs, now + Math.min(ownMs, 1.5 * hourMs))
    }),
  )
})

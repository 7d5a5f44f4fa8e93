import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agreementOf, measuredShare, whyNotYet, whyWithdraw } from './autonomy.ts'
import { type Considered, decideIncident } from './incident-verdict.ts'
import type { FamilyRow, OutcomeRow } from './tables.ts'

const at = (minute: number) => new Date(minute * 60_000)
const outcome = (verdict: OutcomeRow['verdict'], label: OutcomeRow['label'], minute: number): OutcomeRow => ({
  tenant_id: 'shop',
  incident_id: `${verdict}-${label}-${minute}`,
  verdict_id: 'v',
  verdict,
  probability: 0.1,
  families: ['backup'],
  label,
  at: at(minute),
})
const granted: FamilyRow = {
  tenant_id: 'shop',
  family_id: 'backup',
  title: 'Backup',
  mode: 'granted',
  since: at(10),
  who: 'Ada',
  reason: null,
  drifting: false,
}
const nothing = { families: [granted], outcomes: [], closings: [], reviews: [], latest: [] }

test('an interval holds the share, stays within 0 and 1, and narrows with what is counted', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (misses, others) => {
      const { share, low, high } = measuredShare(misses, misses + others)
      assert.ok(low >= 0 && high <= 1 && low <= high)
      assert.ok(share === null || (low <= share + 1e-12 && share <= high + 1e-12))
      const more = measuredShare(misses * 4, (misses + others) * 4)
      assert.ok(more.high - more.low <= high - low)
    }),
  )
  // The known value of Wilson's interval for none among 30.
  assert.equal(measuredShare(0, 30).high.toFixed(4), '0.1135')
})

test('the right to close takes agreement, and one attack among what would be closed forbids it', () => {
  const shadow = { mode: 'shadow', drifting: false } as const
  const calm = Array.from({ length: 20 }, (_, minute) => outcome('close', 'benign', minute))
  assert.equal(whyNotYet(agreementOf(calm), shadow, 20), null)
  assert.match(whyNotYet(agreementOf(calm.slice(1)), shadow, 20) ?? '', /19 of its closings/)
  assert.match(
    whyNotYet(agreementOf([...calm, outcome('close', 'attack', 99)]), shadow, 20) ?? '',
    /an attack/,
  )
  assert.match(whyNotYet(agreementOf(calm), { ...shadow, drifting: true }, 20) ?? '', /less harmless/)
})

test('a right is withdrawn on disagreement, drift and lost sight, and only by what came after the grant', () => {
  assert.equal(whyWithdraw(nothing, granted, false), undefined)
  const before = { ...nothing, outcomes: [outcome('close', 'attack', 5)] }
  assert.equal(whyWithdraw(before, granted, false), undefined)
  const after = { ...nothing, outcomes: [outcome('close', 'attack', 15)] }
  assert.match(whyWithdraw(after, granted, false) ?? '', /found an attack/)
  const escalated = { ...nothing, outcomes: [outcome('escalate', 'attack', 15)] }
  assert.equal(whyWithdraw(escalated, granted, false), undefined)
  assert.match(whyWithdraw(nothing, { ...granted, drifting: true }, false) ?? '', /less harmless/)
  assert.match(whyWithdraw(nothing, granted, true) ?? '', /quiet/)
})

test('what would be closed stays with a person outside of a mandate, at risk, or not wholly judged', () => {
  const authority = { kind: 'none', statement: '', identityKey: 'a', mandateIds: [], chain: [] } as const
  const finding = {
    findingId: 'f',
    eventIds: [],
    familyId: 'backup',
    familyTitle: 'Backup',
    entity: 'a',
    at: at(1).toISOString(),
    verdict: 'close',
    reason: null,
    probability: 0.01,
    clusterId: null,
  } as const
  const considered: Considered = {
    counts: { close: 1, group: 0, escalate: 0, abstain: 0 },
    unjudged: 0,
    findings: [{ ...finding, eventIds: [] }],
    authority: { ...authority, mandateIds: [], chain: [] },
  }
  assert.equal(decideIncident(considered).verdict, 'close')
  const as = (kind: 'outside' | 'at-risk') =>
    decideIncident({ ...considered, authority: { ...considered.authority, kind } })
  assert.deepEqual(as('outside'), { verdict: 'abstain', reason: 'outside-mandate' })
  assert.deepEqual(as('at-risk'), { verdict: 'abstain', reason: 'identity-at-risk' })
  assert.equal(decideIncident({ ...considered, unjudged: 1 }).reason, 'not-all-judged')
  assert.equal(decideIncident({ ...considered, findings: [] }).reason, 'nothing-judged')
})

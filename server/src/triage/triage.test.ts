import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { IncidentDetail } from '@countersign/api/incident'
import type {
  AuditList,
  ClosingPage,
  FeedbackApplied,
  FeedbackEffect,
  IncidentVerdictAnswer,
  TriageFamilies,
  TriageModelPage,
  VerdictReplay,
} from '@countersign/api/triage'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { noisyRule, openWatch, shop, type Watch } from './test-watch.ts'

let watch: Watch
const triage = `/api/tenants/${shop}/triage`
const at = (incidentId: string, rest: string) => `/api/tenants/${shop}/incidents/${incidentId}/${rest}`
const family = async () => {
  const { items } = await watch.send<TriageFamilies>('GET', `${triage}/families`)
  const found = items.find(({ familyId }) => familyId === noisyRule.id)
  assert.ok(found)
  return found
}
const verdictOf = async (incidentId: string) =>
  (await watch.send<IncidentVerdictAnswer>('GET', at(incidentId, 'verdict'))).verdict

before(async () => {
  watch = await openWatch()
})
after(() => watch?.stop())

describe('triage of a tenant', () => {
  test('says why there is no verdict before anything was learned', async () => {
    const incidentId = await watch.noise('early')
    const { verdict, whyNone } = await watch.send<IncidentVerdictAnswer>('GET', at(incidentId, 'verdict'))
    assert.equal(verdict, null)
    assert.match(whyNone ?? '', /No model of this tenant was learned yet/)
    const { status } = await watch.operator.send('POST', `${triage}/model/train`)
    assert.equal(status, 409)
  })

  test('learns from what people decided, and tells from what and at which cost', async () => {
    await watch.pastOfNoise()
    await watch.trained()
    const { model, calibration } = await watch.send<TriageModelPage>('GET', `${triage}/model`)
    assert.ok(model !== null && model.data.labelled >= 20 && model.cpuSeconds > 0)
    assert.match(model.modelHash, /^[0-9a-f]{64}$/)
    assert.equal(calibration.error, null)
  })

  test('gives a verdict that explains itself, and comes to it again bit for bit', async () => {
    const incidentId = await watch.noise('explained')
    await watch.pass()
    const verdict = await verdictOf(incidentId)
    assert.ok(verdict)
    assert.equal(verdict.verdict, 'close', verdict.reason ?? '')
    assert.equal(explanationHash(verdict.explanation as Explanation), verdict.explanationHash)
    assert.ok(verdict.precedents.length > 0)
    assert.equal(verdict.authority.kind, 'none')
    assert.equal(verdict.autonomy.mayClose, false)
    const path = at(incidentId, `verdicts/${verdict.verdictId}/replay`)
    const replayed = await watch.send<VerdictReplay>('POST', path)
    assert.deepEqual([replayed.isIdentical, replayed.recordHash], [true, verdict.recordHash])
  })

  test('leaves to a person what it has never seen', async () => {
    const incidentId = await watch.attack('novel')
    await watch.pass()
    const verdict = await verdictOf(incidentId)
    assert.deepEqual([verdict?.verdict, verdict?.reason], ['abstain', 'unseen-type'])
  })

  test('closes nothing before the right is earned and granted by a person', async () => {
    const refused = await watch.operator.send('POST', `${triage}/families/${noisyRule.id}/grant`, {
      reason: 'it is time',
    })
    assert.equal(refused.status, 409)
    for (let count = 0; count < 3; count += 1) await watch.agreed(`agreed-${count}`)
    assert.equal((await family()).agreement.closeBenign >= 3, true)
    await watch.send('POST', `${triage}/families/${noisyRule.id}/grant`, { reason: 'people agree' })
    assert.equal((await family()).mode, 'granted')
  })

  test('closes what it may, says so, and the closing is there for a blind review', async () => {
    const incidentId = await watch.noise('closed')
    await watch.pass()
    const { incident, history } = await watch.send<IncidentDetail>('GET', at(incidentId, '').slice(0, -1))
    assert.equal(incident.status, 'resolved')
    assert.equal(history[0]?.who, 'Countersign')
    const { items } = await watch.send<ClosingPage>('GET', `${triage}/closings`)
    assert.equal(items[0]?.incidentId, incidentId)
    await watch.pass()
    const audit = await watch.send<AuditList>('GET', `${triage}/audit`)
    assert.ok(audit.items.some((one) => one.incidentId === incidentId))
    assert.ok(!JSON.stringify(audit.items).includes('verdict'))
  })

  test('loses the right when a person reverses a closing, and does not close it again', async () => {
    const { items } = await watch.send<ClosingPage>('GET', `${triage}/closings`)
    const incidentId = items[0]?.incidentId ?? ''
    await watch.send('PATCH', at(incidentId, '').slice(0, -1), { status: 'new', reason: 'look again' })
    await watch.pass()
    const { mode, by, reason } = await family()
    assert.deepEqual([mode, by, reason], ['withdrawn', 'Countersign', 'A person reversed a closing.'])
    const detail = await watch.send<IncidentDetail>('GET', at(incidentId, '').slice(0, -1))
    assert.equal(detail.incident.status, 'new')
  })

  test('shows what a word would change before it is applied, and then judges by it', async () => {
    const incidentId = await watch.noise('labelled')
    await watch.pass()
    const said = { label: 'attack' }
    const effect = await watch.send<FeedbackEffect>('POST', at(incidentId, 'feedback/preview'), said)
    assert.ok(effect.clusters.length > 0 && effect.changesTotal > 0)
    assert.equal((await verdictOf(incidentId))?.verdict, 'close')
    const applied = await watch.send<FeedbackApplied>('POST', at(incidentId, 'feedback'), said)
    assert.equal(applied.isTraining, true)
    await watch.pass()
    assert.equal((await verdictOf(incidentId))?.verdict, 'escalate')
  })

  test('tells another tenant nothing', async () => {
    const { status } = await watch.operator.send('GET', '/api/tenants/bank/triage/model')
    assert.equal(status, 200)
    const bank = await watch.operator.send('GET', '/api/tenants/bank/triage/families')
    assert.deepEqual(bank.body, { items: [] })
  })
})

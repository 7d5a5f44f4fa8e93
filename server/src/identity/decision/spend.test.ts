import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { DecisionDetail } from '@countersign/api/decision'
import type { MandateTerms } from '@countersign/api/mandate'
import type { Mandate } from '@countersign/authority/mandate/mandate'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { approvedMandates } from '../mandate/service.ts'
import { done, question, startAuthority, startMs, type TestAuthority } from '../test-authority.ts'
import { openSpendMeter } from './spend-meter.ts'

const shop = 'shop' as TenantId
let world: TestAuthority
let key: string
let sourceKey: string

before(async () => {
  world = await startAuthority()
  key = await world.key('shop')
  const source = { name: 'agents', format: 'otel-genai-span' }
  sourceKey = (await done<{ key: string }>(world.operator, 'POST', '/api/tenants/shop/sources', source)).key
})
after(async () => world?.stop())

const prices = [{ model: 'large-*', inputPerMillionMinor: 1_000_000, outputPerMillionMinor: 2_000_000 }]
const budget = (more: object): Partial<MandateTerms> => ({
  budget: { amountMinor: 1000, currency: 'EUR', period: 'day', prices, ...more },
})

async function ask(agent: string) {
  const { status, body } = await world.ask(key, question(agent))
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as { decision: boolean; context: { id: string; reason: string } }
}

/** One call of a model: each token in costs a cent, each out two. */
async function use(agent: string, spanId: string, more: object): Promise<void> {
  const span = {
    traceId: `trace-${spanId}`,
    spanId,
    name: 'chat',
    startTimeUnixNano: `${startMs + 60_000}000000`,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.agent.name': agent, ...more },
  }
  const response = await fetch(`${world.url}/ingest/agents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify(span),
  })
  assert.equal(response.status, 200, await response.text())
}
const tokens = (input: number, output = 0, model = 'large-2') => ({
  'gen_ai.request.model': model,
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
})

test('a budget allows until what was used of it is metered, and says the figure when it denies', async () => {
  await world.mandate('agent:spender', budget({}))
  assert.equal((await ask('spender')).decision, true)
  await use('spender', 's1', tokens(300, 100))
  world.wait(6_000)
  assert.equal((await ask('spender')).decision, true)
  await use('spender', 's2', tokens(600))
  world.wait(6_000)
  const { decision, context } = await ask('spender')
  assert.equal(decision, false)
  assert.match(
    context.reason,
    /its budget is used up: 11\.02 EUR of 10\.00 EUR are spent or held in this day/,
  )
  const { explanation } = await done<DecisionDetail>(
    world.operator,
    'GET',
    `/api/tenants/shop/decisions/${context.id}`,
  )
  assert.match(JSON.stringify(explanation), /spent 1102/)
})

test('a new day has its whole budget', async () => {
  world.wait(24 * 3_600_000)
  assert.equal((await ask('spender')).decision, true)
  world.wait(-24 * 3_600_000)
})

test('of requests at the edge of a budget only as many are allowed as it holds, at once and in one batch', async () => {
  await world.mandate('agent:edge', budget({ perDecisionMinor: 100 }))
  await use('edge', 'e1', tokens(800))
  world.wait(6_000)
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask('edge')))
  assert.equal(answers.filter(({ decision }) => decision).length, 2)
  assert.ok(
    answers.every(({ decision, context }) => decision || /10\.00 EUR of 10\.00 EUR/.test(context.reason)),
  )
})

test('what was allowed just before a restart is still held after it', async () => {
  const mandate = await mandateOf('agent:edge')
  const { platform } = world.running
  const restarted = openSpendMeter({ ...platform, limits: platform.config.limits })
  assert.deepEqual(await restarted.spend(shop, mandate), { spentMinor: 1000 })
  world.wait(61_000)
  assert.deepEqual(await restarted.spend(shop, mandate), { spentMinor: 800 })
})

test('what nobody can price is unknown and denies, with the model that has no price', async () => {
  await world.mandate('agent:odd', budget({}))
  await use('odd', 'o1', tokens(1, 0, 'nameless'))
  const { decision, context } = await ask('odd')
  assert.equal(decision, false)
  assert.match(context.reason, /no price of the model nameless/)
  await world.mandate('agent:unmetered', budget({ prices: undefined }))
  assert.match((await ask('unmetered')).context.reason, /no span states a cost/)
})

test('a cost that the span states is spent, in the currency of the budget', async () => {
  await world.mandate('agent:stated', budget({ prices: undefined, currency: 'USD', amountMinor: 500 }))
  await use('stated', 'c1', { 'gen_ai.request.model': 'any', 'gen_ai.usage.cost': 4.5 })
  assert.equal((await ask('stated')).decision, true)
  await use('stated', 'c2', { 'gen_ai.request.model': 'any', 'gen_ai.usage.cost': 0.6 })
  world.wait(6_000)
  assert.match((await ask('stated')).context.reason, /5\.11 USD of 5\.00 USD/)
})

async function mandateOf(identityKey: string): Promise<Mandate> {
  const all = await world.running.platform.state.forTenant(shop, approvedMandates)
  const found = all.find((one) => one.identityKey === identityKey)
  assert.ok(found !== undefined)
  return found
}

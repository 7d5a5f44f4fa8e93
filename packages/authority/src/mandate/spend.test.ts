import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import type { Budget } from './mandate.ts'
import { modelUsageOf, moneyWords, periodOf, spentBy } from './spend.ts'

const budget: Budget = {
  amountMinor: 1000,
  currency: 'USD',
  period: 'day',
  prices: [{ model: 'large-*', inputPerMillionMinor: 300, outputPerMillionMinor: 1500 }],
}

function usage(attributes: JsonObject) {
  const fields: JsonObject = {
    traceId: 't1',
    spanId: 's1',
    name: 'chat',
    startTimeUnixNano: '1772615727000000000',
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.agent.name': 'a', ...attributes },
  }
  const result = normalise('otel-genai-span', { fields, raw: '' }, { receivedAtMs: 0 })
  return modelUsageOf((result as { readonly normalised: NormalisedEvent }).normalised)
}

describe('what a call of a model costs', () => {
  it('is its tokens at the price that was agreed on, whole', () => {
    const found = usage({
      'gen_ai.request.model': 'large-2',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 10,
    })
    assert.ok(found !== undefined)
    assert.deepEqual(spentBy(found, budget), { micros: 1000 * 300 + 10 * 1500 })
  })

  it('is else what its span states in the currency of the budget', () => {
    const found = usage({ 'gen_ai.request.model': 'small', 'gen_ai.usage.cost': 0.0125 })
    assert.ok(found !== undefined)
    assert.deepEqual(spentBy(found, budget), { micros: 1_250_000 })
    assert.match(JSON.stringify(spentBy(found, { ...budget, currency: 'EUR' })), /stated in USD/)
  })

  it('is unknown for a model that has no price, and names it', () => {
    const found = usage({ 'gen_ai.request.model': 'small', 'gen_ai.usage.input_tokens': 5 })
    assert.ok(found !== undefined)
    assert.match(JSON.stringify(spentBy(found, budget)), /model small/)
  })

  it('is not counted twice by spans above it, and never goes below nothing', () => {
    assert.equal(
      usage({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 5 }),
      undefined,
    )
    assert.equal(usage({ 'gen_ai.usage.input_tokens': -5 })?.inputTokens, 0)
    assert.equal(usage({ 'gen_ai.usage.input_tokens': 'many' })?.inputTokens, 0)
  })
})

describe('the period of a budget', () => {
  it('holds its moment, and periods touch without a gap', () => {
    const period = fc.constantFrom<Budget['period']>('hour', 'day', 'month')
    fc.assert(
      fc.property(period, fc.integer({ min: 0, max: 4e12 }), (of, atMs) => {
        const { fromMs, toMs } = periodOf(of, atMs)
        assert.ok(fromMs <= atMs && atMs < toMs)
        assert.equal(periodOf(of, toMs).fromMs, toMs)
        assert.deepEqual(periodOf(of, toMs - 1), { fromMs, toMs })
      }),
    )
  })
})

it('money is written in the major unit of its currency', () => {
  assert.equal(moneyWords(1020, 'EUR'), '10.20 EUR')
  assert.equal(moneyWords(1020, 'JPY'), '1020 JPY')
})

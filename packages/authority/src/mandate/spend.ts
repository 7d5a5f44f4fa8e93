import { genAiNames } from '@countersign/ocsf/cloud/genai-names'
import { attribute, attributesOf } from '@countersign/ocsf/cloud/otel-attributes'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { objectOf } from '@countersign/ocsf/fields'
import type { Budget } from './mandate.ts'
import { matchesAny } from './pattern.ts'

/** What one call of a model used. `cost`: in the major unit of `currency`, as the span states it. */
export type ModelUsage = {
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: { readonly amount: number; readonly currency: string }
}

/** Millionths of the minor unit: prices are per million tokens, so that sums of them are whole numbers. */
export type SpentMicros = { readonly micros: number } | { readonly unpriced: string }

/**
 * Operations that call a model. Spans above them (`invoke_agent`) may repeat the tokens of those below, and would count
 * them twice. Source: OpenTelemetry semantic conventions, GenAI, `gen_ai.operation.name`.
 */
const inference: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content', 'embeddings'])

/** `gen_ai.usage.cost` (in US dollars) is written by gateways; `llm.cost.total` by OpenInference. */
const costNames = ['gen_ai.usage.cost', 'llm.cost.total'] as const

/** Undefined for what is no call of a model. A number that is none, or below zero, counts as not stated. */
export function modelUsageOf({ format, event }: NormalisedEvent): ModelUsage | undefined {
  if (format !== 'otel-genai-span') return undefined
  const attributes = attributesOf(objectOf(event.unmapped).attributes)
  if (!inference.has(attribute(attributes, ...genAiNames.operation) ?? '')) return undefined
  const amount = amountOf(attribute(attributes, ...costNames))
  const usage = {
    model: attribute(attributes, ...genAiNames.model) ?? 'unknown',
    inputTokens: amountOf(attribute(attributes, ...genAiNames.inputTokens)) ?? 0,
    outputTokens: amountOf(attribute(attributes, ...genAiNames.outputTokens)) ?? 0,
  }
  return amount === undefined ? usage : { ...usage, cost: { amount, currency: 'USD' } }
}

function amountOf(text: string | undefined): number | undefined {
  const amount = text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined
}

/** By the price that the mandate agrees on; else by what the span states, where its currency is that of the budget. */
export function spentBy({ model, inputTokens, outputTokens, cost }: ModelUsage, budget: Budget): SpentMicros {
  const price = (budget.prices ?? []).find((one) => matchesAny([one.model], model))
  if (price !== undefined)
    return { micros: inputTokens * price.inputPerMillionMinor + outputTokens * price.outputPerMillionMinor }
  if (cost === undefined) return { unpriced: `no price of the model ${model} is agreed on` }
  if (cost.currency !== budget.currency)
    return {
      unpriced: `the cost of ${model} is stated in ${cost.currency}, and the budget is in ${budget.currency}`,
    }
  return { micros: Math.round(cost.amount * 10 ** minorDigits(budget.currency) * 1_000_000) }
}

/** Digits of the minor unit (ISO 4217): 2 for euros, 0 for yen. */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  return maximumFractionDigits ?? 2
}

/** `1020` cents are `10.20 EUR`. */
export function moneyWords(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency)
  return `${(amountMinor / 10 ** digits).toFixed(digits)} ${currency}`
}

/** The hour, day or month in UTC that a moment lies in; milliseconds since the epoch, the end is not part of it. */
export function periodOf(
  period: Budget['period'],
  atMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const hourMs = 3_600_000
  if (period !== 'month') {
    const lengthMs = period === 'hour' ? hourMs : 24 * hourMs
    const fromMs = Math.floor(atMs / lengthMs) * lengthMs
    return { fromMs, toMs: fromMs + lengthMs }
  }
  const at = new Date(atMs)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) }
}

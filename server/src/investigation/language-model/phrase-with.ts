import type { Phrasing } from '@countersign/api/investigation'
import type { Explanation } from '@countersign/explanation/explanation'
import { chatRequest } from '@countersign/investigation/phrasing/chat-request'
import { offeredClaims } from '@countersign/investigation/phrasing/offered-claim'
import { checkedPhrasing } from '@countersign/investigation/phrasing/phrase'
import { readReply } from '@countersign/investigation/phrasing/read-reply'
import type { Clock } from '../../platform/clock.ts'
import type { OutsideAnswer, OutsideRequest } from '../../platform/egress/ask-outside.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Region, TenantId } from '../../platform/tenancy/tenant-id.ts'

/** What leaves the platform, of whom, to whom and why. */
export type Leaving = {
  readonly purpose: 'language-model'
  readonly region: Region
  readonly subProcessor: string
}

/** The way out, wired by the composition root. Never throws. */
export type AskOutside = (
  tenantId: TenantId,
  leaving: Leaving,
  address: string,
  request: OutsideRequest,
) => Promise<OutsideAnswer>

export type PhraseParts = {
  readonly ask: AskOutside
  readonly clock: Clock
  readonly region: Region
  readonly limits: Pick<Limits, 'languageModelAnswerMaxBytes' | 'languageModelClaimsMax'>
}

export type ModelInUse = {
  readonly base_url: string
  readonly model: string
  readonly sub_processor: string
  readonly region: string
  readonly apiKey: string | undefined
}

/** Has a model phrase claims, and keeps the sentences that hold. Never throws. */
export async function phraseWith(
  parts: PhraseParts,
  tenantId: TenantId,
  model: ModelInUse,
  explanation: Explanation,
): Promise<Phrasing> {
  const { clock, limits } = parts
  const claims = offeredClaims(explanation, limits.languageModelClaimsMax)
  const answer = await completion(parts, tenantId, model, JSON.stringify(chatRequest(model.model, claims)))
  const made = {
    model: model.model,
    subProcessor: model.sub_processor,
    at: new Date(clock.now()).toISOString(),
  }
  const failed = (reason: string): Phrasing => ({ kind: 'failed', ...made, reason })
  if (answer.kind === 'failed') return failed(answer.error)
  if (answer.status !== 200) return failed(`the model answered ${answer.status}`)
  if (!answer.isWhole) return failed(`its answer is longer than ${limits.languageModelAnswerMaxBytes} bytes`)
  const reply = readReply(answer.text)
  if (reply.kind === 'unreadable') return failed(reply.reason)
  const { sentences, rejected } = checkedPhrasing(reply.sentences, claims)
  return {
    kind: 'phrased',
    ...made,
    sentences: sentences.map(({ text, claims: cited }) => ({ text, claims: [...cited] })),
    rejected: [...rejected],
  }
}

async function completion(
  { ask, region, limits }: PhraseParts,
  tenantId: TenantId,
  model: ModelInUse,
  body: string,
): Promise<OutsideAnswer> {
  // Stored before the server was given another region.
  if (model.region !== region) return { kind: 'failed', error: `the model runs in ${model.region}` }
  const { sub_processor: subProcessor, apiKey } = model
  const address = `${model.base_url.replace(/\/+$/, '')}/chat/completions`
  return ask(tenantId, { purpose: 'language-model', region, subProcessor }, address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body,
    answerMaxBytes: limits.languageModelAnswerMaxBytes,
  })
}

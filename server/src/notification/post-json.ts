import type { Clock } from '../platform/clock.ts'
import { askOutside, type OutsideParts, retryAfterSeconds } from '../platform/egress/ask-outside.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { SendResult } from './send-result.ts'

export type PostParts = OutsideParts & { readonly clock: Clock }

/** The receiver says that this body is wrong; everything else may be set right there, so it is tried again. */
const refusesTheMessage: ReadonlySet<number> = new Set([400, 413, 422])
const answerMaxBytes = 64 * 1024

/** One attempt. Never throws. */
export async function postJson(
  parts: PostParts,
  tenantId: TenantId,
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<SendResult> {
  const answer = await askOutside(parts, { tenantId, purpose: 'webhook' }, address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    answerMaxBytes,
  })
  if (answer.kind === 'failed') return answer
  return resultOf(answer.status, answer.retryAfter, parts.clock.now())
}

function resultOf(status: number, retryAfter: string | undefined, nowMs: number): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  const error = `the receiver answered ${status}`
  if (refusesTheMessage.has(status)) return { kind: 'refused', error }
  const seconds = retryAfter === undefined ? undefined : retryAfterSeconds(retryAfter, nowMs)
  return seconds === undefined
    ? { kind: 'failed', error }
    : { kind: 'failed', error, retryAfterSeconds: seconds }
}

import type { AccessRequest } from '@countersign/authority/mandate/access-request'
import type { Mandate } from '@countersign/authority/mandate/mandate'

export const mandateCount = 1000

const dayMs = 24 * 3_600_000

/** One mandate for each of a thousand agents, with a few patterns each, as a proposal from use has them. */
export function benchMandates(nowMs: number): readonly Mandate[] {
  return Array.from({ length: mandateCount }, (_, at) => ({
    id: `mandate-${at}`,
    version: 1,
    identityKey: `agent:worker-${at}`,
    sponsor: 'person:sponsor',
    purpose: `Work of worker ${at}`,
    actions: ['invoices:Read*', 'invoices:File', `queue:${at}:*`],
    resources: [`invoice:${at}-*`, `bucket/${at}/*`],
    tools: ['ledger.*'],
    onBehalfOf: [],
    riskMax: 'MEDIUM',
    validFrom: new Date(nowMs - dayMs).toISOString(),
    expiresAt: new Date(nowMs + 30 * dayMs).toISOString(),
  }))
}

/** Three of four within the mandate; another agent each time, so that no answer is one that was just given. */
export function benchQuestion(at: number): AccessRequest {
  const worker = (at * 7919) % mandateCount
  return {
    subject: { type: 'agent', id: `worker-${worker}` },
    action: { name: at % 4 === 3 ? 'invoices:Delete' : 'invoices:File' },
    resource: { type: 'invoice', id: `invoice:${worker}-${at}`, properties: { amount: at % 1000 } },
    context: { trace: at },
  }
}

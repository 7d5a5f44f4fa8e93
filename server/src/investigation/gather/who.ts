import type { MandateRow } from '@countersign/api/mandate'
import type { ActorFacts, Answer } from '@countersign/investigation/facts'
import { isCountersignError } from '../../platform/errors.ts'
import type { InvestigationPorts } from '../ports.ts'
import type { Asking } from './asking.ts'

/** What is on record of the actors, and the mandates that were in force when the incident began. Errors: STATE_DOWN. */
export async function gatherWho(
  { tenantId, subject }: Asking,
  { inventory, approvedMandates }: Pick<InvestigationPorts, 'inventory' | 'approvedMandates'>,
): Promise<Answer<readonly ActorFacts[]>> {
  if (subject.actors.length === 0) return { known: false, reason: 'the records name nobody who acted' }
  const value = await Promise.all(
    subject.actors.map(async (identityKey): Promise<ActorFacts> => {
      const mandates = await approvedMandates(tenantId, identityKey)
      const record = await recordOf(inventory, tenantId, identityKey)
      return {
        identityKey,
        ...(record === undefined ? {} : { record }),
        mandates: mandates.flatMap((mandate) => mandateFacts(mandate, subject.firstMs)),
        cites: record === undefined ? [] : [{ kind: 'identity', id: identityKey }],
      }
    }),
  )
  return { known: true, value }
}

async function recordOf(
  inventory: InvestigationPorts['inventory'],
  tenantId: Asking['tenantId'],
  identityKey: string,
): Promise<ActorFacts['record'] | undefined> {
  const found = await inventory.read(tenantId, identityKey).catch((error: unknown) => {
    if (isCountersignError(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  })
  if (found === undefined) return undefined
  const { identity, accountable, purpose, createdBy } = found.value
  const owner = accountable.find(({ role }) => role === 'owner')
  const sponsor = accountable.find(({ role }) => role === 'sponsor')
  return {
    kind: identity.kind,
    stage: identity.stage,
    ...(owner === undefined ? {} : { owner }),
    ...(sponsor === undefined ? {} : { sponsor }),
    ...(purpose === null ? {} : { purpose }),
    ...(createdBy === null ? {} : { createdBy }),
    ...(identity.firstUsedAt === null ? {} : { firstUsedMs: Date.parse(identity.firstUsedAt) }),
  }
}

function mandateFacts(
  { mandateId, version, terms, sponsor, validFrom, expiresAt }: MandateRow,
  atMs: number,
): ActorFacts['mandates'] {
  const expiresMs = Date.parse(expiresAt)
  if (Date.parse(validFrom) > atMs || expiresMs <= atMs) return []
  const cites = [{ kind: 'mandate', id: `${mandateId}@${version}` }] as const
  return [{ purpose: terms.purpose, ...(sponsor === null ? {} : { sponsor }), expiresMs, cites }]
}

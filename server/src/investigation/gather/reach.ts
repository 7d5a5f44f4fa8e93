import type { IdentityReach } from '@countersign/api/authority'
import type { Answer, ReachFacts } from '@countersign/investigation/facts'
import { isCountersignError } from '../../platform/errors.ts'
import type { InvestigationPorts } from '../ports.ts'
import type { Asking } from './asking.ts'

const actorsAskedMax = 3
const resourcesShown = 5

/** What the actors, or whoever they can become, can get at by the policy in force. Errors: LAKE_DOWN, STATE_DOWN. */
export async function gatherReach(
  { tenantId, subject }: Asking,
  { authority, configurations }: Pick<InvestigationPorts, 'authority' | 'configurations'>,
): Promise<Answer<readonly ReachFacts[]>> {
  if (subject.actors.length === 0) return { known: false, reason: 'the records name nobody who acted' }
  const cites = (await configurations.list(tenantId))
    .filter(({ sources }) => sources.some((source) => source.startsWith('aws')))
    .map(({ configurationId, version }) => ({
      kind: 'configuration' as const,
      id: `${configurationId}@${version}`,
    }))
  const value = await Promise.all(
    subject.actors.slice(0, actorsAskedMax).map(async (identityKey): Promise<ReachFacts> => {
      const found = await authority.reach(tenantId, identityKey).catch(unknownReach)
      return { identityKey, answer: answerOf(found), cites }
    }),
  )
  return { known: true, value }
}

function unknownReach(error: unknown): IdentityReach {
  if (isCountersignError(error) && error.code === 'NOT_FOUND')
    return { known: false, reason: 'it is not in the inventory' }
  throw error
}

function answerOf(reach: IdentityReach): ReachFacts['answer'] {
  if (!reach.known) return reach
  const { reachable, cut } = reach
  const bySensitivity = Map.groupBy(reachable, ({ sensitivity }) => sensitivity)
  return {
    known: true,
    value: {
      resources: reachable.length,
      bySensitivity: [...bySensitivity].map(([sensitivity, of]) => ({ sensitivity, count: of.length })),
      top: reachable
        .slice(0, resourcesShown)
        .map(({ resource, because, sensitivity }) => ({ resource, because, sensitivity })),
      ...(cut === undefined ? {} : { cut }),
    },
  }
}

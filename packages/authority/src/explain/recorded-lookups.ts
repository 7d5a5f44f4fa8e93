import { evidenceKey, type KnownEvidence } from '@countersign/explanation/citation'
import type { AuthorityDecision } from '@countersign/explanation/explanation'
import type { ChainEvent } from '../chain/chain-event.ts'
import type { ChainLookups } from '../chain/chain-lookups.ts'

export type RecordedLookups = ChainLookups & { readonly seen: () => readonly ChainEvent[] }

/** Remembers every event that an explanation was given, so that what it cites can be checked against what exists. */
export function recordedLookups(lookups: ChainLookups): RecordedLookups {
  const seen = new Map<string, ChainEvent>()
  return {
    find: async (query) => {
      const events = await lookups.find(query)
      for (const event of events) seen.set(event.ref.eventId, event)
      return events
    },
    seen: () => [...seen.values()],
  }
}

export function evidenceOf(events: readonly ChainEvent[], decision: AuthorityDecision): KnownEvidence {
  return new Set([
    ...events.map(({ ref }) => evidenceKey({ kind: 'event', id: ref.eventId })),
    ...decision.deciding.map(({ policyId }) => evidenceKey({ kind: 'policy', id: policyId })),
  ])
}

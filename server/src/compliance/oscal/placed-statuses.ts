import type { EvidenceFact, LogPosition } from '@countersign/oscal/evidence/evidence-kind'
import type { ControlStatus, KindStanding } from '@countersign/oscal/status/control-status'

/** Every fact that a status stands on, by id: the ref of its entry in the evidence log, of kind `control`. */
export function factIdsOf(statuses: readonly ControlStatus[]): readonly string[] {
  const facts = statuses.flatMap(({ shows, adds }) => [...shows, ...adds].flatMap((one) => one.facts))
  return [...new Set(facts.map(({ id }) => id))]
}

/** Statuses whose facts say where they stand in the log, and where their entry is read. One that waits to be logged has no place. */
export function placedStatuses(
  statuses: readonly ControlStatus[],
  places: ReadonlyMap<string, LogPosition>,
  hrefOf: (factId: string) => string,
): readonly ControlStatus[] {
  const placed = (fact: EvidenceFact): EvidenceFact => {
    const log = places.get(fact.id)
    return { ...fact, href: hrefOf(fact.id), ...(log === undefined ? {} : { log }) }
  }
  const standing = (one: KindStanding): KindStanding => ({ ...one, facts: one.facts.map(placed) })
  return statuses.map((status) => ({
    ...status,
    shows: status.shows.map(standing),
    adds: status.adds.map(standing),
  }))
}

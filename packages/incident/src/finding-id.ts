import { createHash } from 'node:crypto'

/**
 * Id of a detection finding: 32 lower-case hex digits, the same for the same tenant, rule and set of events,
 * whatever the order of the events. JSON frames the parts, so that no two different inputs share an encoding.
 */
export function findingId(tenantId: string, ruleId: string, eventIds: readonly string[]): string {
  return shortHash(['detection-finding', tenantId, ruleId, ...[...new Set(eventIds)].sort()])
}

/** Id of an incident: derived from the tenant, the key it was grouped by and the finding that opened it. */
export function incidentId(tenantId: string, groupKey: string, firstFindingId: string): string {
  return shortHash(['incident-finding', tenantId, groupKey, firstFindingId])
}

/** 128 bits: collisions are out of reach by chance, and an id stays short enough to read aloud in pieces. */
function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

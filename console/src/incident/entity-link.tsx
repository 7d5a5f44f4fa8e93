import type { IncidentRow } from '@countersign/api/incident'
import { Link } from '@tanstack/react-router'
import { exactTerm, type NarrowField } from '../events/query-grammar.ts'
import { LogText } from '../text/log-text.tsx'
import type { Entity, EntityKind } from './entity-graph.ts'

const marginMs = 3_600_000
const fields: Readonly<Record<EntityKind, NarrowField>> = {
  identity: 'identity',
  session: 'session',
  host: 'host',
  address: 'ip',
  resource: 'resource',
}

/** Leads to the events of an entity around the incident. */
export function EntityLink({
  entity,
  incident,
}: {
  readonly entity: Entity
  readonly incident: IncidentRow
}) {
  return (
    <Link
      to="/events"
      search={{
        tenant: [incident.tenantId],
        q: exactTerm(fields[entity.kind], entity.name),
        from: new Date(Date.parse(incident.firstAt) - marginMs).toISOString(),
        to: new Date(Date.parse(incident.lastAt) + marginMs).toISOString(),
      }}
      preload={false}
      title={entity.name.slice(0, 300)}
    >
      <LogText text={entity.name} max={120} mono />
    </Link>
  )
}

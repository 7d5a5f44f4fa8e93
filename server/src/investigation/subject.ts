import type { IncidentDetail } from '@countersign/api/incident'
import { isSharedIdentity } from '@countersign/incident/shared-identity'
import type { Subject, SubjectEvent } from '@countersign/investigation/facts'
import type { Region } from '../platform/tenancy/tenant-id.ts'

const actorsMax = 5
const eventsMax = 1000
const valuesMax = 50

/** An incident as it is asked about: bounded, and without what everybody shares. */
export function subjectOf(region: Region, { incident, findings }: IncidentDetail): Subject {
  const byId = new Map(findings.flatMap(({ events }) => events.map((event) => [event.eventId, event])))
  const events = [...byId.values()]
    .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time) || (a.eventId < b.eventId ? -1 : 1))
    .slice(0, eventsMax)
  const acted = new Set(events.flatMap(({ identityKey }) => identityKey ?? []))
  const named = incident.identities.filter((key) => !isSharedIdentity(key))
  return {
    tenantId: incident.tenantId,
    region,
    incidentId: incident.incidentId,
    firstMs: Date.parse(incident.firstAt),
    lastMs: Date.parse(incident.lastAt),
    // Whoever was only made or named in it did nothing; when nobody acted, they are who it is about.
    actors: (named.some((key) => acted.has(key)) ? named.filter((key) => acted.has(key)) : named).slice(
      0,
      actorsMax,
    ),
    sessions: distinct(events.flatMap(({ sessionKey, issuedSessionKey }) => [sessionKey, issuedSessionKey])),
    addresses: distinct(events.map(({ sourceIp }) => sourceIp)),
    events: events.map(eventOf),
  }
}

function eventOf(event: IncidentDetail['findings'][number]['events'][number]): SubjectEvent {
  const { eventId, time, action, outcome, identityKey, host, sourceIp, resource } = event
  return {
    eventId,
    timeMs: Date.parse(time),
    action,
    outcome,
    ...(identityKey === null ? {} : { identityKey }),
    ...(host === null ? {} : { host }),
    ...(sourceIp === null ? {} : { sourceIp }),
    ...(resource === null ? {} : { resource }),
  }
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value ?? []))]
    .filter((value) => value !== '')
    .slice(0, valuesMax)
}

import type { BackTestResult, BackTestSample } from '@countersign/api/back-test'
import { deedsOf, eventsOf } from '@countersign/incident/deed'
import type { DetectionFinding } from '@countersign/incident/finding'
import { type FindingGroup, groupFindings } from '@countersign/incident/group-findings'
import { titleOf } from '@countersign/incident/title'
import { type SideFound, utcDay } from './back-test-side.ts'

const samplesMax = 20
const incidentsNamedMax = 20
const sampleEventsMax = 20
/** Grouping compares findings with each other; further ones add nothing to the picture. */
const groupedMax = 5000

/** What going live would change, from what both versions found. */
export function compareFindings(before: SideFound, after: SideFound, unreadable: number): BackTestResult {
  const fresh = without(after.findings, before.findings)
  const gone = without(before.findings, after.findings)
  const incidents = { before: incidentsOf(before.findings), after: incidentsOf(after.findings) }
  const beyond = { before: sumOf(before.beyond), after: sumOf(after.beyond) }
  return {
    findings: {
      before: before.findings.length + beyond.before,
      after: after.findings.length + beyond.after,
    },
    newFindings: fresh.length,
    goneFindings: gone.length,
    incidentsAlone: { before: incidents.before.length, after: incidents.after.length },
    goneIncidents: goneIncidents(incidents.before, incidents.after),
    perDay: perDay(before, after),
    firstNew: samplesOf(fresh),
    firstGone: samplesOf(gone),
    unreadable,
    uncompared: beyond.before + beyond.after,
  }
}

function without(
  findings: readonly DetectionFinding[],
  others: readonly DetectionFinding[],
): readonly DetectionFinding[] {
  const known = new Set(others.map(({ findingId }) => findingId))
  return findings.filter(({ findingId }) => !known.has(findingId)).toSorted((a, b) => a.firstMs - b.firstMs)
}

function incidentsOf(findings: readonly DetectionFinding[]): readonly FindingGroup[] {
  return groupFindings(findings.slice(0, groupedMax)).incidents
}

/** Incidents none of whose findings is in an incident any more. */
function goneIncidents(
  before: readonly FindingGroup[],
  after: readonly FindingGroup[],
): NonNullable<BackTestResult['goneIncidents']> {
  const stay = new Set(after.flatMap(({ findings }) => findings.map(({ findingId }) => findingId)))
  return before
    .filter(({ findings }) => !findings.some(({ findingId }) => stay.has(findingId)))
    .toSorted((a, b) => b.group.firstMs - a.group.firstMs)
    .slice(0, incidentsNamedMax)
    .map(({ group, findings }) => ({
      title: titleOf(findings, deedsOf(eventsOf(findings))),
      firstAt: new Date(group.firstMs).toISOString(),
      lastAt: new Date(group.lastMs).toISOString(),
    }))
}

function perDay(before: SideFound, after: SideFound): BackTestResult['perDay'] {
  const counts = { before: countByDay(before), after: countByDay(after) }
  const days = new Set([...counts.before.keys(), ...counts.after.keys()])
  return [...days].sort().map((day) => ({
    day,
    before: counts.before.get(day) ?? 0,
    after: counts.after.get(day) ?? 0,
  }))
}

function countByDay({ findings, beyond }: SideFound): ReadonlyMap<string, number> {
  const counts = new Map(beyond)
  for (const { firstMs } of findings) {
    const day = utcDay(firstMs)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return counts
}

function samplesOf(findings: readonly DetectionFinding[]): BackTestSample[] {
  return findings.slice(0, samplesMax).map((finding) => {
    const [first] = finding.events
    return {
      findingId: finding.findingId,
      time: new Date(finding.firstMs).toISOString(),
      eventIds: finding.events.slice(0, sampleEventsMax).map(({ ref }) => ref.eventId),
      action: first?.action ?? '',
      identityKey: first?.identityKey ?? null,
      host: first?.host ?? null,
      sourceIp: first?.sourceIp ?? null,
      resource: first?.resource ?? null,
      matched: finding.matched.map((match) => ({ ...match })),
    }
  })
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

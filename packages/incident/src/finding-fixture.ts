import type { RuleHeader } from '@countersign/sigma/match'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { findingId } from './finding-id.ts'

/** Findings for tests, made by hand: times are minutes after 3 March 2025, 09:00 UTC. */

export const startMs = Date.UTC(2025, 2, 3, 9)

export function factsAt(minute: number, parts: Partial<EventFacts> = {}): EventFacts {
  const timeMs = startMs + Math.round(minute * 60_000)
  return {
    ref: {
      eventId: `${parts.action ?? 'event'}-${timeMs}-${parts.identityKey ?? parts.host ?? parts.sourceIp ?? ''}`,
    },
    timeMs,
    format: 'aws-cloudtrail',
    classUid: 6003,
    activityName: 'Other',
    action: 'DeleteTrail',
    outcome: 'success',
    identityKey: 'aws:111122223333:user/anna',
    chain: [],
    sessionKey: undefined,
    host: undefined,
    sourceIp: undefined,
    resource: undefined,
    ...parts,
  }
}

export function ruleNamed(name: string, parts: Partial<RuleHeader> = {}): RuleHeader {
  return {
    id: `rule-${name}`,
    title: name,
    level: 'high',
    status: 'test',
    description: undefined,
    author: 'A. Author',
    license: 'DRL 1.1',
    references: ['https://example.org/why'],
    tags: ['attack.defense-evasion', 'attack.t1562.008'],
    falsePositives: [],
    origin: { pack: 'test', path: `${name}.yml` },
    contentHash: name.padEnd(64, '0').replace(/[^0-9a-f]/g, '0'),
    ...parts,
  }
}

export function findingOf(
  events: readonly EventFacts[],
  parts: Partial<DetectionFinding> = {},
): DetectionFinding {
  const rule = parts.rule ?? ruleNamed('Trail deleted')
  const tenantId = parts.tenantId ?? 'shop'
  const eventIds = events.map((event) => event.ref.eventId)
  return {
    tenantId,
    findingId: findingId(tenantId, rule.id, eventIds),
    rule,
    matched: [{ selection: 'selection', field: 'eventName', value: events[0]?.action ?? '' }],
    events,
    firstMs: Math.min(...events.map((event) => event.timeMs)),
    lastMs: Math.max(...events.map((event) => event.timeMs)),
    ...parts,
  }
}

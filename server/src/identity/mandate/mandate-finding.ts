import { createHash } from 'node:crypto'
import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import type { MatchedField } from '@countersign/sigma/match'
import { type MandateRule, mandateRule } from './mandate-rules.ts'
import type { StoredMandate } from './stored-mandate.ts'

/** About what an identity was seen to do: the same events give the same finding. `events` are not empty, oldest first. */
export function useFinding(
  tenantId: string,
  rule: 'outside' | 'ended',
  { identityKey, action }: { readonly identityKey: string; readonly action: string },
  events: readonly EventFacts[],
): DetectionFinding {
  const header = mandateRule(rule)
  const ids = events.map(({ ref }) => ref.eventId)
  return {
    tenantId,
    findingId: idOf(tenantId, header.id, identityKey, action, ...ids),
    rule: header,
    matched: [field('identity_key', identityKey), field('action', action)],
    events,
    firstMs: events[0]?.timeMs ?? 0,
    lastMs: events.at(-1)?.timeMs ?? 0,
  }
}

/** About the mandate itself, of this version: told once, however often it is looked at. */
export function mandateFinding(
  tenantId: string,
  rule: Exclude<MandateRule, 'outside' | 'ended'>,
  { mandateId, version, identityKey, sponsor }: StoredMandate,
  nowMs: number,
): DetectionFinding {
  const header = mandateRule(rule)
  return {
    tenantId,
    findingId: idOf(tenantId, header.id, mandateId, String(version)),
    rule: header,
    matched: [
      field('mandate', mandateId),
      field('identity_key', identityKey),
      ...(sponsor === undefined ? [] : [field('sponsor', sponsor.name)]),
    ],
    events: [],
    firstMs: nowMs,
    lastMs: nowMs,
  }
}

const field = (name: string, value: string): MatchedField => ({ selection: 'mandate', field: name, value })

function idOf(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['mandate-finding', ...parts]))
    .digest('hex')
    .slice(0, 32)
}

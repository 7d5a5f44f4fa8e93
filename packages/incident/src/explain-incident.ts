import type { Claim, Decider, Explanation } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import { visibleText, wellFormed } from '@countersign/explanation/hostile-text'
import { authorityOf } from './authority-of.ts'
import { type Deed, deedDetail, deedPhrase, deedsOf, deedTime, eventsOf } from './deed.ts'
import type { ExplainContext } from './explain-context.ts'
import type { DetectionFinding } from './finding.ts'
import type { FindingGroup } from './group-findings.ts'
import { identityHome, identityName } from './identity-words.ts'
import type { Incident } from './incident.ts'
import { severityOf } from './signal.ts'
import { titleOf } from './title.ts'
import { listed, sentence, spanWords } from './words.ts'

/** Makes the incident of a group: title, severity, who and where, and the explanation with its evidence. */
export function explainIncident(grouped: FindingGroup, context: ExplainContext): Incident {
  const { group, findings } = grouped
  const events = eventsOf(findings)
  const deeds = deedsOf(events)
  const authority = authorityOf(events, context)
  const severity = severityOf(group.signals)
  const explanation: Explanation = sealed(
    wellFormed({
      tenantId: group.tenantId,
      region: context.region,
      subject: { kind: 'incident-finding', id: group.incidentId },
      statement: statementOf(deeds, grouped, severity),
      claims: [...deeds.map(deedClaim), ...ruleClaims(findings), ...authority.missing.map(missingClaim)],
      authority,
      decidedBy: decidersOf(findings),
    }),
  )
  return {
    tenantId: group.tenantId,
    incidentId: group.incidentId,
    title: titleOf(findings),
    severity,
    identities: [...new Set(events.flatMap((event) => event.identityKey ?? []))],
    hosts: [...new Set(events.flatMap((event) => event.host ?? []))],
    firstMs: group.firstMs,
    lastMs: group.lastMs,
    findings,
    explanation,
  }
}

function statementOf(deeds: readonly Deed[], { group }: FindingGroup, severity: string): string {
  const [first] = deeds
  const who = first?.identityKey === undefined ? 'an unnamed actor' : identityName(first.identityKey)
  const home = first?.identityKey === undefined ? undefined : identityHome(first.identityKey)
  const what = listed(deeds.slice(0, 3).map(deedPhrase))
  return sentence(
    `${spanWords(group.firstMs, group.lastMs)}, ${who}${home === undefined ? '' : ` in ${home}`} ${what}; rated ${severity}.`,
  )
}

function deedClaim(deed: Deed): Claim {
  const who = deed.identityKey === undefined ? 'An unnamed actor' : sentence(identityName(deed.identityKey))
  return {
    text: `${deedTime(deed)}: ${who} ${deedPhrase(deed)} (${deedDetail(deed)}).`,
    kind: 'for',
    certainty: 'proven',
    cites: deed.cites,
  }
}

function ruleClaims(findings: readonly DetectionFinding[]): readonly Claim[] {
  const byRule = Map.groupBy(findings, (finding) => finding.rule.id)
  return [...byRule.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const because = first.matched
      .slice(0, 3)
      .map(({ field, value }) => `${field} is “${visibleText(value, 120)}”`)
    return {
      text: `The rule “${first.rule.title}” (${first.rule.level}) matched because ${listed(because)}.`,
      kind: 'for' as const,
      certainty: 'proven' as const,
      cites: [
        { kind: 'rule' as const, id: first.rule.id },
        ...group.slice(0, 5).map((finding) => ({ kind: 'finding' as const, id: finding.findingId })),
      ],
    }
  })
}

function missingClaim(text: string): Claim {
  return { text, kind: 'missing', certainty: 'unknown', cites: [] }
}

function decidersOf(findings: readonly DetectionFinding[]): readonly Decider[] {
  const rules = new Map(findings.map(({ rule }) => [rule.id, rule]))
  return [...rules.values()].map((rule) => ({
    kind: 'rule',
    name: rule.title,
    version: rule.id,
    contentHash: rule.contentHash,
  }))
}

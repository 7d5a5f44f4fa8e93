import type { Decider, Explanation } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import { wellFormed } from '@countersign/explanation/hostile-text'
import { actorsOf } from './actors.ts'
import { authorityOf, issuersAmong } from './authority-of.ts'
import { counterClaims } from './counter-claims.ts'
import { deedsOf, eventsOf } from './deed.ts'
import type { ExplainContext } from './explain-context.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import type { FindingGroup } from './group-findings.ts'
import { groupingDecider } from './grouping-policy.ts'
import type { Incident } from './incident.ts'
import { credentialClaims, deedClaims, originClaims, ruleClaims } from './incident-claims.ts'
import { missingClaims } from './missing-claims.ts'
import { proposedActions } from './proposed-actions.ts'
import { severityOf } from './signal.ts'
import { statementOf } from './statement.ts'
import { titleOf } from './title.ts'

/** Makes the incident of a group: title, severity, who and where, and the explanation with its evidence. */
export function explainIncident(grouped: FindingGroup, context: ExplainContext): Incident {
  const { group, findings } = grouped
  const events = eventsOf(findings)
  const hosts = [...new Set(events.flatMap((event) => event.host ?? []))]
  return {
    tenantId: group.tenantId,
    incidentId: group.incidentId,
    title: titleOf(findings, deedsOf(events)),
    severity: severityOf(group.signals),
    identities: actorsOf(findings),
    hosts,
    firstMs: group.firstMs,
    lastMs: group.lastMs,
    findings,
    explanation: explanationOf(grouped, context, events, hosts),
  }
}

function explanationOf(
  { group, findings, totals }: FindingGroup,
  context: ExplainContext,
  events: readonly EventFacts[],
  hosts: readonly string[],
): Explanation {
  const deeds = deedsOf(events)
  const actors = actorsOf(findings)
  const authority = authorityOf(events, context)
  const severity = severityOf(group.signals)
  const issuers = new Map([...issuersAmong(events), ...(context.issuers ?? [])])
  const { tenantId, firstMs, lastMs } = group
  // JSON in a log may hold lone surrogates, which have no canonical form.
  return sealed(
    wellFormed({
      tenantId,
      region: context.region,
      subject: { kind: 'incident-finding', id: group.incidentId },
      statement: statementOf({ findings, deeds, events, severity, firstMs, lastMs }),
      claims: [
        ...deedClaims(deeds),
        ...originClaims(events),
        ...credentialClaims(events, issuers),
        ...ruleClaims(findings, totals),
        ...counterClaims(findings, events),
        ...missingClaims(actors, events, authority.missing, context),
      ],
      authority,
      actions: proposedActions(actors, events, hosts),
      decidedBy: decidersOf(findings),
    }),
  )
}

function decidersOf(findings: readonly DetectionFinding[]): readonly Decider[] {
  const rules = new Map(findings.map(({ rule }) => [rule.id, rule]))
  const ruleDeciders = [...rules.values()].map(
    (rule): Decider => ({
      kind: 'rule',
      name: rule.title,
      version: `${rule.origin.pack}/${rule.origin.path}`,
      contentHash: rule.contentHash,
    }),
  )
  return [...ruleDeciders, groupingDecider()]
}

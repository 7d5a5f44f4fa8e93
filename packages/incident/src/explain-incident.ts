import type { Claim, Decider, Explanation } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import { visibleText, wellFormed } from '@countersign/explanation/hostile-text'
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
import { madeIdentities } from './made-identities.ts'
import { missingClaims } from './missing-claims.ts'
import { proposedActions } from './proposed-actions.ts'
import { severityOf } from './signal.ts'
import { statementOf } from './statement.ts'
import { titleOf } from './title.ts'

/** Makes the incident of a group: title, severity, who and where, and the explanation with its evidence. */
export function explainIncident(grouped: FindingGroup, context: ExplainContext): Incident {
  const { group, findings } = grouped
  const events = eventsOf(findings)
  const issuers = new Map([...issuersAmong(events), ...(context.issuers ?? [])])
  const hosts = [...new Set(events.flatMap((event) => event.host ?? []))]
  return {
    tenantId: group.tenantId,
    incidentId: group.incidentId,
    title: titleOf(findings, deedsOf(events)),
    severity: severityOf(group.signals),
    identities: [
      ...new Set([...withIssuers(actorsOf(findings), events, issuers), ...madeIdentities(events)]),
    ],
    hosts,
    firstMs: group.firstMs,
    lastMs: group.lastMs,
    findings,
    explanation: explanationOf(grouped, context, events, hosts, issuers),
  }
}

function explanationOf(
  { group, findings, totals }: FindingGroup,
  context: ExplainContext,
  events: readonly EventFacts[],
  hosts: readonly string[],
  issuers: ReadonlyMap<string, EventFacts>,
): Explanation {
  const deeds = deedsOf(events)
  const actors = actorsOf(findings)
  const authority = authorityOf(events, context)
  const severity = severityOf(group.signals)
  const { tenantId, firstMs, lastMs } = group
  // JSON in a log may hold lone surrogates, which have no canonical form.
  return sealed(
    wellFormed({
      tenantId,
      region: context.region,
      subject: { kind: 'incident-finding', id: group.incidentId },
      statement: visibleText(
        statementOf({ findings, deeds, events, severity, firstMs, lastMs, issuers }),
        textMaxChars,
      ),
      claims: visibleClaims([
        ...deedClaims(deeds),
        ...originClaims(events),
        ...credentialClaims(events, issuers),
        ...ruleClaims(findings, totals),
        ...counterClaims(findings, events),
        ...missingClaims(actors, events, authority.missing, context),
      ]),
      authority,
      actions: proposedActions(
        withIssuers(actors, events, issuers),
        [...events, ...issuersOf(events, issuers)],
        hosts,
      ),
      decidedBy: decidersOf(findings),
    }),
  )
}

const textMaxChars = 2000

/** Whatever of a log got into a text, its invisible characters are written out. */
function visibleClaims(claims: readonly Claim[]): readonly Claim[] {
  return claims.map((claim) => ({ ...claim, text: visibleText(claim.text, textMaxChars) }))
}

/** Who obtained the sessions used: part of the incident although no rule spoke of them. */
function issuersOf(
  events: readonly EventFacts[],
  issuers: ReadonlyMap<string, EventFacts>,
): readonly EventFacts[] {
  return [...new Set(events.flatMap((event) => issuers.get(event.sessionKey ?? '') ?? []))]
}

function withIssuers(
  actors: readonly string[],
  events: readonly EventFacts[],
  issuers: ReadonlyMap<string, EventFacts>,
): readonly string[] {
  return [
    ...new Set([...actors, ...issuersOf(events, issuers).flatMap((issuer) => issuer.identityKey ?? [])]),
  ]
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

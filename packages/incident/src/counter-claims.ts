import { counted } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { RuleHeader } from '@countersign/sigma/match'
import { eventCite } from './deed.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { isFailedSignIn } from './sign-in.ts'

/** What speaks against the suspicion. An analyst weighs it; nothing here closes an incident by itself. */
export function counterClaims(
  findings: readonly DetectionFinding[],
  events: readonly EventFacts[],
): readonly Claim[] {
  const rules = [...new Map(findings.map(({ rule }) => [rule.id, rule])).values()]
  return [
    ...refusedClaims(events),
    ...singleSignalClaims(findings, events),
    ...automationClaims(events),
    ...rules.slice(0, 10).flatMap(falsePositiveClaims),
  ]
}

function refusedClaims(events: readonly EventFacts[]): readonly Claim[] {
  const failed = events.filter((event) => event.outcome === 'failure')
  const all = failed.length === events.length
  // Failing is what guessing passwords looks like: it speaks against the suspicion only when nothing came of it.
  const refused = all ? failed : failed.filter((event) => !isFailedSignIn(event))
  if (refused.length === 0) return []
  const text = all
    ? `${events.length === 1 ? 'The attempt was' : `All ${events.length} attempts were`} refused or failed; none of what was tried is known to have worked.`
    : `${refused.length} of ${events.length} events were refused or failed.`
  return [{ text, kind: 'against', certainty: 'proven', cites: refused.slice(0, 20).map(eventCite) }]
}

function singleSignalClaims(
  findings: readonly DetectionFinding[],
  events: readonly EventFacts[],
): readonly Claim[] {
  const [event] = events
  if (event === undefined || events.length > 1) return []
  const text =
    findings.length === 1
      ? 'It rests on one event and one rule; no second signal supports it.'
      : `${findings.length === 2 ? 'Both' : `All ${findings.length}`} rules speak of the same event, so this is one signal, not ${findings.length}.`
  return [{ text, kind: 'against', certainty: 'proven', cites: [eventCite(event)] }]
}

/** Names that deployment tools give themselves. */
const automation =
  /terraform|pulumi|cloudformation|ansible|hashicorp|crossplane|jenkins|github-actions|gitlab|argo-?cd|fluxcd|helm|renovate|dependabot|kube-controller-manager|kube-scheduler|serverless-framework|aws-cdk/i

function automationClaims(events: readonly EventFacts[]): readonly Claim[] {
  const automated = events.filter((event) => automation.test(event.userAgent ?? ''))
  const [first] = automated
  if (first === undefined) return []
  return [
    {
      text: `The client called itself “${visibleText(first.userAgent ?? '', 80)}”, as ordinary deployment tools do (${counted(automated.length, 'event')}); a client can claim any name.`,
      kind: 'against',
      certainty: 'inferred',
      cites: automated.slice(0, 5).map(eventCite),
    },
  ]
}

/** Sigma authors write these when they know of no harmless cause, or give advice in its place. */
const noCause =
  /^(?:unknown|unlikely|none(?: known)?|n\/?a|highly unlikely|low)\.?$|should be investigated|^verify |^if known /i

const causeMaxChars = 160

function firstSentence(text: string): string {
  const sentence = /^.+?(?=[.!?](?:\s|$)|$)/s.exec(text.trim())?.[0] ?? ''
  return visibleText(sentence, causeMaxChars)
}

function falsePositiveClaims(rule: RuleHeader): readonly Claim[] {
  const causes = rule.falsePositives
    .map(firstSentence)
    .filter((cause) => cause !== '' && !noCause.test(cause))
  if (causes.length === 0) return []
  const [first = '', ...more] = causes.slice(0, 3)
  const text =
    more.length === 0
      ? `The author of “${rule.title}” names a harmless cause: ${first}.`
      : `The author of “${rule.title}” names harmless causes: ${[first, ...more].join('; ')}.`
  return [{ text, kind: 'against', certainty: 'inferred', cites: [{ kind: 'rule', id: rule.id }] }]
}

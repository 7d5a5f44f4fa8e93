import { identityName } from '@countersign/authority/explain/identity-words'
import { clockOf, counted, dayOf, listed, sentence } from '@countersign/authority/explain/words'
import type { Claim, EvidenceRef } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { RuleHeader } from '@countersign/sigma/match'
import { sigmaLevels } from '@countersign/sigma/match'
import {
  citesPerClaimMax,
  type Deed,
  deedActor,
  deedDetail,
  deedPhrase,
  deedTime,
  eventCite,
  timesWords,
} from './deed.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import type { RuleTotal } from './group-findings.ts'

const deedsShownMax = 25
const rulesShownMax = 20
const valuesShownMax = 3
const fieldsShownMax = 4
const valueMaxChars = 120

/** What happened, in the order it began. With one actor throughout, the statement has named it already. */
export function deedClaims(deeds: readonly Deed[]): readonly Claim[] {
  const actors = new Set(deeds.map((deed) => deed.identityKey ?? deed.sourceIp))
  const days = new Set(deeds.flatMap((deed) => [dayOf(deed.firstMs), dayOf(deed.lastMs)]))
  const shown = deeds.slice(0, deedsShownMax).map((deed): Claim => {
    const who = actors.size > 1 ? `${deedActor(deed)} ` : ''
    const day = days.size > 1 ? `${dayOf(deed.firstMs)}, ` : ''
    const on = deed.host === undefined ? '' : ` on ${visibleText(deed.host, 80)}`
    return {
      text: `${day}${deedTime(deed)}: ${who}${deedPhrase(deed)}${on} (${deedDetail(deed)}).`,
      kind: 'for',
      certainty: 'proven',
      cites: deed.cites,
    }
  })
  const rest = deeds.slice(deedsShownMax)
  return rest.length === 0 ? shown : [...shown, restClaim(rest)]
}

function restClaim(rest: readonly Deed[]): Claim {
  const events = rest.reduce((sum, deed) => sum + deed.count, 0)
  return {
    text: `After that, ${counted(rest.length, 'further kind')} of action in ${counted(events, 'event')}.`,
    kind: 'for',
    certainty: 'proven',
    cites: rest.flatMap((deed) => deed.cites.slice(0, 1)).slice(0, citesPerClaimMax),
  }
}

/** From where, and with what client, when the records say so. */
export function originClaims(events: readonly EventFacts[]): readonly Claim[] {
  const addresses = [...new Set(events.flatMap((event) => event.sourceIp ?? []))]
  const agents = [...new Set(events.flatMap((event) => event.userAgent ?? []))]
  if (addresses.length === 0) return []
  const from = addresses.length === 1 ? 'one address' : counted(addresses.length, 'address')
  const client =
    agents[0] === undefined
      ? ''
      : `; the client called itself “${clientName(agents[0])}”${agents.length > 1 ? ` and ${agents.length - 1} other names` : ''}`
  return [
    {
      text: `It came from ${from}: ${listed(addresses.slice(0, 5))}${addresses.length > 5 ? ' and others' : ''}${client}.`,
      kind: 'for',
      certainty: 'proven',
      cites: events
        .filter((event) => event.sourceIp !== undefined)
        .slice(0, 5)
        .map(eventCite),
    },
  ]
}

/** `aws-sdk-go-v2/1.30.3`: the product token names the client; only browsers hide theirs behind `Mozilla`. */
function clientName(userAgent: string): string {
  const [product = ''] = userAgent.split(' ')
  return visibleText(product.startsWith('Mozilla/') ? userAgent : product.replace(/^\[/, ''), 80)
}

/** On whose credentials: the keys and sessions used, and who obtained them. */
export function credentialClaims(
  events: readonly EventFacts[],
  issuers: ReadonlyMap<string, EventFacts>,
): readonly Claim[] {
  const bySession = new Map<string, EventFacts>()
  for (const event of events) {
    if (
      event.sessionKey !== undefined &&
      event.identityKey !== undefined &&
      !bySession.has(event.sessionKey)
    ) {
      bySession.set(event.sessionKey, event)
    }
  }
  return [...bySession.values()].slice(0, 10).flatMap((event) => credentialClaim(event, issuers))
}

function credentialClaim(event: EventFacts, issuers: ReadonlyMap<string, EventFacts>): readonly Claim[] {
  const key = event.sessionKey ?? ''
  const who = identityName(event.identityKey ?? '')
  if (/^AKIA[A-Z0-9]+$/.test(key)) {
    const text = `The calls were signed with ${key}, a long-lived access key of ${who}; whoever holds that key can act from anywhere.`
    return [{ text, kind: 'for', certainty: 'proven', cites: [eventCite(event)] }]
  }
  const issuer = issuers.get(key)
  if (issuer?.identityKey === undefined) return []
  const by = identityName(issuer.identityKey)
  const from =
    issuer.sourceIp === undefined || issuer.sourceIp === event.sourceIp ? '' : ` from ${issuer.sourceIp}`
  return [
    {
      text: `The session ${key} of ${who} was obtained by ${by} with ${issuer.action} on ${dayOf(issuer.timeMs)} at ${clockOf(issuer.timeMs)} UTC${from}; both records carry the same key.`,
      kind: 'for',
      certainty: 'proven',
      cites: [eventCite(issuer), eventCite(event)],
    },
  ]
}

/** Which rules said so and why, the most severe first; a noisy rule is one claim with its count. */
export function ruleClaims(
  findings: readonly DetectionFinding[],
  totals: ReadonlyMap<string, RuleTotal> | undefined,
): readonly Claim[] {
  const byRule = [...Map.groupBy(findings, (finding) => finding.rule.id).values()]
  const ordered = byRule.toSorted(
    (a, b) => levelOf(b) - levelOf(a) || (a[0]?.firstMs ?? 0) - (b[0]?.firstMs ?? 0),
  )
  return ordered.slice(0, rulesShownMax).flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [ruleClaim(first.rule, group, totals?.get(first.rule.id))]
  })
}

const levelOf = (group: readonly DetectionFinding[]) =>
  sigmaLevels.indexOf(group[0]?.rule.level ?? 'informational')

function ruleClaim(
  rule: RuleHeader,
  group: readonly DetectionFinding[],
  total: RuleTotal | undefined,
): Claim {
  const count = total?.findings ?? group.length
  const firstMs = total?.firstMs ?? Math.min(...group.map((finding) => finding.firstMs))
  const lastMs = total?.lastMs ?? Math.max(...group.map((finding) => finding.lastMs))
  const folded =
    count === 1 ? '' : ` It fired ${timesWords(count)}, from ${clockOf(firstMs)} to ${clockOf(lastMs)} UTC.`
  const because = becauseOf(group)
  const examples = group
    .slice(0, 5)
    .map((finding): EvidenceRef => ({ kind: 'finding', id: finding.findingId }))
  return {
    text: `“${rule.title}” (${rule.level})${because === '' ? '' : `: ${because}`}.${folded}${purposeOf(rule)}`,
    kind: 'for',
    certainty: 'proven',
    cites: [{ kind: 'rule', id: rule.id }, ...examples],
  }
}

/** `eventName was “StopLogging”`: the matched fields with the values seen. */
function becauseOf(group: readonly DetectionFinding[]): string {
  const values = new Map<string, Set<string>>()
  for (const { field, value } of group.flatMap((finding) => finding.matched)) {
    const known = values.get(field)
    if (known === undefined) values.set(field, new Set([value]))
    else known.add(value)
  }
  const parts = [...values].slice(0, fieldsShownMax).map(([field, seen]) => {
    const shown = [...seen].slice(0, valuesShownMax).map((value) => `“${visibleText(value, valueMaxChars)}”`)
    const more = seen.size - shown.length
    return `${visibleText(field, 60)} was ${more > 0 ? `${shown.join(', ')} or one of ${more} others` : listed(shown).replace(/ and (?=“[^“]*$)/, ' or ')}`
  })
  return listed(parts)
}

/** The first sentence of the rule's description: what its author looks for. */
function purposeOf(rule: RuleHeader): string {
  const first =
    /^.+?[.!?](?=\s|$)/s.exec(rule.description?.trim() ?? '')?.[0] ?? rule.description?.trim() ?? ''
  if (first === '') return ''
  const text = visibleText(first, 240)
  return ` ${sentence(text)}${/[.!?…)]$/.test(text) ? '' : '.'}`
}

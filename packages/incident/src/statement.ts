import { identityHome, identityLabel, identityName } from '@countersign/authority/explain/identity-words'
import { counted, listed, sentence, spanWords } from '@countersign/authority/explain/words'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { SigmaLevel } from '@countersign/sigma/match'
import { actorsOf } from './actors.ts'
import { type Deed, deedPhrase, telling, timesWords } from './deed.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'

const deedsPerActor = 3
const actorsTold = 2

export type StatementInput = {
  readonly findings: readonly DetectionFinding[]
  readonly deeds: readonly Deed[]
  readonly events: readonly EventFacts[]
  readonly severity: SigmaLevel
  readonly firstMs: number
  readonly lastMs: number
  /** The calls that issued the sessions seen, by session key. */
  readonly issuers: ReadonlyMap<string, EventFacts>
}

/** One sentence: when, who, where, did what, with what outcome, how serious. */
export function statementOf(input: StatementInput): string {
  const { findings, deeds, events, severity, firstMs, lastMs } = input
  const actors = actorsOf(findings)
  const told = actors.slice(0, actorsTold)
  const aimed = deeds.filter((deed) => deed.targets.length > 0)
  const parts =
    aimed.length === 0 && told.length === 0
      ? [`${placeWords(deeds)} ${phrases(deeds, findings)}`]
      : [
          ...(aimed.length === 0 ? [] : [signInWords(aimed)]),
          ...told.map((actor, index) => actorWords(actor, input, index === 0)),
        ]
  const others = actors.length - told.length
  const more = others > 0 ? `, with ${counted(others, 'further identity')} involved` : ''
  return sentence(
    `${spanWords(firstMs, lastMs)}, ${parts.join('; ')}${more}${outcomeWords(events)}. Severity: ${severity}`,
  ).replace(/\. Severity: (\w+)$/, '; severity $1.')
}

function actorWords(actor: string, input: StatementInput, withHome: boolean): string {
  const own = input.deeds.filter((deed) => deed.identityKey === actor)
  const home = withHome ? identityHome(actor) : undefined
  const where = home === undefined ? '' : ` in ${home}`
  return `${identityName(actor)}${where}${behindWords(actor, input)} ${phrases(own, input.findings)}${hostWords(own)}`
}

/** `, assumed by the IAM user bob,`: who obtained the session, when that is proven. */
function behindWords(actor: string, { events, issuers }: StatementInput): string {
  for (const event of events) {
    const issuer = event.identityKey === actor ? issuers.get(event.sessionKey ?? '') : undefined
    if (issuer?.identityKey === undefined || issuer.identityKey === actor) continue
    const verb = issuer.action.startsWith('AssumeRole') ? 'assumed' : 'obtained'
    return `, ${verb} by ${identityName(issuer.identityKey)},`
  }
  return ''
}

function hostWords(deeds: readonly Deed[]): string {
  const hosts = [...new Set(deeds.flatMap((deed) => deed.host ?? []))]
  if (hosts.length === 0) return ''
  return ` on ${hosts.length > 2 ? counted(hosts.length, 'host') : listed(hosts.map((host) => visibleText(host, 80)))}`
}

/** `somebody at 192.0.2.7 tried to sign in 24 times as 12 accounts`: whoever tries is not the account. */
function signInWords(aimed: readonly Deed[]): string {
  const addresses = [...new Set(aimed.flatMap((deed) => deed.sourceIp ?? []))]
  const count = aimed.reduce((sum, deed) => sum + deed.count, 0)
  const targets = new Set(aimed.flatMap((deed) => deed.targets))
  const [only] = targets
  const at = addresses.length > 2 ? counted(addresses.length, 'address') : listed(addresses)
  const as =
    only !== undefined && targets.size === 1 ? `“${identityLabel(only)}”` : counted(targets.size, 'account')
  return `somebody${at === '' ? '' : ` at ${at}`} tried to sign in ${timesWords(count)} as ${as}`
}

/** Nobody is named, but a host or an address is. */
function placeWords(deeds: readonly Deed[]): string {
  const [first] = deeds
  const address = first?.sourceIp === undefined ? '' : ` at ${first.sourceIp}`
  return first?.host === undefined ? `somebody${address}` : `a program on ${visibleText(first.host, 80)}`
}

function phrases(deeds: readonly Deed[], findings: readonly DetectionFinding[]): string {
  const told = telling(deeds, findings, deedsPerActor)
  const rest = deeds.length - told.length
  return listed([...told.map(deedPhrase), ...(rest > 0 ? [`did ${counted(rest, 'other thing')}`] : [])])
}

/** Only what the phrases do not say already: `tried to` tells of failure. */
function outcomeWords(events: readonly EventFacts[]): string {
  const failed = events.filter((event) => event.outcome === 'failure').length
  if (failed === 0 || failed === events.length) return ''
  return `; ${failed} of ${counted(events.length, 'attempt')} failed`
}

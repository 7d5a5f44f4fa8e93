import { visibleText } from '@countersign/explanation/hostile-text'
import type { SigmaLevel } from '@countersign/sigma/match'
import { actorsOf } from './actors.ts'
import { type Deed, deedPhrase, telling } from './deed.ts'
import type { DetectionFinding, EventFacts } from './finding.ts'
import { identityHome, identityName } from './identity-words.ts'
import { counted, listed, sentence, spanWords } from './words.ts'

const deedsPerActor = 3
const actorsTold = 2

export type StatementInput = {
  readonly findings: readonly DetectionFinding[]
  readonly deeds: readonly Deed[]
  readonly events: readonly EventFacts[]
  readonly severity: SigmaLevel
  readonly firstMs: number
  readonly lastMs: number
}

/** One sentence: when, who, where, did what, with what outcome, how serious. */
export function statementOf(input: StatementInput): string {
  const { findings, deeds, events, severity, firstMs, lastMs } = input
  const actors = actorsOf(findings)
  const told = actors.slice(0, actorsTold)
  const parts =
    told.length === 0
      ? [`${placeWords(deeds)} ${phrases(deeds, findings)}`]
      : told.map((actor, index) => actorWords(actor, deeds, findings, index === 0))
  const others = actors.length - told.length
  const more = others > 0 ? `, with ${counted(others, 'further identity')} involved` : ''
  return sentence(
    `${spanWords(firstMs, lastMs)}, ${parts.join('; ')}${more}${outcomeWords(events)}. Severity: ${severity}`,
  ).replace(/\. Severity: (\w+)$/, '; severity $1.')
}

function actorWords(
  actor: string,
  deeds: readonly Deed[],
  findings: readonly DetectionFinding[],
  withHome: boolean,
): string {
  const own = deeds.filter((deed) => deed.identityKey === actor)
  const home = withHome ? identityHome(actor) : undefined
  const hosts = [...new Set(own.flatMap((deed) => deed.host ?? []))]
  const on =
    hosts.length === 0
      ? ''
      : ` on ${hosts.length > 2 ? counted(hosts.length, 'host') : listed(hosts.map((host) => visibleText(host, 80)))}`
  return `${identityName(actor)}${home === undefined ? '' : ` in ${home}`} ${phrases(own, findings)}${on}`
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

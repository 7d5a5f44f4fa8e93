import { identityLabel } from '@countersign/authority/explain/identity-words'
import { counted, listed } from '@countersign/authority/explain/words'
import { visibleText } from '@countersign/explanation/hostile-text'
import { sigmaLevels } from '@countersign/sigma/match'
import { actorsOf } from './actors.ts'
import { type Deed, deedPhrase, telling } from './deed.ts'
import type { DetectionFinding } from './finding.ts'
import { type Tactic, tactics, tacticsOf } from './tactics.ts'

const titleMaxChars = 160
const textMaxChars = 2000

/** What each ATT&CK tactic means to somebody who does not know the matrix. */
const labels: Readonly<Record<Tactic, string>> = {
  reconnaissance: 'Scouting from outside',
  'resource-development': 'Attack preparation',
  'initial-access': 'Suspicious entry',
  execution: 'Suspicious execution',
  persistence: 'Backdoor pattern',
  'privilege-escalation': 'Privilege escalation',
  stealth: 'Covering tracks',
  'defense-evasion': 'Evading controls',
  'defense-impairment': 'Controls weakened',
  'credential-access': 'Credential theft pattern',
  discovery: 'Scouting',
  'lateral-movement': 'Moving to other systems',
  collection: 'Data gathering',
  'command-and-control': 'Remote control',
  exfiltration: 'Data leaving',
  impact: 'Damage or abuse',
}

/**
 * `Credential theft pattern: user/bob listed secrets and read 12 secret values`: the tactic that the most severe rules
 * agree on, who, and the deeds those rules are about. Without a tactic, the title of the most severe rule.
 */
export function titleOf(findings: readonly DetectionFinding[], deeds: readonly Deed[]): string {
  const aimed = deeds.filter((deed) => deed.targets.length > 0)
  const told = telling(deeds, findings, 2)
  if (told.some((deed) => aimed.includes(deed))) return signInTitle(findings, deeds, aimed)
  const [actor] = actorsOf(findings)
  const main = telling(
    deeds.filter((deed) => deed.identityKey === actor),
    findings,
    2,
  )
  const host = main[0]?.host
  const who = actor === undefined ? (host ?? main[0]?.sourceIp ?? 'an unnamed actor') : identityLabel(actor)
  const on = actor !== undefined && host !== undefined ? ` on ${host}` : ''
  const label = labelOf(findings)
  return shortened(`${label}: ${who} ${listed(main.map(deedPhrase))}${on}`)
}

/** `Credential theft pattern: 24 failed sign-ins as 12 accounts, then user/moreau signed in`. */
function signInTitle(
  findings: readonly DetectionFinding[],
  deeds: readonly Deed[],
  aimed: readonly Deed[],
): string {
  const [actor] = actorsOf(findings)
  const own = telling(
    deeds.filter((deed) => deed.identityKey === actor && deed.targets.length === 0),
    findings,
    1,
  )
  const after = actor === undefined ? '' : `, then ${identityLabel(actor)} ${listed(own.map(deedPhrase))}`
  const targets = new Set(aimed.flatMap((deed) => deed.targets))
  const [only = ''] = targets
  const accounts = targets.size === 1 ? identityLabel(only) : counted(targets.size, 'account')
  const attempts = aimed.reduce((sum, deed) => sum + deed.count, 0)
  return shortened(`${labelOf(findings)}: ${counted(attempts, 'failed sign-in')} as ${accounts}${after}`)
}

/** Cut between words: a title is a name, the statement tells the rest. */
function shortened(text: string): string {
  const visible = visibleText(text, textMaxChars)
  if (visible.length <= titleMaxChars) return visible
  const kept = visible.slice(0, titleMaxChars).replace(/[\ud800-\udbff]$/, '')
  return `${kept.slice(0, Math.max(kept.lastIndexOf(' '), titleMaxChars / 2))} …`
}

/** Most rules of the highest level decide; among equals the tactic latest in an intrusion. */
function labelOf(findings: readonly DetectionFinding[]): string {
  const rules = [...new Map(findings.map(({ rule }) => [rule.id, rule])).values()]
  const highest = Math.max(...rules.map((rule) => sigmaLevels.indexOf(rule.level)))
  const top = rules.filter((rule) => sigmaLevels.indexOf(rule.level) === highest)
  const votes = new Map<Tactic, number>()
  for (const tactic of top.flatMap((rule) => tacticsOf(rule.tags))) {
    votes.set(tactic, (votes.get(tactic) ?? 0) + 1)
  }
  const [winner] = [...votes].sort(
    ([a, one], [b, two]) => two - one || tactics.indexOf(b) - tactics.indexOf(a),
  )
  return winner === undefined ? (top[0]?.title ?? 'Suspicious activity') : labels[winner[0]]
}

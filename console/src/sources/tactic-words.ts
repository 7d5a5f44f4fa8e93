import type { Coverage } from '@countersign/api/coverage'

type Tactic = Coverage['tactics'][number]['tactic']
type LogSource = Coverage['unseen'][number]['logSource']

/** What somebody does who follows the tactic, for people who do not know the matrix. Source of the names: MITRE ATT&CK. */
const plainWords: Readonly<Record<Tactic, string>> = {
  reconnaissance: 'gather what is known of you',
  'resource-development': 'prepare tools and accounts',
  'initial-access': 'get in',
  execution: 'run something',
  persistence: 'stay in',
  'privilege-escalation': 'gain more rights',
  'defense-evasion': 'hide',
  'credential-access': 'steal passwords and keys',
  discovery: 'look around',
  'lateral-movement': 'move on to other systems',
  collection: 'gather your data',
  'command-and-control': 'steer it from outside',
  exfiltration: 'take your data out',
  impact: 'damage or encrypt',
}

/** `Credential access`. */
export function tacticName(tactic: Tactic): string {
  const words = tactic.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function plainTactic(tactic: Tactic): string {
  return plainWords[tactic]
}

/** `windows / process_creation`; what is left open is not said. */
export function logSourceWords({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== null).join(' / ') || 'any log source'
}

/** `40 s`, `2 min`, `3 h`; a clock that is ahead is told as such. */
export function lagWords(seconds: number): string {
  if (seconds < -1) return `${amount(-seconds)} ahead`
  return seconds < 1 ? 'under 1 s' : amount(seconds)
}

function amount(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}

/** What somebody may be up to. The hostile ones are the tactics of MITRE ATT&CK Enterprise, in its order. */
export const intents = {
  reconnaissance: { title: 'reconnaissance', tactic: 'TA0043' },
  'resource-development': { title: 'resource development', tactic: 'TA0042' },
  'initial-access': { title: 'initial access', tactic: 'TA0001' },
  execution: { title: 'execution', tactic: 'TA0002' },
  persistence: { title: 'persistence', tactic: 'TA0003' },
  'privilege-escalation': { title: 'privilege escalation', tactic: 'TA0004' },
  'defense-evasion': { title: 'defense evasion', tactic: 'TA0005' },
  'credential-access': { title: 'credential access', tactic: 'TA0006' },
  discovery: { title: 'discovery', tactic: 'TA0007' },
  'lateral-movement': { title: 'lateral movement', tactic: 'TA0008' },
  collection: { title: 'collection', tactic: 'TA0009' },
  'command-and-control': { title: 'command and control', tactic: 'TA0011' },
  exfiltration: { title: 'exfiltration', tactic: 'TA0010' },
  impact: { title: 'impact', tactic: 'TA0040' },
  'benign-automation': { title: 'benign automation' },
  maintenance: { title: 'maintenance' },
  'benign-activity': { title: 'benign activity' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly tactic?: string }>>

export type IntentName = keyof typeof intents

/** What an event is taken to be for, and on whose word. */
export type Intent = {
  readonly name: IntentName
  /** ATT&CK tactic, where it is hostile. */
  readonly tactic?: string
  /** ATT&CK techniques, where a rule or a person named them. */
  readonly techniques: readonly string[]
  /** The labelled events or the cluster's label that say so. */
  readonly onTheWordOf: string
}

export function isIntentName(name: string): name is IntentName {
  return Object.hasOwn(intents, name)
}

/**
 * ATT&CK enterprise tactics in the order an intrusion tends to run, with the Sigma tag name
 * (`attack.credential-access`; the older rules write `attack.credential_access`).
 * Source: MITRE ATT&CK enterprise matrix; Sigma tags appendix 2.1. v19 splits defense evasion in two, so both are here.
 */
export const tactics = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'stealth',
  'defense-evasion',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const

export type Tactic = (typeof tactics)[number]

/** The tactics that a rule's tags name, in matrix order. */
export function tacticsOf(tags: readonly string[]): readonly Tactic[] {
  const named = new Set(
    tags.map((tag) =>
      tag
        .toLowerCase()
        .replace(/^attack\./, '')
        .replaceAll('_', '-'),
    ),
  )
  return tactics.filter((tactic) => named.has(tactic))
}

/** The techniques that a rule's tags name: `T1098.001`. */
export function techniquesOf(tags: readonly string[]): readonly string[] {
  const ids = tags.map((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase())
  return [...new Set(ids.filter((id) => id !== undefined))]
}

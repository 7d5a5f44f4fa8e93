/** Sigma severity, lowest first. Source: Sigma 2.1 rules specification, `level`. */
export const sigmaLevels = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type SigmaLevel = (typeof sigmaLevels)[number]

/** What a finding needs to know of a rule; author, licence and references travel with every match (DRL 1.1). */
export type RuleHeader = {
  readonly id: string
  readonly title: string
  readonly level: SigmaLevel
  readonly status: string | undefined
  readonly description: string | undefined
  readonly author: string | undefined
  readonly license: string | undefined
  readonly references: readonly string[]
  readonly tags: readonly string[]
  readonly falsePositives: readonly string[]
  /** Pack the rule came from and its path inside it. */
  readonly origin: { readonly pack: string; readonly path: string }
  /** SHA-256 of the rule's YAML document, hex: the version that decided. */
  readonly contentHash: string
}

/**
 * Which selection matched, on which field (source-native name as the rule wrote it; keywords: where it was found) and
 * value. Of a rule that only excludes: `not` and the selection's name, with what the field held instead.
 */
export type MatchedField = { readonly selection: string; readonly field: string; readonly value: string }

export type RuleMatch = {
  readonly rule: RuleHeader
  readonly matched: readonly MatchedField[]
  /** Values of the fields that correlation rules group or count by, for rules that a correlation refers to. */
  readonly captured?: Readonly<Record<string, string>>
}

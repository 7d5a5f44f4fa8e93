import type { RuleHeader } from '../match.ts'
import type { SigmaCorrelationRule } from './correlation-rule.ts'
import type { Detection } from './detection.ts'
import type { RuleLogSource } from './log-source.ts'

/** Pack and path of a rule file. `license` is the pack's own, for rules that state none. */
export type SigmaOrigin = { readonly pack: string; readonly path: string; readonly license?: string }

export type SigmaRule = {
  readonly kind: 'rule'
  readonly header: RuleHeader
  /** Short name by which correlations and filters may refer to the rule. */
  readonly name: string | undefined
  readonly logSource: RuleLogSource
  readonly detection: Detection
}

/** Narrows rules without touching them. Its conditions say what is left out: see left-out.ts for how they are read. */
export type SigmaFilter = {
  readonly kind: 'filter'
  readonly header: RuleHeader
  readonly name: string | undefined
  readonly logSource: RuleLogSource
  /** Ids or names of the rules it narrows, or every rule of the log source. */
  readonly rules: readonly string[] | 'any'
  readonly detection: Detection
}

/** A document that cannot be used, and the construct in it that says why. */
export type UnsupportedDocument = {
  readonly kind: 'unsupported'
  readonly origin: { readonly pack: string; readonly path: string }
  readonly id: string | undefined
  readonly title: string | undefined
  readonly reason: string
}

/** Plain data: it may be sent to a worker thread or kept as JSON. */
export type SigmaDocument = SigmaRule | SigmaCorrelationRule | SigmaFilter | UnsupportedDocument

import type { DetectionFinding } from '@countersign/incident/finding'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { AuthenticatedSource, KeyRefusal } from '../tenancy/service.ts'

/** One file of a rule pack. `license` is the pack's, for rules that state none. */
export type RuleDocument = {
  readonly pack: string
  readonly path: string
  readonly text: string
  readonly license?: string
}

/** What one tenant changes about the shared rules. */
export type TenantRules = {
  /** Ids of rules that are off for this tenant. */
  readonly disabledRuleIds: readonly string[]
  /** The tenant's own rules and filters. */
  readonly documents: readonly RuleDocument[]
}

/** Everything the workers match with; a new `version` replaces the old one as a whole. */
export type RuleSet = {
  readonly version: string
  readonly documents: readonly RuleDocument[]
  readonly tenants: Readonly<Record<string, TenantRules>>
}

/** Provided by detection, wired by main.ts. */
export type RuleSource = {
  readonly current: () => RuleSet
  /** The returned function stops listening. */
  readonly onChange: (listener: (rules: RuleSet) => void) => () => void
}

/** Takes findings after their rows are durable. It may fail or be skipped: whoever groups findings reads the lake too. */
export type FindingSink = (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<unknown>

/** Who sends, by key alone. */
export type AuthenticateSource = (key: string) => Promise<AuthenticatedSource | KeyRefusal>

export const noRules: RuleSource = {
  current: () => ({ version: 'none', documents: [], tenants: {} }),
  onChange: () => () => undefined,
}

import { eventFacts } from '@countersign/incident/event-facts'
import type { DetectionFinding } from '@countersign/incident/finding'
import { findingId } from '@countersign/incident/finding-id'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { JsonObject } from '@countersign/ocsf/record'
import { compileRuleBase, type RuleBase } from '@countersign/sigma/base/rule-base'
import { capturesFor, unreportedParts } from '@countersign/sigma/correlation/captures'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaDocument, SigmaFilter } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import type { RuleMatch } from '@countersign/sigma/match'
import { createMatcher } from '@countersign/sigma/matcher'
import { createOverlay, type Overlay } from '@countersign/sigma/overlay'
import type { RuleDocument, RuleSet, TenantRules } from '../ports.ts'

export type EventFinding = {
  readonly finding: DetectionFinding
  /** False: it only feeds a correlation, and is not a finding of its own. */
  readonly reported: boolean
  readonly captured: Readonly<Record<string, string>>
}

/** A rule set, compiled. Keeps memory of its own: one per thread. */
export type RuleEngine = {
  readonly version: string
  readonly rules: number
  /** Documents that could not be used; why, the rules page says. */
  readonly refusedRules: number
  readonly findings: (
    tenantId: string,
    fields: JsonObject,
    normalised: NormalisedEvent,
    eventId: string,
  ) => readonly EventFinding[]
}

const none: readonly EventFinding[] = []
const nothingCaptured: Readonly<Record<string, string>> = {}

/** Compiles the shared rules once, and for each tenant only what it changes. */
export function createRuleEngine(rules: RuleSet): RuleEngine {
  const { base, overlays, common, feeds, refusedRules } = compiled(rules)
  const matcher = createMatcher(base)
  return {
    version: rules.version,
    rules: base.rules.length,
    refusedRules,
    findings: (tenantId, fields, normalised, eventId) => {
      const tenant = overlays.get(tenantId) ?? common
      const matches = matcher.match(fields, normalised.format, tenant?.overlay)
      if (matches.length === 0) return none
      const quiet = tenant?.feeds ?? feeds
      return matches.map((match) => findingOf(tenantId, match, normalised, eventId, quiet))
    },
  }
}

type Compiled = {
  readonly base: RuleBase
  readonly overlays: ReadonlyMap<string, TenantEngine>
  /** For tenants that change nothing, when the packs bring filters along. */
  readonly common: TenantEngine | undefined
  readonly feeds: FeedRules
  readonly refusedRules: number
}

/** A function of its own: the documents, as large again as the rules, are not kept alive by who matches with them. */
function compiled(rules: RuleSet): Compiled {
  const documents = parseAll(rules.documents)
  const feeds = feedRules(documents)
  const tenants = Object.entries(rules.tenants).map(([tenantId, tenant]) =>
    tenantDocuments(tenantId, tenant, documents),
  )
  // A tenant's own correlation may ask for fields of a shared rule, and the shared rules are compiled once.
  const captures = union([feeds, ...tenants.map((tenant) => tenant.feeds)])
  const base = compileRuleBase(ofKind(documents, 'rule'), { captures })
  const shared = ofKind(documents, 'filter')
  const overlays = new Map(tenants.map((tenant) => [tenant.tenantId, tenantEngine(base, shared, tenant)]))
  const unchanged = { tenantId: '', disabledRuleIds: [], own: [], feeds }
  const common = shared.length === 0 ? undefined : tenantEngine(base, shared, unchanged)
  const refusedRules = base.rejected.length + ofKind(documents, 'unsupported').length
  return { base, overlays, common, feeds, refusedRules }
}

/** What correlations ask of the rules they refer to. */
type FeedRules = {
  /** Rule id -> fields whose values its matches carry. */
  readonly captures: ReadonlyMap<string, readonly string[]>
  /** Ids of rules that are parts of a correlation and no findings of their own. */
  readonly quiet: ReadonlySet<string>
}

function feedRules(documents: readonly SigmaDocument[]): FeedRules {
  const { planned } = planCorrelations(documents)
  return { captures: capturesFor(planned), quiet: unreportedParts(planned) }
}

function union(feeds: readonly FeedRules[]): FeedRules['captures'] {
  const fields = new Map<string, ReadonlySet<string>>()
  for (const [ruleId, names] of feeds.flatMap(({ captures }) => [...captures]))
    fields.set(ruleId, new Set([...(fields.get(ruleId) ?? []), ...names]))
  return new Map([...fields].map(([ruleId, names]) => [ruleId, [...names]]))
}

type TenantDocuments = {
  readonly tenantId: string
  readonly disabledRuleIds: readonly string[]
  readonly own: readonly SigmaDocument[]
  readonly feeds: FeedRules
}

/** A correlation that is off for the tenant keeps no rule quiet. */
function tenantDocuments(
  tenantId: string,
  { disabledRuleIds, documents }: TenantRules,
  shared: readonly SigmaDocument[],
): TenantDocuments {
  const own = parseAll(documents)
  const off = new Set(disabledRuleIds)
  const runs = (document: SigmaDocument) => document.kind !== 'correlation' || !off.has(document.header.id)
  return { tenantId, disabledRuleIds, own, feeds: feedRules([...shared, ...own].filter(runs)) }
}

type TenantEngine = { readonly overlay: Overlay; readonly feeds: FeedRules }

function tenantEngine(
  base: RuleBase,
  sharedFilters: readonly SigmaFilter[],
  { disabledRuleIds, own, feeds }: TenantDocuments,
): TenantEngine {
  const overlay = createOverlay(base, {
    disabledRuleIds,
    filters: [...sharedFilters, ...ofKind(own, 'filter')],
    ownRules: ofKind(own, 'rule'),
    captures: feeds.captures,
  })
  return { overlay, feeds }
}

function parseAll(documents: readonly RuleDocument[]): readonly SigmaDocument[] {
  return documents.flatMap(({ text, ...origin }) => parseSigmaDocuments(text, origin))
}

function ofKind<K extends SigmaDocument['kind']>(
  documents: readonly SigmaDocument[],
  kind: K,
): readonly Extract<SigmaDocument, { kind: K }>[] {
  return documents.filter((document) => document.kind === kind) as Extract<SigmaDocument, { kind: K }>[]
}

function findingOf(
  tenantId: string,
  match: RuleMatch,
  normalised: NormalisedEvent,
  eventId: string,
  feeds: FeedRules,
): EventFinding {
  const facts = eventFacts(normalised, { eventId })
  return {
    finding: {
      tenantId,
      findingId: findingId(tenantId, match.rule.id, [eventId]),
      rule: match.rule,
      matched: match.matched,
      events: [facts],
      firstMs: facts.timeMs,
      lastMs: facts.timeMs,
    },
    reported: !feeds.quiet.has(match.rule.id),
    captured: match.captured ?? nothingCaptured,
  }
}

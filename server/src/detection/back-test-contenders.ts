import { capturesFor } from '@countersign/sigma/correlation/captures'
import { leafRules } from '@countersign/sigma/correlation/plan'
import { type PlannedCorrelation, planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaDocument, SigmaFilter, SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import type { RuleDocument, TenantRules } from '../intake/service.ts'

/** Everything a trial needs to know of rules; plain data, for a worker thread. */
export type TrialRules = {
  readonly tenantId: string
  readonly ruleId: string
  readonly documents: readonly RuleDocument[]
  readonly tenant: TenantRules
  /** The version to be tested; undefined: the one that is installed. */
  readonly candidate: RuleDocument | undefined
}

/** One version with what it stands on: itself, or the rules that its correlation counts. */
export type Contender = {
  readonly rules: readonly SigmaRule[]
  readonly filters: readonly SigmaFilter[]
  readonly captures: ReadonlyMap<string, readonly string[]>
  /** For a correlation. */
  readonly planned: PlannedCorrelation | undefined
}

/** `before`: the version in force for the tenant, which may be none. `after`: the version under test. */
export function contendersOf(rules: TrialRules): { readonly before: Contender; readonly after: Contender } {
  const { ruleId, candidate, tenant } = rules
  const installed = [...rules.documents, ...tenant.documents].flatMap(parsed)
  const off = new Set(tenant.disabledRuleIds)
  const isIt = (document: SigmaDocument) => document.kind !== 'unsupported' && document.header.id === ruleId
  const runs = (document: SigmaDocument) =>
    document.kind !== 'unsupported' && !isIt(document) && !off.has(document.header.id)
  const around = installed.filter(runs)
  const inForce = off.has(ruleId) ? undefined : installed.find(isIt)
  const tested = candidate === undefined ? installed.find(isIt) : parsed(candidate)[0]
  return { before: contenderOf(inForce, around), after: contenderOf(tested, around) }
}

function contenderOf(document: SigmaDocument | undefined, around: readonly SigmaDocument[]): Contender {
  const filters = around.filter((other) => other.kind === 'filter')
  const nothing = { rules: [], filters, captures: new Map(), planned: undefined }
  if (document?.kind === 'rule') return { ...nothing, rules: [document] }
  if (document?.kind !== 'correlation') return nothing
  const { planned } = planCorrelations([...around, document])
  const mine = planned.find(({ rule }) => rule === document)
  if (mine === undefined) return nothing
  const leaves = leafRules(mine.plan)
  const rules = around.filter((other) => other.kind === 'rule').filter(({ header }) => leaves.has(header.id))
  return { rules, filters, captures: capturesFor([mine]), planned: mine }
}

function parsed({ text, ...origin }: RuleDocument): readonly SigmaDocument[] {
  return parseSigmaDocuments(text, origin)
}

import type { DecisionDetail, DecisionPage, DecisionRow } from '@countersign/api/decision'
import { openCedarEngine } from '@countersign/authority/mandate/cedar-engine'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { traced } from '../../platform/trace/traced.ts'
import { type Bases, type BasisParts, openBases } from './basis.ts'
import { type Answer, type Asker, type DecideParts, type DecisionPorts, decideAll } from './decide.ts'
import { openDecisionLog } from './decision-log.ts'
import { type DecisionFilter, findDecision, forgetDecisions, listDecisions } from './decision-store.ts'
import { explainDecision } from './explain-decision.ts'
import { keptKeys, type ResolveKey } from './key-cache.ts'
import type { BatchItem, Semantic } from './parse-question.ts'
import { openPolicies, type Policies } from './policies.ts'
import { type Search, type SearchPage, search } from './search.ts'
import { openSpendMeter } from './spend-meter.ts'
import { openStepUps, type StepUps } from './step-ups.ts'

export type { DecisionPorts } from './decide.ts'

/** The decision point of every tenant. Errors: STATE_DOWN; whoever asks takes any error for a denial. */
export type DecisionPoint = {
  /** Errors: API_KEY_WRONG, API_KEY_ENDED. */
  readonly resolveKey: ResolveKey
  readonly batchMax: number
  /** Stored before it is answered. Errors: TOO_BUSY. */
  readonly decide: (
    tenantId: TenantId,
    items: readonly BatchItem[],
    semantic: Semantic,
    asker: Asker,
  ) => Promise<readonly Answer[]>
  readonly search: (tenantId: TenantId, search: Search) => Promise<SearchPage>
  readonly policies: Policies
  readonly stepUps: StepUps
  readonly list: (tenantId: TenantId, filter: DecisionFilter) => Promise<DecisionPage>
  /** Errors: NOT_FOUND. */
  readonly detail: (tenantId: TenantId, decisionId: string) => Promise<DecisionDetail>
  /** Deletes what is older than decisionsKeptDays; resolves to how many. */
  readonly forgetOld: (tenantId: TenantId) => Promise<number>
  /** After a mandate changed. */
  readonly mandatesChanged: Bases['changed']
  readonly close: () => Promise<void>
}

export type DecisionPointParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'region' | 'log'> &
  DecisionPorts & {
    readonly limits: Limits
    readonly resolveKey: ResolveKey
    readonly approvedMandates: BasisParts['approvedMandates']
  }

const dayMs = 24 * 3_600_000

export async function openDecisionPoint(parts: DecisionPointParts): Promise<DecisionPoint> {
  const { state, clock, limits, region, riskOf, approvedMandates } = parts
  const keptSeconds = limits.decisionPoliciesKeptSeconds
  const bases = await openBases({ state, clock, keptSeconds, approvedMandates })
  const meter = openSpendMeter(parts)
  const stepUps = openStepUps({ state, clock, limits })
  const log = openDecisionLog(state, limits.decisionsWaitingMax)
  const deciding: DecideParts = { engine: openCedarEngine(), bases, log, stepUps, clock, meter, riskOf }
  return {
    resolveKey: keptKeys(parts.resolveKey, clock, limits.decisionKeyKeptSeconds),
    batchMax: limits.decisionBatchMax,
    decide: (tenantId, items, semantic, asker) =>
      traced('decision.decide', { questions: items.length, semantic }, () =>
        decideAll(deciding, tenantId, items, semantic, asker),
      ),
    search: (tenantId, asked) => search(deciding, tenantId, asked, limits.accessSearchMax),
    policies: openPolicies({ state, clock, bases, limits }),
    stepUps,
    list: async (tenantId, filter) => {
      const rows = await state.forTenant(tenantId, (tx) => listDecisions(tx, filter))
      const items = rows.slice(0, filter.limit).map(shownDecision)
      const nextCursor = rows.length > filter.limit ? items.at(-1)?.decisionId : undefined
      return { items, ...(nextCursor === undefined ? {} : { nextCursor }) }
    },
    detail: async (tenantId, decisionId) => {
      const stored = await state.forTenant(tenantId, (tx) => findDecision(tx, decisionId))
      if (stored === undefined) throw new CountersignError('NOT_FOUND', 'no decision is kept under this id')
      const explanation = explainDecision(stored, region)
      return {
        decision: shownDecision(stored),
        explanation,
        explanationHash: explanationHash(explanation),
      }
    },
    forgetOld: (tenantId) => {
      const before = new Date(clock.now() - limits.decisionsKeptDays * dayMs)
      return state.forTenant(tenantId, (tx) => forgetDecisions(tx, before))
    },
    mandatesChanged: bases.changed,
    close: bases.close,
  }
}

function shownDecision(row: {
  readonly tenant_id: string
  readonly decision_id: string
  readonly at: Date
  readonly subject: string
  readonly action: string
  readonly resource: string
  readonly allowed: boolean
  readonly reason: string
  readonly mandate_id: string | null
}): DecisionRow {
  const { tenant_id: tenantId, decision_id: decisionId, at, subject, action, resource, reason } = row
  return {
    tenantId,
    decisionId,
    at: at.toISOString(),
    subject,
    action,
    resource,
    decision: row.allowed,
    reason,
    mandateId: row.mandate_id,
  }
}

import type { Investigation, InvestigationAnswer, Phrasing } from '@countersign/api/investigation'
import { canonical } from '@countersign/explanation/canonical'
import { checkExplanation } from '@countersign/explanation/citation'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { claimIds } from '@countersign/investigation/claim-id'
import { type Answered, evidenceFound, investigate } from '@countersign/investigation/investigate'
import { questions } from '@countersign/investigation/question'
import type { Incidents } from '../incident/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type GatherParts, gatherFacts } from './gather/gather.ts'
import { findInvestigation, incidentHashes, saveInvestigation, savePhrasing } from './store.ts'
import { subjectOf } from './subject.ts'
import type { InvestigationRecord } from './tables.ts'

export type InvestigationParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log' | 'region' | 'metrics'> &
  Omit<GatherParts, 'questionTimeoutSeconds'> & {
    readonly limits: Pick<Limits, 'investigationQuestionSeconds'>
    readonly incidents: Pick<Incidents, 'detail' | 'list'>
    /** Has the claims phrased where that is switched on; undefined where it is not. Never throws for the model. */
    readonly phrase: (tenantId: TenantId, explanation: Explanation) => Promise<Phrasing | undefined>
  }

/** Which incident, of whom. */
type Of = readonly [tenantId: TenantId, incidentId: string]

/** What an analyst would ask of an incident, asked and answered. Errors of all: NOT_FOUND, STATE_DOWN, LAKE_DOWN. */
export type Investigations = {
  readonly read: (...of: Of) => Promise<InvestigationAnswer>
  /** Asks every question and stores the story. The same data give the same hash. */
  readonly run: (...of: Of) => Promise<Investigation>
  /** Only where the incident is not the one that was asked about; whether it ran. */
  readonly runIfChanged: (...of: Of) => Promise<boolean>
  /** Open incidents at the head of the queue that have no story yet. */
  readonly due: (tenantId: TenantId) => Promise<readonly string[]>
}

const dueLookedAtMax = 50

export function openInvestigations(parts: InvestigationParts): Investigations {
  const { state, incidents, metrics } = parts
  const runs = metrics.counter<never>({
    name: 'countersign_investigations_total',
    help: 'Investigations of incidents.',
  })
  const run: Investigations['run'] = async (tenantId, incidentId) => {
    const record = await investigateNow(parts, tenantId, incidentId)
    runs.add(1, {})
    return shown(record, record.incident_hash)
  }
  const stored = (tenantId: TenantId, incidentId: string) =>
    state.forTenant(tenantId, (tx) => findInvestigation(tx, incidentId))
  return {
    read: async (tenantId, incidentId) => {
      const { incident, explanationHash: now } = await incidents.detail(tenantId, incidentId)
      const record = await stored(tenantId, incident.incidentId)
      return { investigation: record === undefined ? null : shown(record, now) }
    },
    run,
    runIfChanged: async (tenantId, incidentId) => {
      const { incident, explanationHash: now } = await incidents.detail(tenantId, incidentId)
      if ((await stored(tenantId, incident.incidentId))?.incident_hash === now) return false
      // An incident opens within seconds of its events, and the inventory follows the lake by a minute.
      await parts.inventory.fold(tenantId)
      await run(tenantId, incident.incidentId)
      return true
    },
    due: async (tenantId) => {
      const { items } = await incidents.list([tenantId], { limit: dueLookedAtMax })
      const ids = items.flatMap(({ incidentId, status }) => (status === 'resolved' ? [] : [incidentId]))
      const known = await state.forTenant(tenantId, (tx) => incidentHashes(tx, ids))
      return ids.filter((id) => !known.has(id))
    },
  }
}

async function investigateNow(
  parts: InvestigationParts,
  tenantId: TenantId,
  incidentId: string,
): Promise<InvestigationRecord> {
  const { lake, state, region, limits, clock, log } = parts
  const detail = await parts.incidents.detail(tenantId, incidentId)
  const subject = subjectOf(region, detail)
  const { investigationQuestionSeconds: questionTimeoutSeconds } = limits
  const asking = { tenantId, lake: lake.forTenant(tenantId), subject }
  const facts = await gatherFacts(asking, { ...parts, questionTimeoutSeconds })
  const { explanation, answers } = investigate(subject, facts)
  const faults = checkExplanation(explanation, evidenceFound(subject, facts))
  if (faults.length > 0) log.error({ faults, incidentId }, 'a story does not hold')
  const record: InvestigationRecord = {
    tenant_id: tenantId,
    incident_id: detail.incident.incidentId,
    investigated_at: new Date(clock.now()),
    incident_hash: detail.explanationHash,
    explanation: canonical(explanation),
    explanation_hash: explanationHash(explanation),
    answers: JSON.stringify(answers),
    phrasing: null,
  }
  noteAudit({ after: { explanationHash: record.explanation_hash } })
  await state.forTenant(tenantId, (tx) => saveInvestigation(tx, record))
  return phrased(parts, tenantId, record, explanation)
}

/** After the story is stored: a model that is slow, wrong or down takes nothing away. */
async function phrased(
  { state, phrase }: InvestigationParts,
  tenantId: TenantId,
  record: InvestigationRecord,
  explanation: Explanation,
): Promise<InvestigationRecord> {
  const made = await phrase(tenantId, explanation)
  if (made === undefined) return record
  const phrasing = JSON.stringify(made)
  const { incident_id, explanation_hash } = record
  await state.forTenant(tenantId, (tx) => savePhrasing(tx, incident_id, explanation_hash, phrasing))
  return { ...record, phrasing }
}

function shown(record: InvestigationRecord, incidentHashNow: string): Investigation {
  const explanation = JSON.parse(record.explanation) as Explanation
  const answers = JSON.parse(record.answers) as readonly Answered[]
  return {
    tenantId: record.tenant_id,
    incidentId: record.incident_id,
    investigatedAt: record.investigated_at.toISOString(),
    explanation,
    explanationHash: record.explanation_hash,
    answers: answers.map(({ question, claims }) => ({
      question,
      asks: questions.find(({ id }) => id === question)?.asks ?? question,
      claims: [...claims],
    })),
    claimIds: [...claimIds(explanation)],
    isStale: record.incident_hash !== incidentHashNow,
    phrasing: record.phrasing === null ? null : (JSON.parse(record.phrasing) as Phrasing),
  }
}

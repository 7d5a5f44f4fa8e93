import { type IncidentOutcome, type Incidents, incidentOutcomes, platformName } from '../incident/service.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { authorityOf, type StandingPorts } from './authority-of.ts'
import { whyWithdraw } from './autonomy.ts'
import { closeIncident, whyNotClose } from './close-incidents.ts'
import { decideIncidents } from './decide-incidents.ts'
import { type Following, followPeople } from './follow-people.ts'
import { type HistoryFinding, readHistory } from './history.ts'
import { type JudgedFinding, judgeFindings } from './judge-findings.ts'
import { readMeasured } from './measures.ts'
import { findLearned, type StoredLearned } from './model-store.ts'
import { dayMs } from './read-lessons.ts'
import { type KnownSource, lookAround, type Sight } from './sight.ts'
import { type FamilyRow, tables, type VerdictRow } from './tables.ts'
import { saveVerdict } from './verdict-store.ts'

export type PassParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log' | 'region'> & {
  readonly limits: Pick<Limits, 'triageHistoryDays' | 'triageQuietSeconds' | 'triageAuditPercent'>
  readonly incidents: Pick<Incidents, 'patch'>
  readonly standing: StandingPorts
  readonly sourcesOf: (tenantId: TenantId) => Promise<readonly KnownSource[]>
}

export type PassOutcome = {
  readonly verdicts: readonly Pick<VerdictRow, 'verdict'>[]
  readonly closed: number
  readonly withdrawn: number
}

const nothing: PassOutcome = { verdicts: [], closed: 0, withdrawn: 0 }

/**
 * One look at a tenant: everything of the last days is judged anew, so that no node keeps anything; open incidents whose
 * verdict changes get another; rights are withdrawn before anything is closed. Running it twice changes nothing.
 * Errors: STATE_DOWN, LAKE_DOWN.
 */
export async function triagePass(parts: PassParts, tenantId: TenantId): Promise<PassOutcome> {
  const { state, lake, clock, limits } = parts
  const nowMs = clock.now()
  const fromMs = nowMs - limits.triageHistoryDays * dayMs
  const outcomes = await state.forTenant(tenantId, (tx) => incidentOutcomes(tx, fromMs))
  await follow(parts, tenantId, outcomes, nowMs)
  const learned = await state.forTenant(tenantId, (tx) => findLearned(tx))
  if (learned === undefined) return nothing
  const history = await readHistory(lake, tenantId, fromMs)
  const open = outcomes.filter(({ status }) => status !== 'resolved')
  const look = await judgeOpen(parts, tenantId, { learned, history, open, nowMs })
  await state.forTenant(tenantId, async (tx) => {
    for (const row of look.verdicts) await saveVerdict(tx, row)
  })
  const withdrawn = await keepFamilies(parts, tenantId, look, nowMs)
  const closed = await closeWhatMayBe(parts, tenantId, open, nowMs)
  return { verdicts: look.verdicts, closed, withdrawn }
}

async function follow(
  { state, limits }: PassParts,
  tenantId: TenantId,
  outcomes: readonly IncidentOutcome[],
  nowMs: number,
): Promise<void> {
  await state.forTenant(tenantId, async (tx) => {
    const following: Following = {
      tenantId,
      outcomes,
      now: new Date(nowMs),
      measured: await readMeasured(tx),
      auditPercent: limits.triageAuditPercent,
    }
    await followPeople(tx, following)
  })
}

type Looking = {
  readonly learned: StoredLearned
  readonly history: readonly HistoryFinding[]
  readonly open: readonly IncidentOutcome[]
  readonly nowMs: number
}

type Look = {
  readonly verdicts: readonly VerdictRow[]
  readonly judged: ReadonlyMap<string, JudgedFinding>
  /** Families of open incidents whose entities a quiet source covers. */
  readonly quiet: ReadonlySet<string>
}

async function judgeOpen(
  parts: PassParts,
  tenantId: TenantId,
  { learned, history, open, nowMs }: Looking,
): Promise<Look> {
  const asked = new Set(open.flatMap(({ findingIds }) => findingIds))
  const concerned = history.filter(({ id }) => asked.has(id))
  const entities = [...new Set(concerned.map(({ entity }) => entity))]
  const sight = await lookAround(
    { ...parts, quietSeconds: parts.limits.triageQuietSeconds },
    tenantId,
    entities,
    nowMs,
  )
  const blind = blindAmong(sight, concerned)
  const judged = await judgeFindings(learned, history, {
    wantsBasis: (id) => asked.has(id),
    isVisible: ({ id }) => !blind.has(id),
  })
  const latest = await parts.state.forTenant(tenantId, async (tx) => (await readMeasured(tx)).byIncident)
  const verdicts = await decideIncidents(
    {
      tenantId,
      region: parts.region,
      nowMs,
      learned,
      judged,
      sight,
      latest,
      authorityOf: (found) => authorityOf(parts.standing, tenantId, found),
    },
    open,
  )
  return {
    verdicts,
    judged,
    quiet: new Set(concerned.flatMap(({ id, type }) => (blind.has(id) ? [type] : []))),
  }
}

/** Findings of which a source that covers the entity, or that told of them, is quiet. */
function blindAmong(sight: Sight, concerned: readonly HistoryFinding[]): ReadonlySet<string> {
  const seen = new Map<string, boolean>()
  const isVisible = ({ entity, sourceId }: HistoryFinding): boolean => {
    const key = JSON.stringify([entity, sourceId])
    const known = seen.get(key) ?? sight.of([entity], [sourceId]).isVisible
    seen.set(key, known)
    return known
  }
  return new Set(concerned.filter((finding) => !isVisible(finding)).map(({ id }) => id))
}

/** Names families that were judged, notes drift, and withdraws rights that are no longer earned; how many. */
async function keepFamilies(
  { state, log }: PassParts,
  tenantId: TenantId,
  { judged, quiet }: Look,
  nowMs: number,
): Promise<number> {
  const seen = familiesSeen(judged)
  return state.forTenant(tenantId, async (tx) => {
    for (const [family_id, { title, drifting }] of seen)
      await tables(tx)
        .insertInto('triage_family')
        .values({ tenant_id: tenantId, family_id, title, drifting, ...shadow })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'family_id']).doUpdateSet({ title, drifting }),
        )
        .execute()
    const measured = await readMeasured(tx)
    let withdrawn = 0
    for (const row of measured.families.filter(({ mode }) => mode === 'granted')) {
      const reason = whyWithdraw(measured, row, quiet.has(row.family_id))
      if (reason === undefined) continue
      await setMode(tx, row.family_id, {
        mode: 'withdrawn',
        since: new Date(nowMs),
        who: platformName,
        reason,
      })
      log.warn({ tenantId, family: row.family_id, reason }, 'the right to close was withdrawn')
      withdrawn += 1
    }
    return withdrawn
  })
}

const shadow = { mode: 'shadow', since: null, who: null, reason: null } as const

/** A family drifts while its latest finding was judged under drift. */
function familiesSeen(
  judged: ReadonlyMap<string, JudgedFinding>,
): ReadonlyMap<string, { readonly title: string; readonly drifting: boolean }> {
  const seen = new Map<string, { readonly title: string; readonly drifting: boolean }>()
  for (const { finding, judged: one } of judged.values())
    seen.set(finding.type, { title: finding.familyTitle, drifting: one.circumstances.drift })
  return seen
}

export async function setMode(
  tx: Parameters<typeof tables>[0],
  familyId: string,
  change: Pick<FamilyRow, 'mode' | 'since' | 'who' | 'reason'>,
): Promise<void> {
  await tables(tx).updateTable('triage_family').set(change).where('family_id', '=', familyId).execute()
}

async function closeWhatMayBe(
  { state, incidents }: PassParts,
  tenantId: TenantId,
  open: readonly IncidentOutcome[],
  nowMs: number,
): Promise<number> {
  const measured = await state.forTenant(tenantId, readMeasured)
  const families = new Map(measured.families.map((row) => [row.family_id, row]))
  // What a person reopened is theirs.
  const before = new Set(measured.closings.map(({ incident_id }) => incident_id))
  let closed = 0
  for (const incident of open) {
    const verdict = measured.byIncident.get(incident.incidentId)
    if (verdict === undefined || before.has(incident.incidentId)) continue
    if (whyNotClose(incident, verdict, families, nowMs) !== undefined) continue
    if (await closeIncident({ state, incidents, tenantId, nowMs }, incident, verdict)) closed += 1
  }
  return closed
}

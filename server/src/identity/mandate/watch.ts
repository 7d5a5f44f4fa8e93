import type { DetectionFinding } from '@countersign/incident/finding'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { mandateFinding, useFinding } from './mandate-finding.ts'
import { outsideUses } from './outside-uses.ts'
import type { MandateParts } from './parts.ts'
import { insertChange, mandatesWith, markReminded, replaceMandate, setWatchedTo, watchedTo } from './store.ts'
import { changeOf, type StoredMandate, stageOf } from './stored-mandate.ts'
import { factsOf, usesArrived } from './uses.ts'

/** Events get this long to be stored before they are looked for. */
const settleMs = 5_000
/** The first look at a tenant goes back this far. */
const firstLookMs = 24 * 3_600_000
const dayMs = 24 * 3_600_000
/** A mandate that ended longer ago is history: whoever still acts was told of then. */
const endedDays = 30

/**
 * One look at a tenant: what has ended is marked, what is due is called to mind, and what identities did is held against
 * their mandates. May be repeated at any time. Resolves to how many findings were told. Errors: STATE_DOWN, LAKE_DOWN.
 */
export async function watchMandates(parts: MandateParts, tenantId: TenantId): Promise<number> {
  await expire(parts, tenantId)
  const due = await remind(parts, tenantId)
  const orphans = await withoutSponsor(parts, tenantId)
  const outside = await lookAtUse(parts, tenantId)
  return due + orphans + outside
}

async function expire({ state, clock, changed }: MandateParts, tenantId: TenantId): Promise<void> {
  const now = new Date(clock.now())
  const ended = await state.forTenant(tenantId, async (tx) => {
    const over = (await mandatesWith(tx, 'approved')).filter(({ expiresAt }) => expiresAt <= now)
    for (const mandate of over) {
      const next = { ...mandate, status: 'expired' as const, version: mandate.version + 1, changedAt: now }
      const by = { personId: 'countersign', name: 'Countersign' }
      if (await replaceMandate(tx, next))
        await insertChange(tx, changeOf(next, 'expired', by, 'Its time is over.'))
    }
    return over.map(({ identityKey }) => identityKey)
  })
  if (ended.length > 0) await changed(tenantId, ended)
}

async function remind(parts: MandateParts, tenantId: TenantId): Promise<number> {
  const { state, clock, limits, report } = parts
  const nowMs = clock.now()
  const approved = await state.forTenant(tenantId, (tx) => mandatesWith(tx, 'approved'))
  const due = approved.filter((mandate) => isDue(mandate, nowMs, limits.mandateExpiringDays))
  if (due.length === 0) return 0
  await report(
    tenantId,
    due.map((mandate) => mandateFinding(tenantId, 'review-due', mandate, nowMs)),
  )
  await state.forTenant(tenantId, async (tx) => {
    for (const { mandateId } of due) await markReminded(tx, mandateId, new Date(nowMs))
  })
  return due.length
}

/** Not yet called to mind since it became due. */
function isDue(mandate: StoredMandate, nowMs: number, expiringDays: number): boolean {
  const stage = stageOf(mandate, nowMs, expiringDays)
  const since =
    stage === 'expiring'
      ? mandate.expiresAt.getTime() - expiringDays * dayMs
      : stage === 'review-due'
        ? mandate.reviewAt.getTime()
        : undefined
  return since !== undefined && (mandate.remindedAt?.getTime() ?? 0) < since
}

async function withoutSponsor(parts: MandateParts, tenantId: TenantId): Promise<number> {
  const { state, clock, personOf, report, told } = parts
  const approved = await state.forTenant(tenantId, (tx) => mandatesWith(tx, 'approved'))
  const findings: DetectionFinding[] = []
  for (const mandate of approved) {
    const { sponsor } = mandate
    if (sponsor === undefined || (await personOf(tenantId, sponsor.personId)) !== undefined) continue
    const finding = mandateFinding(tenantId, 'sponsor-left', mandate, clock.now())
    if (!told.has(finding.findingId)) findings.push(finding)
  }
  if (findings.length > 0) await report(tenantId, findings)
  for (const { findingId } of findings) told.add(findingId)
  return findings.length
}

async function lookAtUse(parts: MandateParts, tenantId: TenantId): Promise<number> {
  const { state, clock, report } = parts
  const toMs = clock.now() - settleMs
  const { inForce, ended, fromMs } = await state.forTenant(tenantId, async (tx) => ({
    inForce: await mandatesWith(tx, 'approved'),
    ended: [...(await mandatesWith(tx, 'expired')), ...(await mandatesWith(tx, 'revoked'))].filter(
      ({ changedAt }) => changedAt.getTime() > toMs - endedDays * dayMs,
    ),
    fromMs: (await watchedTo(tx))?.getTime() ?? toMs - firstLookMs,
  }))
  if (toMs <= fromMs) return 0
  const lake = parts.lake.forTenant(tenantId)
  const keys = [...new Set([...inForce, ...ended].map(({ identityKey }) => identityKey))]
  const uses = await usesArrived(lake, keys, { fromMs, toMs })
  const outside = outsideUses(uses, inForce, ended)
  const facts = await factsOf(
    lake,
    outside.flatMap(({ eventIds }) => eventIds),
  )
  const byId = new Map(facts.map((event) => [event.ref.eventId, event]))
  const findings = outside.flatMap((use) => {
    const events = use.eventIds.flatMap((id) => byId.get(id) ?? []).toSorted((a, b) => a.timeMs - b.timeMs)
    return events.length === 0 ? [] : [useFinding(tenantId, use.rule, use, events)]
  })
  if (findings.length > 0) await report(tenantId, findings)
  await state.forTenant(tenantId, (tx) => setWatchedTo(tx, tenantId, new Date(toMs)))
  return findings.length
}

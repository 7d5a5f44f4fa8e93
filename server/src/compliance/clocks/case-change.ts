import type { NotificationCasePatch, NotificationCasePost } from '@countersign/api/clock'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { StoredCase } from './case-store.ts'
import type { Regimes } from './shown-case.ts'

/** Errors: REQUEST_INVALID, naming the field. */
export function newCase(
  regimes: Regimes,
  tenantId: TenantId,
  incidentId: string,
  { awareAt, regimeIds, traits, timeZone, holidays }: NotificationCasePost,
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): StoredCase {
  if (Date.parse(awareAt) > nowMs) throw invalid('awareAt: nobody can be aware in the future')
  const row = {
    tenant_id: tenantId,
    incident_id: incidentId,
    aware_at: new Date(awareAt),
    opened_by: by,
    opened_at: new Date(nowMs),
    regime_ids: regimeIds,
    traits,
    time_zone: timeZone,
    holidays,
    moments: '{}',
    closed_at: null,
    close_reason: null,
    version: 1,
  }
  checkCase(regimes, row)
  return row
}

/** The moment of awareness is no part of it: it was logged, and stays. Errors: REQUEST_INVALID. */
export function changedCase(
  regimes: Regimes,
  before: StoredCase,
  { regimeIds, traits, timeZone, holidays, moments, closeReason }: NotificationCasePatch,
  nowMs: number,
): StoredCase {
  const after = {
    ...before,
    regime_ids: regimeIds ?? before.regime_ids,
    traits: traits ?? before.traits,
    time_zone: timeZone ?? before.time_zone,
    holidays: holidays ?? before.holidays,
    moments: moments === undefined ? before.moments : movedMoments(before.moments, moments, nowMs),
    ...(closeReason === undefined
      ? {}
      : { close_reason: closeReason, closed_at: closeReason === null ? null : new Date(nowMs) }),
  }
  checkCase(regimes, after)
  return after
}

function movedMoments(
  before: string,
  changes: NonNullable<NotificationCasePatch['moments']>,
  nowMs: number,
): string {
  const moments = new Map(Object.entries(JSON.parse(before) as Readonly<Record<string, string>>))
  for (const [name, at] of Object.entries(changes)) {
    if (at !== null && Date.parse(at) > nowMs) throw invalid(`moments: ${name} is in the future`)
    if (at === null) moments.delete(name)
    else moments.set(name, at)
  }
  return JSON.stringify(Object.fromEntries(moments))
}

function checkCase(regimes: Regimes, { regime_ids, time_zone }: StoredCase): void {
  const unknown = regime_ids.find((id) => !regimes.has(id))
  if (unknown !== undefined) throw invalid(`regimeIds: there is no regime ${unknown}`)
  try {
    new Intl.DateTimeFormat('en', { timeZone: time_zone })
  } catch {
    throw invalid(`timeZone: ${time_zone} is none; it looks like Europe/Berlin`)
  }
}

function invalid(detail: string): CountersignError {
  return new CountersignError('REQUEST_INVALID', detail)
}

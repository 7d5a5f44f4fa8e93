import type { CheckedIdentityPage, CheckSummary, IdentityChecks } from '@countersign/api/check'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { CheckParts } from './parts.ts'
import { judgeNow, type PassReport, passOver } from './pass.ts'
import { readIdentity, readStanding, readSummary, type StandingQuery } from './read-checks.ts'

export type { CheckParts, CheckPorts } from './parts.ts'

/** OWASP's top tens of machine identities and of agents, held against every identity of a tenant. */
export type IdentityChecking = {
  readonly summary: (tenantId: TenantId) => Promise<CheckSummary>
  /** Errors: NOT_FOUND for a check that is none. */
  readonly standing: (tenantId: TenantId, query: StandingQuery) => Promise<CheckedIdentityPage>
  /** Judged now where it changed since it was. Errors: NOT_FOUND. */
  readonly ofIdentity: (tenantId: TenantId, identityKey: string) => Promise<IdentityChecks>
  /** One pass over what changed. Errors: LAKE_DOWN. */
  readonly pass: (tenantId: TenantId) => Promise<PassReport>
}

export function openIdentityChecking(parts: CheckParts): IdentityChecking {
  const { state } = parts
  return {
    summary: (tenantId) => state.forTenant(tenantId, readSummary),
    standing: (tenantId, query) => state.forTenant(tenantId, (tx) => readStanding(tx, tenantId, query)),
    ofIdentity: (tenantId, identityKey) => ofIdentity(parts, tenantId, identityKey),
    pass: (tenantId) => passOver(parts, tenantId),
  }
}

async function ofIdentity(
  parts: CheckParts,
  tenantId: TenantId,
  identityKey: string,
): Promise<IdentityChecks> {
  const record = await parts.identityOf(tenantId, identityKey)
  if (record === undefined) throw new CountersignError('NOT_FOUND', `identity ${identityKey.slice(0, 200)}`)
  const read = () => parts.state.forTenant(tenantId, (tx) => readIdentity(tx, record.key))
  const known = await read()
  if (known !== undefined && Date.parse(known.judgedAt) >= (await changedMs(parts, tenantId, record.key)))
    return known
  await judgeNow(parts, tenantId, record.key)
  return (await read()) ?? { judgedAt: new Date(parts.clock.now()).toISOString(), items: [], fixed: [] }
}

/** When what is known of the identity was last worked out. */
async function changedMs(parts: CheckParts, tenantId: TenantId, key: string): Promise<number> {
  const at = await parts.state.forTenant(tenantId, (tx) => parts.changedAt(tx, key))
  return at?.getTime() ?? 0
}

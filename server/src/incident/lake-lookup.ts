import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import { isSharedIdentity } from '@countersign/incident/shared-identity'
import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Issuers } from './store.ts'

/** A role session lasts 12 hours at most, one of GetSessionToken or GetFederationToken 36. Source: AWS STS API reference. */
const sessionMaxHours = 36
const sessionsMax = 50
const rowsMax = 200

type IssuerRow = {
  readonly event_id: string
  readonly ms: number
  readonly format: string
  readonly class_uid: number
  readonly activity_name: string
  readonly status_id: number
  readonly identity_key: string
  readonly chain: readonly string[]
  readonly session_key: string
  readonly source_ip: string
  readonly action: string
  readonly resource: string
  readonly raw: string
}

/** The calls in the lake that handed out the temporary AWS sessions of these findings. */
export async function findIssuers(
  lake: Lake,
  tenantId: TenantId,
  findings: readonly DetectionFinding[],
): Promise<Issuers> {
  const events = findings.flatMap((finding) => finding.events)
  const sessions = new Set(events.flatMap((event) => temporaryKey(event) ?? []))
  if (sessions.size === 0) return []
  const lastMs = Math.max(...events.map((event) => event.timeMs))
  const firstMs = Math.min(...events.map((event) => event.timeMs)) - sessionMaxHours * 3_600_000
  const rows = await lake.forTenant(tenantId).query<IssuerRow>(
    (tables) => `
      SELECT event_id, toUnixTimestamp64Milli(time) AS ms, format, class_uid, activity_name, status_id, identity_key,
             chain, session_key, source_ip, action, resource, raw
      FROM ${tables.events}
      WHERE time BETWEEN fromUnixTimestamp64Milli({firstMs:Int64}) AND fromUnixTimestamp64Milli({lastMs:Int64})
        AND action IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'GetSessionToken', 'GetFederationToken')
        AND multiSearchAny(raw, {sessions:Array(String)})
      ORDER BY time LIMIT ${rowsMax}`,
    { firstMs, lastMs, sessions: [...sessions].slice(0, sessionsMax) },
  )
  return rows.flatMap((row) => {
    const issued = issuedKey(row.raw)
    return issued !== undefined && sessions.has(issued) ? [[issued, factsOf(row, issued)] as const] : []
  })
}

function temporaryKey(event: EventFacts): string | undefined {
  const key = event.sessionKey
  return key !== undefined && /^ASIA[A-Z0-9]{8,124}$/.test(key) ? key : undefined
}

/** Read from the raw record, and only from where AWS puts it: the key also occurs in calls made with it. */
function issuedKey(raw: string): string | undefined {
  try {
    const key: unknown = JSON.parse(raw)?.responseElements?.credentials?.accessKeyId
    return typeof key === 'string' ? key : undefined
  } catch {
    return undefined
  }
}

function factsOf(row: IssuerRow, issued: string): EventFacts {
  const named = (text: string) => (text === '' ? undefined : text)
  return {
    ref: { eventId: row.event_id },
    timeMs: Number(row.ms),
    format: row.format,
    classUid: row.class_uid,
    activityName: row.activity_name,
    action: row.action,
    outcome: row.status_id === 1 ? 'success' : row.status_id === 2 ? 'failure' : 'unknown',
    identityKey: named(row.identity_key),
    chain: row.chain.map(hopOf).filter((hop) => !isSharedIdentity(hop.identityKey)),
    sessionKey: named(row.session_key),
    host: undefined,
    sourceIp: named(row.source_ip),
    resource: named(row.resource),
    issuedSessionKey: issued,
  }
}

/** The lake writes a hop as `relation identity-key`; a relation has no blank. */
function hopOf(text: string): { readonly relation: string; readonly identityKey: string } {
  const blank = text.indexOf(' ')
  return { relation: text.slice(0, blank), identityKey: text.slice(blank + 1) }
}

/** Lines that could not be read while the incident was going on, by when they arrived. */
export async function countUnparsed(
  lake: Lake,
  tenantId: TenantId,
  firstMs: number,
  lastMs: number,
): Promise<number> {
  const rows = await lake.forTenant(tenantId).query<{ lines: number | string }>(
    (tables) => `
      SELECT count() AS lines FROM ${tables.unparsed}
      WHERE received_at BETWEEN fromUnixTimestamp64Milli({firstMs:Int64}) AND fromUnixTimestamp64Milli({lastMs:Int64})`,
    { firstMs, lastMs },
  )
  return Number(rows[0]?.lines ?? 0)
}

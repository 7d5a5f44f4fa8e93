/** Test code: a full queue, written past grouping, which would take minutes for it. */
import { sql } from 'kysely'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Bytes of the explanation of one incident: what incidents of three rules have. */
const explanationChars = 6000

/**
 * Incidents of mixed severity and status, one in ten resolved, as rows that only the queue can read: their
 * explanations and groups are filler.
 */
export async function fillQueue(state: State, tenantId: TenantId, count: number): Promise<void> {
  await state.forTenant(tenantId, (tx) =>
    sql`
      INSERT INTO incident (tenant_id, incident_id, status, reported, title, statement, severity, identities, hosts,
        first_at, last_at, created_at, updated_at, change_seq, finding_count, rule_count, assignee, grouping, link_keys,
        issuers, explanation, explanation_hash)
      SELECT ${tenantId}::text, md5(${tenantId}::text || n), (ARRAY['new', 'in-progress', 'new', 'new', 'new', 'new', 'new', 'new',
        'in-progress', 'resolved'])[n % 10 + 1], true, 'Keys of a service account used from a new place ' || n,
        'The service account deploy-' || n % 97 || ' was used from an address that it was never used from before.',
        (ARRAY[0, 1, 1, 2, 2, 2, 3, 3, 4, 2])[n / 10 % 10 + 1], ARRAY['aws:111122223333:user/deploy-' || n % 97],
        ARRAY['host-' || n % 31], at, at, at, at, nextval('incident_change_seq'), 3, 2,
        CASE WHEN n % 10 = 8 THEN 'Ada' END, '{}', ARRAY['identity:aws:111122223333:user/deploy-' || n % 97], '[]',
        (SELECT string_agg(md5(n::text || part), '') FROM generate_series(1, ${Math.ceil(explanationChars / 32)}::int) part),
        md5(n::text)
      FROM generate_series(1, ${count}::int) n,
        LATERAL (SELECT timestamptz '2026-03-01 12:00:00Z' - make_interval(secs => n * 613 % 2592000) AS at)
    `.execute(tx),
  )
}

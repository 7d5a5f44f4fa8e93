import { ocsfOfSignal } from '@countersign/authority/signal/ocsf-of-signal'
import { readSet } from '@countersign/authority/signal/security-event-token'
import { identityOfSubject } from '@countersign/authority/signal/subject-identity'
import type { JsonObject } from '@countersign/ocsf/record'
import { decodeJwt } from 'jose'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { rightNow, type SignalEventBatch, type SignalParts } from './parts.ts'
import { markStored, notStored, type ReceivedRow } from './received-store.ts'
import { findSource, type SourceRow } from './source-store.ts'

const rowsAtOnce = 100

/** Brings into the lake what was received and is not there yet. Repeatable: a SET has one name there. Errors: LAKE_DOWN. */
export async function storeReceived(parts: SignalParts, tenantId: TenantId): Promise<void> {
  const { state } = parts
  for (;;) {
    const rows = await state.forTenant(tenantId, (tx) => notStored(tx, rowsAtOnce))
    for (const row of rows) {
      const source = await state.forTenant(tenantId, (tx) => findSource(tx, row.source_id))
      const batch = batchOf(row, source)
      if (batch.lines !== '') await parts.storeEvents(tenantId, batch)
      await state.forTenant(tenantId, (tx) => markStored(tx, row, rightNow(parts)))
    }
    if (rows.length < rowsAtOnce) return
  }
}

/** Whom it is about stays what it was when it came, however the source is set up since. */
function batchOf(row: ReceivedRow, source: SourceRow | undefined): SignalEventBatch {
  const { source_id, jti, compact, identity_keys } = row
  const read = readSet(decodeJwt(compact) as unknown as JsonObject)
  const events = read.ok
    ? ocsfOfSignal({
        set: read.set,
        compact,
        who: {
          ...identityOfSubject(read.set.subject, { issuer: read.set.iss, subjectPrefix: null }),
          identityKeys: identity_keys,
        },
      })
    : []
  return {
    sourceId: source_id,
    sourceName: source?.name ?? source_id,
    batchKey: `${source_id}/${jti}`,
    lines: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  }
}

import type { Jobs } from '../platform/jobs/jobs.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { allChannels, type ChannelRow } from './channel-store.ts'
import { dueTime } from './due-time.ts'
import { deliverQueue } from './jobs.ts'
import { type IncidentChange, messageId, severityNames } from './message.ts'
import { insertMessage } from './message-store.ts'

/**
 * Puts a message into the outbox of every channel that wants this change, in the caller's transaction: no change goes
 * untold and none is told that was rolled back. The same change again adds nothing.
 */
export async function announce(
  jobs: Jobs,
  tx: StateTransaction,
  tenantId: TenantId,
  change: IncidentChange,
): Promise<void> {
  const severity = severityNames.indexOf(change.severity)
  for (const channel of await allChannels(tx)) {
    if (!wants(channel, change, severity)) continue
    const due = dueTime(change.atMs, change.severity === 'critical', {
      quietHours: channel.quiet_hours,
      digest: channel.digest,
      criticalPierces: channel.critical_pierces,
    })
    const { channel_id: channelId } = channel
    const message = { ...change, messageId: messageId(tenantId, channelId, change) }
    if (!(await insertMessage(tx, tenantId, channelId, message, due))) continue
    const startAfterSeconds = Math.ceil((due.dueMs - change.atMs) / 1000)
    await jobs.send(tenantId, deliverQueue, { channelId }, { tx, key: channelId, startAfterSeconds })
  }
}

function wants(channel: ChannelRow, { event }: IncidentChange, severity: number): boolean {
  return channel.is_enabled && channel.events.includes(event) && severity >= channel.minimum_severity
}

import { randomUUID } from 'node:crypto'
import type {
  NewNotificationChannel,
  NotificationChannel,
  NotificationChannelPut,
  NotificationDeliveryPage,
  TestedChannel,
} from '@countersign/api/notification'
import type { SecretBox } from '../platform/auth/secret-box.ts'
import { systemResolve } from '../platform/egress/ask-outside.ts'
import type { Resolve } from '../platform/egress/outside-address.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { announce } from './announce.ts'
import { openChannels } from './channels.ts'
import { type DeliverParts, deliverDue } from './deliver.ts'
import type { IncidentChange } from './message.ts'
import { channelsDue, deleteFinished, giveUpSwitchedOff } from './message-store.ts'
import { openSending } from './send-delivery.ts'

export type { IncidentChange } from './message.ts'

export type NotificationParts = Pick<Platform, 'state' | 'clock' | 'jobs' | 'config' | 'egress'> & {
  readonly box: SecretBox
  readonly tenantName: (tenantId: TenantId) => Promise<string>
  /** What the operator calls its service. */
  readonly brandName: () => Promise<string>
  /** Default: the system's. */
  readonly resolve?: Resolve
}

export type Channels = {
  readonly list: (tenantId: TenantId) => Promise<readonly NotificationChannel[]>
  /** Errors: CONFLICT, MAIL_NOT_SET_UP, NOTIFICATION_TARGET_REFUSED, REQUEST_INVALID. */
  readonly create: (tenantId: TenantId, channel: NewNotificationChannel) => Promise<NotificationChannel>
  /** Errors: those of `create`, and NOT_FOUND. */
  readonly replace: (
    tenantId: TenantId,
    channelId: string,
    channel: NotificationChannelPut,
  ) => Promise<NotificationChannel>
  /** Errors: NOT_FOUND. */
  readonly remove: (tenantId: TenantId, channelId: string) => Promise<void>
  /** Errors: NOT_FOUND. A receiver that fails is no error. */
  readonly test: (tenantId: TenantId, channelId: string) => Promise<TestedChannel>
  /** Newest first. Errors: NOT_FOUND, REQUEST_INVALID. */
  readonly deliveries: (
    tenantId: TenantId,
    channelId: string,
    limit: number,
    cursor: string | undefined,
  ) => Promise<NotificationDeliveryPage>
}

export type Notifications = {
  readonly channels: Channels
  /** For whoever changes an incident, in the transaction that does. */
  readonly announce: (tx: StateTransaction, tenantId: TenantId, change: IncidentChange) => Promise<void>
  /** Sends what is due on one channel. */
  readonly deliver: (tenantId: TenantId, channelId: string, signal?: AbortSignal) => Promise<void>
  /** Sends what is due on all channels of a tenant, and removes what was finished long ago. */
  readonly sweep: (tenantId: TenantId, signal?: AbortSignal) => Promise<void>
}

const dayMs = 86_400_000

export function openNotifications(parts: NotificationParts): Notifications {
  const { state, clock, jobs, config } = parts
  const { limits, publicUrl, notification } = config
  const send = openSending({
    ...parts,
    register: parts.egress,
    resolve: parts.resolve ?? systemResolve,
    allowed: notification.allowedHosts,
    timeoutSeconds: limits.notificationTimeoutSeconds,
    mail: notification.mail,
    publicUrl,
  })
  const delivering: DeliverParts = { state, clock, jobs, limits, send }
  const deliver: Notifications['deliver'] = (...of) => deliverDue(delivering, ...of)
  return {
    channels: openChannels({ ...parts, send, newId: randomUUID }),
    announce: (tx, tenantId, change) => announce(jobs, tx, tenantId, change),
    deliver,
    sweep: async (tenantId, signal) => {
      const now = new Date(clock.now())
      const old = new Date(now.getTime() - limits.notificationKeptDays * dayMs)
      const tooOld = new Date(now.getTime() - limits.notificationGiveUpSeconds * 1000)
      const due = await state.forTenant(tenantId, async (tx) => {
        await deleteFinished(tx, old)
        await giveUpSwitchedOff(tx, tooOld, now)
        return channelsDue(tx, now)
      })
      await Promise.all(due.map((channelId) => deliver(tenantId, channelId, signal)))
    },
  }
}

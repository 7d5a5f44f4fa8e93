/** Test code: notifications on a state of their own, with a clock that stands and jobs that are only written down. */
import { randomBytes } from 'node:crypto'
import type { NewNotificationChannel } from '@countersign/api/notification'
import { secretBox } from '../platform/auth/secret-box.ts'
import { readConfig } from '../platform/config.ts'
import { memoryRegister } from '../platform/egress/test-register.ts'
import type { Jobs } from '../platform/jobs/jobs.ts'
import { openLog } from '../platform/log.ts'
import { openState } from '../platform/state/open-state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import { renewLease } from './channel-store.ts'
import { type IncidentChange, type Notifications, openNotifications } from './service.ts'
import { type MailBox, openMailBox, openReceiver, type Receiver } from './test-receivers.ts'

export type TestNotifications = {
  readonly notifications: Notifications
  readonly receiver: Receiver
  readonly mailBox: MailBox
  readonly setClock: (text: string) => void
  readonly passSeconds: (seconds: number) => void
  /** Jobs sent so far: channel and seconds to wait. */
  readonly sent: { readonly channelId: unknown; readonly afterSeconds: number | undefined }[]
  readonly tell: (tenantId: TenantId, change: Partial<IncidentChange>) => Promise<void>
  /** As a process does that then dies. */
  readonly holdChannel: (tenantId: TenantId, channelId: string, seconds: number) => Promise<void>
  readonly rows: (tenantId: TenantId, channelId: string) => Promise<string[]>
  readonly close: () => Promise<void>
}

export async function openTestNotifications(): Promise<TestNotifications> {
  const folder = temporaryFolder('notification')
  const [receiver, mailBox] = await Promise.all([openReceiver(), openMailBox()])
  const config = readConfig(
    {},
    {
      'webhook-allow': receiver.host,
      'smtp-url': mailBox.url,
      'mail-from': 'alerts@soc.example',
      'public-url': 'https://soc.example',
      'notification-timeout-seconds': '1',
    },
  )
  const { state } = await openState({
    config: { kind: 'embedded' },
    directory: `${folder.path}/state`,
    limits: config.limits,
    log: openLog('silent'),
    migrations: [{ feature: 'notification', folder: new URL('./migrations/', import.meta.url) }],
  })
  let nowMs = Date.parse('2026-03-01T10:00:00Z')
  const clock = { now: () => nowMs }
  const sent: TestNotifications['sent'] = []
  const jobs: Pick<Jobs, 'send'> = {
    send: async (_, __, data, options) => {
      sent.push({ channelId: data.channelId, afterSeconds: options?.startAfterSeconds })
      return true
    },
  }
  const notifications = openNotifications({
    state,
    clock,
    config,
    jobs: jobs as Jobs,
    egress: memoryRegister(),
    box: secretBox(randomBytes(32)),
    brandName: async () => 'Harbour SOC',
    tenantName: async (tenantId) => `Company ${tenantId}`,
  })
  return {
    notifications,
    receiver,
    mailBox,
    sent,
    setClock: (text) => {
      nowMs = Date.parse(text)
    },
    passSeconds: (seconds) => {
      nowMs += seconds * 1000
    },
    tell: (tenantId, change) =>
      state.forTenant(tenantId, (tx) =>
        notifications.announce(tx, tenantId, { ...opened, atMs: nowMs, ...change }),
      ),
    holdChannel: (tenantId, channelId, seconds) =>
      state.forTenant(tenantId, (tx) => renewLease(tx, channelId, new Date(nowMs + seconds * 1000))),
    rows: async (tenantId, channelId) => {
      const { items } = await notifications.channels.deliveries(tenantId, channelId, 500, undefined)
      return items.map(({ event, status, attempts }) => `${event} ${status} ${attempts}`)
    },
    close: async () => {
      await Promise.all([state.close(), receiver.close(), mailBox.close()])
      folder.remove()
    },
  }
}

const opened: IncidentChange = {
  incidentId: 'a'.repeat(32),
  event: 'opened',
  seq: 1,
  title: 'Trail deleted',
  statement: 'anna deleted a trail.',
  severity: 'high',
  assignee: null,
  mergedInto: null,
  by: 'Countersign',
  atMs: 0,
}

export const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

export function channelTo(
  target: NewNotificationChannel['target'],
  change: Partial<NewNotificationChannel> = {},
): NewNotificationChannel {
  return {
    name: `channel ${randomBytes(6).toString('hex')}`,
    isEnabled: true,
    events: ['opened', 'severity-raised', 'assigned', 'resolved'],
    minimumSeverity: 'medium',
    quietHours: null,
    digest: null,
    criticalPierces: true,
    target,
    ...change,
  }
}

import { mailInvitation } from './notification/invitation-mail.ts'
import { scheduleDeliveries } from './notification/jobs.ts'
import { addNotificationMetrics } from './notification/notification-metrics.ts'
import { addNotificationRoutes } from './notification/routes.ts'
import { type Notifications, openNotifications } from './notification/service.ts'
import type { PeoplePorts } from './people/routes.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { SettingsService } from './settings/service.ts'
import type { TenancyService } from './tenancy/service.ts'

export type NotificationPorts = { readonly tenancy: TenancyService; readonly settings: SettingsService }

/** Part of the composition root: what is told outside of the console. */
export async function addNotifications(
  app: App,
  platform: Platform,
  ports: NotificationPorts,
  close: Closer,
): Promise<Notifications> {
  const { config, dataDir, metrics, state, jobs } = platform
  const { tenantIds } = ports.tenancy
  const box = secretBox(...sealingKeys(config.sealingKeys, dataDir.secretKey))
  const notifications = openNotifications({ ...platform, box, ...namesIn(ports) })
  addNotificationRoutes(app, notifications.channels)
  addNotificationMetrics(metrics, state, tenantIds)
  const stop = await scheduleDeliveries(jobs, notifications, tenantIds)
  close.add(async () => stop())
  return notifications
}

/** Undefined without a mail server: then whoever invites hands the link over. */
export function invitationMail(
  { config, clock, egress }: Platform,
  ports: NotificationPorts,
): PeoplePorts['mailInvitation'] {
  const { notification, limits } = config
  if (notification.mail === undefined) return undefined
  const mail = {
    ...notification.mail,
    register: egress,
    timeoutSeconds: limits.notificationTimeoutSeconds,
  }
  return (invitation) => mailInvitation({ mail, clock, ...namesIn(ports) }, invitation)
}

function namesIn({ tenancy, settings }: NotificationPorts) {
  return {
    brandName: async () => (await settings.brand()).name,
    tenantName: async (tenantId: TenantId) =>
      (await tenancy.tenants()).find((tenant) => tenant.tenantId === tenantId)?.name ?? tenantId,
  }
}

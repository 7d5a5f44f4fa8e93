import type { Metrics } from '../platform/metrics/metric.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { allChannels, type ChannelRow } from './channel-store.ts'

const states = ['working', 'failing', 'off'] as const

/** How the channels of all tenants are: one that fails tells nobody by itself. */
export function addNotificationMetrics(
  metrics: Metrics,
  state: State,
  tenantIds: () => Promise<readonly TenantId[]>,
): void {
  metrics.gauge({
    name: 'countersign_notification_channels',
    help: 'Notification channels, over all tenants; failing: the last attempt did not succeed.',
    labels: { state: states },
    read: async () => {
      const found = (await state.forTenants(await tenantIds(), allChannels)).map(stateOf)
      return states.map((one) => ({
        value: found.filter((state) => state === one).length,
        labels: { state: one },
      }))
    },
  })
}

function stateOf({ is_enabled, failing_since }: ChannelRow): (typeof states)[number] {
  if (!is_enabled) return 'off'
  return failing_since === null ? 'working' : 'failing'
}

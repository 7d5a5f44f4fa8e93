import type {
  NewNotificationChannel,
  NotificationChannel,
  NotificationChannelPut,
} from '@countersign/api/notification'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

const deliveryPageRows = 50

export const channelsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['notification-channels', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/notification-channels', { path: { tenantId }, signal }))
        .items,
    // A channel that fails is tried again by itself: the page follows.
    refetchInterval: 15_000,
  })

export const deliveriesQuery = (tenantId: string, channelId: string) =>
  infiniteQueryOptions({
    queryKey: ['notification-deliveries', tenantId, channelId],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/notification-channels/{channelId}/deliveries', {
        path: { tenantId, channelId },
        query: { cursor: pageParam, limit: deliveryPageRows },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export function createChannel(tenantId: string, body: NewNotificationChannel) {
  return api.call('POST /api/tenants/{tenantId}/notification-channels', {
    path: { tenantId },
    body,
    action: 'notification-channel.create',
  })
}

export function changeChannel(channel: NotificationChannel, body: NotificationChannelPut) {
  return api.call('PUT /api/tenants/{tenantId}/notification-channels/{channelId}', {
    path: pathOf(channel),
    body,
    action: 'notification-channel.change',
  })
}

export function removeChannel(channel: NotificationChannel) {
  return api.call('DELETE /api/tenants/{tenantId}/notification-channels/{channelId}', {
    path: pathOf(channel),
    action: 'notification-channel.remove',
  })
}

export function testChannel(channel: NotificationChannel) {
  return api.call('POST /api/tenants/{tenantId}/notification-channels/{channelId}/test', {
    path: pathOf(channel),
    action: 'notification-channel.test',
  })
}

function pathOf({ tenantId, id }: NotificationChannel) {
  return { tenantId, channelId: id }
}

import type {
  NewNotificationChannel,
  NotificationChannel,
  NotificationChannelPut,
  NotificationDeliveryPage,
  TestedChannel,
} from '@countersign/api/notification'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { callApi, queryString } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

const deliveryPageRows = 50

const path = (tenantId: string, ...parts: readonly string[]) =>
  tenantPath(tenantId, 'notification-channels', ...parts)

export const channelsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['notification-channels', tenantId],
    queryFn: async ({ signal }) =>
      (await callApi<{ readonly items: readonly NotificationChannel[] }>(path(tenantId), { signal })).items,
    // A channel that fails is tried again by itself: the page follows.
    refetchInterval: 15_000,
  })

export const deliveriesQuery = (tenantId: string, channelId: string) =>
  infiniteQueryOptions({
    queryKey: ['notification-deliveries', tenantId, channelId],
    queryFn: ({ pageParam, signal }) =>
      callApi<NotificationDeliveryPage>(
        path(tenantId, channelId, 'deliveries') + queryString({ cursor: pageParam, limit: deliveryPageRows }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export function createChannel(tenantId: string, body: NewNotificationChannel): Promise<NotificationChannel> {
  return callApi(path(tenantId), { method: 'POST', body, action: 'notification-channel.create' })
}

export function changeChannel(
  { tenantId, id }: NotificationChannel,
  body: NotificationChannelPut,
): Promise<NotificationChannel> {
  return callApi(path(tenantId, id), { method: 'PUT', body, action: 'notification-channel.change' })
}

export function removeChannel({ tenantId, id }: NotificationChannel): Promise<void> {
  return callApi(path(tenantId, id), { method: 'DELETE', action: 'notification-channel.remove' })
}

export function testChannel({ tenantId, id }: NotificationChannel): Promise<TestedChannel> {
  return callApi(path(tenantId, id, 'test'), { method: 'POST', action: 'notification-channel.test' })
}

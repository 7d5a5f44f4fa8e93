import { Problem } from '@countersign/api/common'
import {
  NewNotificationChannel,
  NotificationChannel,
  NotificationChannelList,
  NotificationChannelPut,
  NotificationDeliveryPage,
  TestedChannel,
} from '@countersign/api/notification'
import { Type } from 'typebox'
import { requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Channels } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const ChannelPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  channelId: Type.String({ maxLength: 63 }),
})
const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

const pageDefaultRows = 100
const path = '/api/tenants/:tenantId/notification-channels'

/** Where a tenant's incidents are told, and what became of each message. */
export function addNotificationRoutes(app: App, channels: Channels): void {
  addReadRoutes(app, channels)
  addWriteRoutes(app, channels)
}

function addReadRoutes(app: App, channels: Channels): void {
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: NotificationChannelList, default: Problem } },
      config: { right: 'notification.read' },
    },
    async (request) => ({
      items: [...(await channels.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.get(
    `${path}/:channelId/deliveries`,
    {
      schema: {
        params: ChannelPath,
        querystring: PageQuery,
        response: { 200: NotificationDeliveryPage, default: Problem },
      },
      config: { right: 'notification.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { limit = pageDefaultRows, cursor } = request.query
      return channels.deliveries(tenantId, request.params.channelId, limit, cursor)
    },
  )
}

function addWriteRoutes(app: App, channels: Channels): void {
  app.post(
    path,
    {
      schema: {
        params: TenantPath,
        body: NewNotificationChannel,
        response: { 201: NotificationChannel, default: Problem },
      },
      config: { right: 'notification.write', audit: 'notification-channel.create' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return reply.code(201).send(await channels.create(tenantId, request.body))
    },
  )
  app.put(
    `${path}/:channelId`,
    {
      schema: {
        params: ChannelPath,
        body: NotificationChannelPut,
        response: { 200: NotificationChannel, default: Problem },
      },
      config: { right: 'notification.write', audit: 'notification-channel.change' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return channels.replace(tenantId, request.params.channelId, request.body)
    },
  )
  app.delete(
    `${path}/:channelId`,
    {
      schema: { params: ChannelPath, response: { 204: Type.Null() } },
      config: { right: 'notification.write', audit: 'notification-channel.remove' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      await channels.remove(tenantId, request.params.channelId)
      return reply.code(204).send(null)
    },
  )
  app.post(
    `${path}/:channelId/test`,
    {
      schema: { params: ChannelPath, response: { 200: TestedChannel, default: Problem } },
      config: { right: 'notification.write', audit: 'notification-channel.test' },
    },
    async (request) =>
      channels.test(requireTenant(request, request.params.tenantId), request.params.channelId),
  )
}

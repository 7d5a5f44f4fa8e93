import { Page } from '@countersign/api/common'
import { ReplayResult, UnparsedLine } from '@countersign/api/source'
import { Type } from 'typebox'
import { requireTenant } from '../../platform/auth/access.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import type { SourceId, TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { UnparsedLines } from './unparsed-lines.ts'

const Path = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  sourceId: Type.String({ maxLength: 63 }),
})
const Query = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})

/** Lines that could not be read: looked at, and read again. */
export function addUnparsedRoutes(app: App, unparsed: UnparsedLines): void {
  const path = '/api/tenants/:tenantId/sources/:sourceId/unparsed'
  const addressed = (tenantId: TenantId, { sourceId }: { sourceId: string }) =>
    [tenantId, sourceId as SourceId] as const

  app.get(
    path,
    {
      schema: { params: Path, querystring: Query, response: { 200: Page(UnparsedLine) } },
      config: { right: 'event.read', audit: 'source.unparsed' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { cursor, limit = 100 } = request.query
      return unparsed.page(...addressed(tenantId, request.params), limit, cursor)
    },
  )

  app.post(
    `${path}/replay`,
    {
      schema: { params: Path, response: { 200: ReplayResult } },
      config: { right: 'source.replay', audit: 'source.replay' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const result = await unparsed.replay(...addressed(tenantId, request.params))
      if (result === undefined) throw new CountersignError('NOT_FOUND', 'no such source')
      return result
    },
  )
}

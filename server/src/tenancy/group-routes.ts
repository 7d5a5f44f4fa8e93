import {
  TenantGroupList,
  TenantGroupPut,
  TenantGroup as TenantGroupShape,
} from '@countersign/api/tenant-group'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { TenantGroup } from './group-store.ts'
import type { TenancyService } from './service.ts'

const GroupPath = Type.Object({ groupId: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }) })

/** Groups of tenants. Whoever sees some tenants only sees the groups they are in, and in those only their own. */
export function addGroupRoutes(app: App, tenancy: TenancyService): void {
  const path = '/api/tenant-groups'
  app.get(
    path,
    { schema: { response: { 200: TenantGroupList } }, config: { right: 'tenant-group.read' } },
    async (request) => {
      const { tenantIds, rights } = requirePerson(request)
      const groups = (await tenancy.groups()).map((group) => shownGroup(group, tenantIds))
      return {
        items: groups.filter((group) => group.tenantIds.length > 0 || rights.has('tenant-group.write')),
      }
    },
  )
  app.put(
    `${path}/:groupId`,
    {
      schema: { params: GroupPath, body: TenantGroupPut, response: { 200: TenantGroupShape } },
      config: { right: 'tenant-group.write', audit: 'tenant-group.save' },
    },
    async (request) => {
      noteAudit({ after: request.body })
      const tenantIds = request.body.tenantIds.map((tenantId) => requireTenant(request, tenantId))
      return shownGroup(
        await tenancy.putGroup(request.params.groupId, request.body.name, tenantIds),
        tenantIds,
      )
    },
  )
  app.delete(
    `${path}/:groupId`,
    {
      schema: { params: GroupPath, response: { 204: Type.Null() } },
      config: { right: 'tenant-group.write', audit: 'tenant-group.remove' },
    },
    async (request, reply) => {
      await tenancy.deleteGroup(request.params.groupId)
      return reply.code(204).send(null)
    },
  )
}

function shownGroup(group: TenantGroup, visible: readonly TenantId[]): TenantGroupShape {
  const seen = new Set(visible)
  return {
    id: group.groupId,
    name: group.name,
    tenantIds: group.tenantIds.filter((tenantId) => seen.has(tenantId)),
    createdAt: group.createdAt.toISOString(),
  }
}

import { Retention, RetentionPut } from '@countersign/api/retention'
import { sourceFormats } from '@countersign/ocsf/source-format'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import type { RetentionService } from './service.ts'

const Path = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const known: ReadonlySet<string> = new Set(sourceFormats)

/** How long a tenant's data is kept: seen by whoever sees the tenant, chosen by the operator's administrators. */
export function addRetentionRoutes(app: App, retention: RetentionService): void {
  const path = '/api/tenants/:tenantId/retention'
  app.get(
    path,
    { schema: { params: Path, response: { 200: Retention } }, config: { right: 'tenant.read' } },
    (request) => retention.read(requireTenant(request, request.params.tenantId)),
  )
  app.put(
    path,
    {
      schema: { params: Path, body: RetentionPut, response: { 200: Retention } },
      config: { right: 'tenant.write', audit: 'tenant.retention-save' },
    },
    (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const unknown = Object.keys(request.body.formats).find((format) => !known.has(format))
      if (unknown !== undefined)
        throw new CountersignError('REQUEST_INVALID', `formats: ${unknown} is not a format of events`)
      return retention.save(tenantId, request.body, requirePerson(request).name)
    },
  )
}

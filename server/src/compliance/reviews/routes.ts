import { Problem } from '@countersign/api/common'
import { ControlReview, ControlReviewList, ControlReviewPost } from '@countersign/api/compliance'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Reviews } from './reviews.ts'

const path = '/api/tenants/:tenantId/compliance/reviews'
const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })

/** What people looked at, in their own words and under their own name. */
export function addReviewRoutes(app: App, reviews: Reviews): void {
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: ControlReviewList, default: Problem } },
      config: { right: 'evidence.read' },
    },
    async (request) => ({
      items: [...(await reviews.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.post(
    path,
    {
      schema: {
        params: TenantPath,
        body: ControlReviewPost,
        response: { 201: ControlReview, default: Problem },
      },
      config: { right: 'evidence.write', audit: 'compliance.review' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return reply.code(201).send(await reviews.say(tenantId, request.body, requirePerson(request).name))
    },
  )
}

import { Problem } from '@countersign/api/common'
import { ExplainedEvent } from '@countersign/api/explanation'
import { Type } from 'typebox'
import { requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Explanations } from './service.ts'

const EventPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  eventId: Type.String({ minLength: 1, maxLength: 200 }),
})

/** Who authorised what happened, why it could be done, and how to stop it. */
export function addExplanationRoutes(app: App, explanations: Explanations): void {
  app.get(
    '/api/tenants/:tenantId/events/:eventId/explanation',
    {
      schema: { params: EventPath, response: { 200: ExplainedEvent, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      explanations.ofEvent(requireTenant(request, request.params.tenantId), request.params.eventId),
  )
}

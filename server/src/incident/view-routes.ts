import { Problem } from '@countersign/api/common'
import { NewSavedView, SavedView, SavedViewList } from '@countersign/api/incident-work'
import { Type } from 'typebox'
import { requireSession } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Incidents } from './service.ts'

const ViewPath = Type.Object({ viewId: Type.String({ maxLength: 40 }) })

/** Saved views belong to people: an API key has none. */
export function addViewRoutes(
  app: App,
  { incidents }: { readonly incidents: Pick<Incidents, 'views'> },
): void {
  const { views } = incidents
  app.get(
    '/api/views',
    { schema: { response: { 200: SavedViewList, default: Problem } }, config: { access: 'session' } },
    async (request) => views.list(requireSession(request).person),
  )
  app.post(
    '/api/views',
    {
      schema: { body: NewSavedView, response: { 201: SavedView, default: Problem } },
      config: { access: 'session', audit: 'view.create' },
    },
    async (request, reply) =>
      reply.code(201).send(await views.add(requireSession(request).person, request.body)),
  )
  app.put(
    '/api/views/:viewId',
    {
      schema: { params: ViewPath, body: NewSavedView, response: { 200: SavedView, default: Problem } },
      config: { access: 'session', audit: 'view.update' },
    },
    async (request) => views.change(requireSession(request).person, request.params.viewId, request.body),
  )
  app.delete(
    '/api/views/:viewId',
    {
      schema: { params: ViewPath, response: { 204: Type.Null(), default: Problem } },
      config: { access: 'session', audit: 'view.remove' },
    },
    async (request, reply) => {
      await views.remove(requireSession(request).person, request.params.viewId)
      return reply.code(204).send(null)
    },
  )
}

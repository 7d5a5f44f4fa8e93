import swagger from '@fastify/swagger'
import { version } from '../version.ts'
import { addApiPage } from './api-page.ts'
import type { App } from './app.ts'
import { describeApi, type OpenApiDocument } from './describe-api.ts'
import './route-access.ts'

/** The description of the API, made from the schemas that check requests and shape answers. */
export async function addOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Countersign',
        version,
        license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'countersign_session' },
          apiKey: { type: 'http', scheme: 'bearer' },
          sourceKey: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { apiKey: [] }],
    },
  })
  app.get('/api/openapi.json', { schema: { hide: true }, config: { access: 'open' } }, async () =>
    describeApi(app.swagger() as unknown as OpenApiDocument),
  )
  addApiPage(app)
}

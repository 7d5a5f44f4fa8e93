import type { App } from '../platform/http/app.ts'
import { addElasticRoutes } from './receive/elastic-routes.ts'
import { addHecRoutes } from './receive/hec-routes.ts'
import { addIngestRoutes } from './receive/ingest-routes.ts'
import { addOtlpRoutes } from './receive/otlp-routes.ts'
import type { ReceiverParts } from './receive/receiver.ts'
import { addUnparsedRoutes } from './unparsed/routes.ts'

/** Everything that takes events, and what could not be read of them. */
export async function addIntakeRoutes(app: App, parts: ReceiverParts): Promise<void> {
  app.decorateRequest('keySource', undefined)
  await addIngestRoutes(app, parts)
  await addElasticRoutes(app, parts)
  await addHecRoutes(app, parts)
  await addOtlpRoutes(app, parts)
  addUnparsedRoutes(app, parts.intake.unparsed)
}

import { Type } from 'typebox'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import { answerProblem } from '../../platform/http/problem.ts'
import { addReceiver, keySourceOf, type ReceiverParts, receiveBody } from './receiver.ts'

const Path = Type.Object({ source: Type.String({ maxLength: 120 }) })
const Taken = Type.Object({
  /** The same for the same batch, sent again. */
  batchId: Type.String(),
  events: Type.Integer(),
  unparsed: Type.Integer(),
  findings: Type.Integer(),
})

/**
 * `POST /ingest/:source`: records one a line, in one JSON array, or one after another. The source is that of the key;
 * its id or name in the address has to agree, so that a mixed-up configuration is noticed.
 */
export async function addIngestRoutes(app: App, parts: ReceiverParts): Promise<void> {
  await addReceiver(app, parts, answerProblem, (scope) => {
    scope.post('/ingest/:source', { schema: { params: Path, response: { 200: Taken } } }, async (request) => {
      const { sourceId, sourceName } = keySourceOf(request)
      const { source } = request.params
      if (source !== sourceId && source !== sourceName)
        throw new CountersignError(
          'SOURCE_FOREIGN',
          `the key is that of ${sourceId}, the address names another`,
        )
      const { batchId, counts } = await receiveBody(request, parts, 'records')
      return { batchId, ...counts }
    })
  })
}

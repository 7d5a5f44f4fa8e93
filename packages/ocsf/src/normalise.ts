import { normaliserOf } from './catalogue.ts'
import type { NormaliseResult } from './event.ts'
import type { NormaliseContext } from './normaliser.ts'
import type { SourceRecord } from './record.ts'
import type { SourceFormat } from './source-format.ts'

/**
 * Reads a record of a known format into an OCSF event and its keys. Never throws for data: what cannot be read is
 * `rejected` with its reason.
 *
 * @example normalise('aws-cloudtrail', { fields: JSON.parse(line), raw: line }, { receivedAtMs: 1772615727000 })
 */
export function normalise(
  format: SourceFormat,
  record: SourceRecord,
  context: NormaliseContext,
): NormaliseResult {
  const normaliser = normaliserOf(format)
  if (normaliser === undefined)
    return { kind: 'rejected', reason: 'wrong-shape', detail: `no normaliser reads ${format}` }
  return normaliser.normalise(record, context)
}

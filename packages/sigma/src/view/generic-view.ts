import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { azureActivityView } from './cloud-views.ts'
import { recogniseSource } from './generic-sources.ts'
import { firstOf, isObject, pathReader } from './path.ts'
import { type RecordLogSource, recordLogSource, unknownLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'
import { entryOf } from './table.ts'
import { flatOrigin, windowsReader } from './windows-flat-view.ts'
import { windowsLogSource } from './windows-source.ts'

/** JSON of no known format: the record may state its log source, else it is judged by its fields. */
export const genericJsonView: SourceView = genericView('generic-json')
/** Lines of text arrive as `message`. */
export const genericTextView: SourceView = genericView('generic-text')

function genericView(format: SourceFormat): SourceView {
  return { format, classify, reader }
}

/** The last answer: neighbours in a stream state the same. */
let last = {
  product: undefined as Json | undefined,
  category: undefined as Json | undefined,
  service: undefined as Json | undefined,
  eventId: undefined as Json | undefined,
  source: unknownLogSource,
}

function classify(fields: JsonObject): RecordLogSource {
  const stated = statedIn(fields)
  if (stated === undefined) return unstated(fields)
  const { product, category, service } = stated
  const eventId = fields.EventID
  const same =
    last.product === product &&
    last.category === category &&
    last.service === service &&
    last.eventId === eventId
  if (same && typeof eventId !== 'object') return last.source
  const source = statedSource(product, category, service, fields)
  last = { product, category, service, eventId, source }
  return source
}

type Stated = { readonly product?: Json; readonly category?: Json; readonly service?: Json }

/** `product`, `category`, `service` at the top or below `logsource` or `sigma`. */
function statedIn(fields: JsonObject): Stated | undefined {
  if (typeof fields.product === 'string') return fields as Stated
  if (isObject(fields.logsource)) return fields.logsource as Stated
  return isObject(fields.sigma) ? (fields.sigma as Stated) : undefined
}

function statedSource(
  product: Json | undefined,
  category: Json | undefined,
  service: Json | undefined,
  fields: JsonObject,
): RecordLogSource {
  const name = (json: Json | undefined): string | undefined =>
    typeof json === 'string' ? json.toLowerCase() : undefined
  const [named, of, from] = [name(product), name(category), name(service)]
  const eventId =
    typeof fields.EventID === 'string' || typeof fields.EventID === 'number'
      ? String(fields.EventID)
      : undefined
  const known = named === 'windows' ? windowsLogSource(flatOrigin(fields)) : undefined
  return recordLogSource({
    product: named,
    categories: of === undefined ? known?.categories : [of],
    services: from === undefined ? known?.services : [from],
    constant: eventId === undefined ? undefined : { field: 'EventID', value: eventId },
  })
}

function unstated(fields: JsonObject): RecordLogSource {
  const origin = flatOrigin(fields)
  if (origin.eventId !== undefined && (origin.channel !== undefined || origin.provider !== undefined))
    return windowsLogSource(origin)
  return recogniseSource(fields) ?? unknownLogSource
}

/** Windows names and ECS names are tried for every product: their fields have one meaning in rules. */
function reader(field: string, source: RecordLogSource): FieldReader {
  if (source.product === 'azure') return azureActivityView.reader(field, source)
  const windows = windowsReader(field, source, [[]])
  if (source.product === 'gcp') return gcpReader(field, windows)
  return field === 'message' || field === 'Message' ? firstOf([windows, pathReader('msg')]) : windows
}

/** Rules name Google's audit fields with and without the envelope `data`. */
function gcpReader(field: string, own: FieldReader): FieldReader {
  const bare = field.replace(/^data\./, '')
  const renamed = entryOf(gcpNames, field)
  return firstOf([
    own,
    pathReader(bare),
    pathReader(`data.${bare}`),
    ...(renamed === undefined ? [] : renamed.map(pathReader)),
  ])
}

const gcpNames: Readonly<Record<string, readonly string[]>> = {
  'gcp.audit.method_name': ['protoPayload.methodName', 'data.protoPayload.methodName'],
  'protoPayload.Servicename': ['protoPayload.serviceName'],
  'data.protoPayload.logName': ['logName', 'data.logName'],
  'data.protoPayload.resource.type': ['resource.type', 'data.resource.type'],
  eventName: ['events.name', 'protoPayload.metadata.event.eventName'],
  eventService: ['id.applicationName', 'protoPayload.serviceName'],
  setting_name: ['events.parameters.SETTING_NAME'],
  new_value: ['events.parameters.NEW_VALUE'],
}

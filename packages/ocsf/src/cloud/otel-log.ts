import { createEvent, eventTimeMs, present } from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { baseEventClass } from '../event-class.ts'
import { addressOf, idOf, isObject, numberOf, objectOf, restOf, textOf } from '../fields.ts'
import { agentChain } from '../identity/agent.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { type Attributes, attribute, attributesOf, resourceAttributesOf } from './otel-attributes.ts'

/** OpenTelemetry log records. Source: OpenTelemetry protocol, logs.proto `LogRecord`. */
export const otelLog: Normaliser = { format: 'otel-log', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (
    fields.timeUnixNano === undefined &&
    fields.observedTimeUnixNano === undefined &&
    fields.time_unix_nano === undefined
  )
    return undefined
  return fields.body !== undefined ||
    fields.severityNumber !== undefined ||
    fields.severityText !== undefined ||
    fields.eventName !== undefined
    ? 'timeUnixNano and the body or severity of a log record are present'
    : undefined
}

const mapped: ReadonlySet<string> = new Set([
  'timeUnixNano',
  'time_unix_nano',
  'attributes',
  'resource',
  'body',
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const attributes = attributesOf(fields.attributes)
  const resource = resourceAttributesOf(fields)
  const unmapped = restOf(fields, mapped)
  unmapped.attributes = attributes
  const timeMs = eventTimeMs(timeOf(fields), context, unmapped)
  const event = createEvent(
    { eventClass: baseEventClass, id: 0 },
    timeMs,
    severityOf(fields),
    metadataOf(fields, resource),
  )
  const message = bodyText(fields.body)
  if (message !== undefined) event.message = message
  event.unmapped = unmapped
  const agent = attribute(attributes, 'gen_ai.agent.name', 'gen_ai.agent.id')
  return {
    kind: 'event',
    normalised: {
      format: 'otel-log',
      event,
      identityKey: agent === undefined ? undefined : `agent:${agent.toLowerCase()}`,
      chain: agentChain(attributes, resource),
      sessionKey: attribute(attributes, 'gen_ai.conversation.id', 'session.id') ?? textOf(fields.traceId),
      host: attribute(resource, 'host.name', 'k8s.node.name')?.toLowerCase(),
      sourceIp: addressOf(attribute(attributes, 'client.address', 'source.address')),
      destinationIp: addressOf(attribute(attributes, 'server.address', 'destination.address')),
      action: textOf(fields.eventName) ?? attribute(attributes, 'event.name') ?? 'log',
      resource: attribute(attributes, 'gen_ai.tool.name', 'url.full', 'url.path', 'code.function.name'),
    },
  }
}

/** A zero time means unknown (logs.proto): the observed time is used then. */
function timeOf(fields: JsonObject): Json | undefined {
  const stated = fields.timeUnixNano ?? fields.time_unix_nano
  return stated === undefined || stated === '0' || stated === 0 ? fields.observedTimeUnixNano : stated
}

/** SeverityNumber ranges: trace 1-4, debug 5-8, info 9-12, warn 13-16, error 17-20, fatal 21-24. */
function severityOf(fields: JsonObject): number {
  const number = numberOf(fields.severityNumber) ?? 0
  if (number <= 0 || number > 24) return 0
  if (number < 13) return 1
  return number < 17 ? 3 : number < 21 ? 4 : 6
}

function bodyText(body: Json | undefined): string | undefined {
  if (isObject(body)) return idOf(body.stringValue)
  return idOf(body)
}

const profiles = ['datetime'] as const

function metadataOf(fields: JsonObject, resource: Attributes) {
  const scope = objectOf(fields.scope)
  return {
    version: ocsfVersion,
    product: present({
      name: attribute(resource, 'service.name') ?? 'OpenTelemetry',
      vendor_name: attribute(resource, 'service.namespace') ?? 'OpenTelemetry',
      version: attribute(resource, 'service.version'),
    }) as { name: string; vendor_name: string },
    profiles,
    ...present({ log_name: textOf(scope.name), log_level: textOf(fields.severityText) }),
  }
}

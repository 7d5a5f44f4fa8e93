import {
  type Activity,
  createEvent,
  type EventDraft,
  eventTimeMs,
  noUid,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { apiActivity } from '../event-class.ts'
import { addressOf, idOf, integerOf, objectOf, restOf, textOf } from '../fields.ts'
import { agentChain, agentKey } from '../identity/agent.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { rfc3339, timeMsOf } from '../time.ts'
import { aiAgentOf, aiModelOf, messageContextOf } from './genai-agent.ts'
import { genAiNames } from './genai-names.ts'
import {
  type Attributes,
  attribute,
  attributesOf,
  hasPrefix,
  resourceAttributesOf,
} from './otel-attributes.ts'

/**
 * Spans of AI agents, model calls and MCP tool calls. Source: OpenTelemetry semantic conventions, GenAI and MCP
 * (both "Development": the names may change).
 */
export const otelGenAiSpan: Normaliser = { format: 'otel-genai-span', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  const span = fields.spanId ?? fields.span_id
  if (typeof span !== 'string' || isLog(fields)) return undefined
  if (hasPrefix(fields.attributes, 'gen_ai.', 'mcp.'))
    return 'spanId and gen_ai or mcp attributes are present'
  return typeof fields['gen_ai.operation.name'] === 'string'
    ? 'spanId and gen_ai.operation.name are present'
    : undefined
}

/** A log record may carry the span it was written in; it has its own time and body. */
function isLog(fields: JsonObject): boolean {
  return (
    fields.timeUnixNano !== undefined ||
    fields.observedTimeUnixNano !== undefined ||
    fields.severityNumber !== undefined
  )
}

const mapped: ReadonlySet<string> = new Set([
  'traceId',
  'trace_id',
  'spanId',
  'span_id',
  'parentSpanId',
  'parent_span_id',
  'startTimeUnixNano',
  'start_time_unix_nano',
  'endTimeUnixNano',
  'end_time_unix_nano',
  'attributes',
  'resource',
])

const operations: ReadonlyMap<string, number> = new Map([
  ['create_agent', 1],
  ['retrieval', 2],
  ['resources/read', 2],
  ['tools/list', 2],
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const attributes = fields.attributes === undefined ? fields : attributesOf(fields.attributes)
  const resource = resourceAttributesOf(fields)
  const unmapped = restOf(fields, mapped)
  unmapped.attributes = attributes
  const operation = operationOf(fields, attributes)
  const started =
    fields.startTimeUnixNano ?? fields.start_time_unix_nano ?? fields.startTime ?? fields.start_time
  const timeMs = eventTimeMs(started, context, unmapped)
  const event = createEvent(activityOf(operation), timeMs, 1, metadataOf(fields, attributes))
  describe(event, { fields, attributes, resource, operation })
  event.unmapped = unmapped
  const tool = attribute(attributes, ...genAiNames.tool)
  return {
    kind: 'event',
    normalised: {
      format: 'otel-genai-span',
      event,
      identityKey: agentKey(attributes, resource),
      chain: agentChain(attributes, resource),
      sessionKey: attribute(attributes, ...genAiNames.conversation) ?? traceOf(fields),
      host: attribute(resource, 'host.name', 'k8s.node.name')?.toLowerCase(),
      sourceIp: addressOf(attribute(attributes, 'client.address')),
      destinationIp: addressOf(attribute(attributes, 'server.address', 'network.peer.address')),
      action: tool === undefined ? operation : `${operation} ${tool}`,
      resource: tool ?? attribute(attributes, ...genAiNames.target),
    },
  }
}

function operationOf(fields: JsonObject, attributes: Attributes): string {
  return attribute(attributes, ...genAiNames.operation) ?? textOf(fields.name)?.split(' ')[0] ?? 'unknown'
}

function activityOf(operation: string): Activity {
  const id = operations.get(operation)
  return id === undefined
    ? { eventClass: apiActivity, id: 99, name: operation }
    : { eventClass: apiActivity, id }
}

function traceOf(fields: JsonObject): string | undefined {
  return textOf(fields.traceId) ?? textOf(fields.trace_id)
}

const profiles = ['datetime', 'ai_operation', 'trace'] as const

function metadataOf(fields: JsonObject, attributes: Attributes) {
  const scope = objectOf(fields.scope)
  return {
    version: ocsfVersion,
    product: present({
      name: textOf(scope.name) ?? 'OpenTelemetry',
      vendor_name: attribute(attributes, ...genAiNames.provider) ?? 'OpenTelemetry',
      version: idOf(scope.version),
    }) as { name: string; vendor_name: string },
    profiles,
    ...present({ uid: textOf(fields.spanId) ?? textOf(fields.span_id) }),
  }
}

type Span = {
  readonly fields: JsonObject
  readonly attributes: Attributes
  readonly resource: Attributes
  readonly operation: string
}

function describe(event: EventDraft, span: Span): void {
  const { fields, attributes, resource, operation } = span
  const name = textOf(fields.name)
  if (name !== undefined) event.message = name
  setTimes(event, fields)
  setOutcome(event, fields, attributes)
  event.actor = actorOf(attributes, resource)
  event.api = apiOf(attributes, resource, operation)
  event.ai_model = aiModelOf(attributes)
  const scope = textOf(objectOf(fields.scope).name)?.toLowerCase() ?? ''
  const agent = { attributes, resource, operation, scope }
  event.ai_agent = aiAgentOf(agent)
  event.message_context = messageContextOf(agent)
  event.trace = traceContext(event, fields)
  event.src_endpoint = present({
    ip: addressOf(attribute(attributes, 'client.address')),
    hostname: attribute(resource, 'host.name'),
    svc_name: attribute(resource, 'service.name') ?? 'unknown',
  })
  const server = attribute(attributes, 'server.address')
  if (server !== undefined)
    event.dst_endpoint = present({
      hostname: server,
      ip: addressOf(server),
      port: integerOf(attributes['server.port']),
    })
  const tool = attribute(attributes, ...genAiNames.tool)
  if (tool !== undefined)
    event.resources = [present({ name: tool, type: attribute(attributes, ...genAiNames.toolType) ?? 'tool' })]
  const found: Observable[] = []
  observe(found, 'actor.user.name', 'userName', attribute(attributes, ...genAiNames.user))
  observe(found, 'src_endpoint.ip', 'ip', addressOf(attribute(attributes, 'client.address')))
  event.observables = found
}

function setTimes(event: EventDraft, fields: JsonObject): void {
  const endMs = timeMsOf(fields.endTimeUnixNano ?? fields.end_time_unix_nano)
  event.start_time = event.time
  if (endMs === undefined) return
  event.end_time = endMs
  event.end_time_dt = rfc3339(endMs)
  event.duration = endMs - event.time
}

/** Span status: 0 unset, 1 ok, 2 error (trace.proto `Status`); `error.type` says the same on instrumented calls. */
function setOutcome(event: EventDraft, fields: JsonObject, attributes: Attributes): void {
  const status = objectOf(fields.status)
  const failed =
    status.code === 2 ||
    status.code === 'STATUS_CODE_ERROR' ||
    attribute(attributes, 'error.type') !== undefined
  const ended = fields.endTimeUnixNano !== undefined || status.code !== undefined
  setStatus(event, failed ? 'failure' : ended ? 'success' : 'unknown')
  const detail = textOf(status.message) ?? attribute(attributes, 'error.type')
  if (detail !== undefined) event.status_detail = detail
}

function actorOf(attributes: Attributes, resource: Attributes): object {
  const user = attribute(attributes, ...genAiNames.user)
  return present({
    app_name: attribute(attributes, ...genAiNames.agentName) ?? attribute(resource, 'service.name'),
    app_uid: attribute(attributes, ...genAiNames.agentId),
    user: user === undefined ? undefined : { name: user, type_id: 0 },
    session: present({
      uid: attribute(attributes, ...genAiNames.conversation),
    }),
  })
}

/** Arguments and results may be objects, which `attribute` passes over. */
function firstOf(attributes: Attributes, names: readonly string[]): Json | undefined {
  const name = names.find((one) => Object.hasOwn(attributes, one))
  return name === undefined ? undefined : attributes[name]
}

function apiOf(attributes: Attributes, resource: Attributes, operation: string): object {
  return present({
    operation,
    service: {
      name: attribute(resource, 'service.name') ?? attribute(attributes, ...genAiNames.provider) ?? 'unknown',
    },
    request: present({
      uid: attribute(attributes, ...genAiNames.toolCall) ?? 'unknown',
      data: firstOf(attributes, genAiNames.arguments),
    }),
    response: present({
      data: firstOf(attributes, genAiNames.result),
      error: attribute(attributes, 'error.type'),
    }),
    version: attribute(attributes, 'mcp.protocol.version'),
  })
}

/** OCSF requires both times of a span; one that has not ended yet ends where it starts. */
function traceContext(event: EventDraft, fields: JsonObject): object {
  return present({
    uid: traceOf(fields) ?? 'unknown',
    span: present({
      uid: textOf(fields.spanId) ?? textOf(fields.span_id) ?? noUid,
      parent_uid: textOf(fields.parentSpanId) ?? textOf(fields.parent_span_id),
      operation: textOf(fields.name),
      start_time: event.time,
      end_time: event.end_time ?? event.time,
    }),
  })
}

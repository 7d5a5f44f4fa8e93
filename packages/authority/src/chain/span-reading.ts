import { type Attributes, attribute, attributesOf } from '@countersign/ocsf/cloud/otel-attributes'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { isObject, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { timeMsOf } from '@countersign/ocsf/time'
import type { CallerContext, ChainMark, ChainReading } from './chain-event.ts'
import { nativeFields, textAt } from './native.ts'
import { tokenActorsIn } from './token-actors.ts'

/**
 * What a span says that chains are followed by: its trace and parent, its conversation, and the id of a request that
 * an instrumented client noted. Source: OpenTelemetry semantic conventions, GenAI, AWS SDK (`aws.request_id`) and FaaS.
 */
export function readSpan(normalised: NormalisedEvent): ChainReading {
  const fields = nativeFields(normalised)
  const attributes = attributesOf(fields.attributes)
  const context = contextOf(normalised, fields, attributes)
  if (context.span === undefined) return { context, marks: [] }
  const request = requestOf(attributes)
  const { conversation } = context
  return {
    context,
    marks: [
      { kind: 'span', key: context.span },
      ...(conversation === undefined ? [] : [{ kind: 'conversation', key: conversation } as const]),
      ...(request === undefined ? [] : [{ kind: 'request', key: request } as const]),
      ...runsAs(normalised),
    ],
  }
}

function contextOf(normalised: NormalisedEvent, fields: JsonObject, attributes: Attributes): CallerContext {
  const trace = isObject(normalised.event.trace) ? (normalised.event.trace as JsonObject) : {}
  const traceId = textAt(trace, 'uid') ?? textOf(fields.traceId) ?? textOf(fields.trace_id)
  const spanId = textAt(trace, 'span', 'uid') ?? textOf(fields.spanId) ?? textOf(fields.span_id)
  const parentId =
    textAt(trace, 'span', 'parent_uid') ?? textOf(fields.parentSpanId) ?? textOf(fields.parent_span_id)
  const conversation = attribute(attributes, 'gen_ai.conversation.id')
  const endedMs = endOf(normalised, fields)
  const token = tokenActorsIn(fields)
  const acting = token === undefined ? {} : { token }
  if (traceId === undefined || spanId === undefined) return acting
  return {
    ...acting,
    span: `${traceId}/${spanId}`,
    ...(parentId === undefined || /^0*$/.test(parentId) ? {} : { parentSpan: `${traceId}/${parentId}` }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(endedMs === undefined ? {} : { endedMs }),
    ...(attribute(attributes, 'faas.trigger') === 'timer' ? { scheduled: true } : {}),
  }
}

function endOf({ event }: NormalisedEvent, fields: JsonObject): number | undefined {
  if (typeof event.end_time === 'number') return event.end_time
  return timeMsOf(fields.endTimeUnixNano ?? fields.end_time_unix_nano)
}

function requestOf(attributes: Attributes): string | undefined {
  return attribute(
    attributes,
    'aws.request_id',
    'aws.requestId',
    'http.response.header.x-amzn-requestid',
    'http.response.header.x-amz-request-id',
    'http.response.header.audit-id',
  )
}

/** Only what acts on its own account: a tool or agent span, not every span of the service. */
function runsAs({ chain, format }: NormalisedEvent): readonly ChainMark[] {
  if (format !== 'otel-genai-span') return []
  const stated = chain.filter((hop) => hop.relation === 'runs-as').map((hop) => hop.identityKey)
  return [...new Set(stated)].map((key): ChainMark => ({ kind: 'runs-as', key }))
}

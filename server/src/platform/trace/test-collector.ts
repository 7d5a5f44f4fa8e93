/** Test code: an OTLP collector on loopback, which keeps what it is sent. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import protobuf from 'protobufjs'

/** From the public specification (opentelemetry-proto, trace/v1, metrics/v1), so that nothing of ours reads what ours wrote. */
const { root } = protobuf.parse(`
syntax = "proto3";
message Value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
message KeyValue { string key = 1; Value value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Status { string message = 2; uint32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  uint32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  Status status = 15;
}
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Traces { repeated ResourceSpans resource_spans = 1; }
message NumberPoint { double as_double = 4; sfixed64 as_int = 6; repeated KeyValue attributes = 7; }
message HistogramPoint {
  fixed64 count = 4; double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
  repeated KeyValue attributes = 9;
}
message Gauge { repeated NumberPoint data_points = 1; }
message Sum { repeated NumberPoint data_points = 1; uint32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint data_points = 1; uint32 aggregation_temporality = 2; }
message Metric { string name = 1; string description = 2; Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
message ScopeMetrics { repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Metrics { repeated ResourceMetrics resource_metrics = 1; }
`)

export type Attributes = Readonly<Record<string, unknown>>
export type CollectedSpan = {
  readonly traceId: string
  readonly spanId: string
  /** Empty: it is the first of its trace. */
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly traceState: string
  readonly attributes: Attributes
  readonly resource: Attributes
}
export type CollectedPoint = {
  readonly name: string
  readonly attributes: Attributes
  /** A number, or of a histogram its count. */
  readonly value: number
  readonly bucketCounts: readonly number[]
}

export type Collector = {
  readonly endpoint: string
  readonly headers: IncomingHttpHeaders[]
  /** Every body as it came. */
  readonly bodies: Buffer[]
  /** Statuses of the next answers, in turn; then 200. */
  readonly answers: number[]
  readonly spans: () => readonly CollectedSpan[]
  /** Of the newest bundle of metrics. */
  readonly points: () => readonly CollectedPoint[]
  readonly close: () => Promise<void>
}

export async function openCollector(): Promise<Collector> {
  const taken: Record<'traces' | 'metrics', Buffer[]> = { traces: [], metrics: [] }
  const [headers, answers, bodies]: [IncomingHttpHeaders[], number[], Buffer[]] = [[], [], []]
  const server = createServer(async (request, response) => {
    const signal = /^\/base\/v1\/(traces|metrics)$/.exec(request.url ?? '')?.[1]
    const body = await buffer(request)
    const status = signal === undefined ? 404 : (answers.shift() ?? 200)
    headers.push(request.headers)
    bodies.push(body)
    if (status === 200) taken[signal as keyof typeof taken].push(body)
    response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    headers,
    bodies,
    answers,
    spans: () => taken.traces.flatMap(spansIn),
    points: () => taken.metrics.slice(-1).flatMap(pointsIn),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Pairs = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
type Traces = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Pairs }
    readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[]
  }[]
}
type DecodedSpan = Pick<CollectedSpan, 'name' | 'kind'> & {
  readonly [id in 'traceId' | 'spanId' | 'parentSpanId']?: Buffer
} & { readonly traceState?: string; readonly attributes: Pairs }
type DecodedPoint = {
  readonly [value in 'asDouble' | 'asInt' | 'count']?: number
} & { readonly attributes: Pairs; readonly bucketCounts?: readonly number[] }
type Metrics = {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly ({ readonly name: string } & {
        readonly [kind in 'gauge' | 'sum' | 'histogram']?: { readonly dataPoints: readonly DecodedPoint[] }
      })[]
    }[]
  }[]
}

function decoded<Message>(type: string, body: Buffer): Message {
  const message = root.lookupType(type)
  return message.toObject(message.decode(body), { longs: Number, arrays: true }) as Message
}

function attributesIn(pairs: Pairs): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
}

const hex = (bytes: Buffer | undefined) => bytes?.toString('hex') ?? ''

function spansIn(body: Buffer): CollectedSpan[] {
  return decoded<Traces>('Traces', body).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ traceId, spanId, parentSpanId, name, kind, traceState = '', attributes }) => ({
        traceId: hex(traceId),
        spanId: hex(spanId),
        parentSpanId: hex(parentSpanId),
        name,
        kind,
        traceState,
        attributes: attributesIn(attributes),
        resource: attributesIn(resource.attributes),
      })),
  )
}

function pointsIn(body: Buffer): CollectedPoint[] {
  return decoded<Metrics>('Metrics', body)
    .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ name, gauge, sum, histogram }) =>
      ((gauge ?? sum ?? histogram)?.dataPoints ?? []).map(
        ({ attributes, asDouble, asInt, count, bucketCounts = [] }) => ({
          name,
          attributes: attributesIn(attributes),
          value: asDouble ?? asInt ?? count ?? 0,
          bucketCounts,
        }),
      ),
    )
}

import { randomUUID } from 'node:crypto'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import { ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Clock } from '../clock.ts'
import type { Config, TelemetryConfig } from '../config.ts'
import { systemResolve } from '../egress/ask-outside.ts'
import type { EgressRegister } from '../egress/egress-gate.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metric.ts'
import { version } from '../version.ts'
import { metricData } from './otlp-metrics.ts'
import { type OtlpSender, otlpSender } from './otlp-sender.ts'

export type ExportParts = {
  readonly config: Config
  readonly telemetry: TelemetryConfig
  readonly clock: Clock
  readonly egress: EgressRegister
  readonly log: Log
  readonly metrics: Metrics
}

/** Sends what waits, then ends. */
export type TelemetryExport = { readonly close: () => Promise<void> }

/**
 * Spans and metrics of this process to a collector. Loaded when one is configured and not before: the SDK costs a start
 * without one nothing.
 */
export function openExport(parts: ExportParts): TelemetryExport {
  const { config, telemetry, clock, egress, log, metrics } = parts
  const { limits, notification } = config
  const send = otlpSender({
    ...telemetry,
    clock,
    log,
    register: egress,
    resolve: systemResolve,
    allowed: notification.allowedHosts,
    timeoutSeconds: limits.otlpTimeoutSeconds,
    exports: metrics.counter({
      name: 'countersign_otlp_exports_total',
      help: 'Bundles of spans and metrics that the collector took, or that were given up.',
      labels: { signal: ['traces', 'metrics'], outcome: ['sent', 'given-up'] },
    }),
  })
  const resource = resourceOf(parts)
  const stopTraces = exportSpans(send, resource, telemetry.sampledPercent, log)
  const stopMetrics = exportMetrics(send, resource, parts)
  return {
    close: async () => {
      await Promise.all([stopTraces(), stopMetrics()])
    },
  }
}

/** OpenTelemetry, "Resource semantic conventions": service. What OTEL_RESOURCE_ATTRIBUTES says comes on top. */
function resourceOf({ config, telemetry }: ExportParts): Resource {
  const own = resourceFromAttributes({
    'service.name': telemetry.serviceName === '' ? 'countersign' : telemetry.serviceName,
    'service.version': version,
    'service.instance.id': randomUUID(),
    'countersign.region': config.region,
  })
  return own.merge(detectResources({ detectors: [envDetector] }))
}

const spansEveryMilliseconds = 1000

function exportSpans(send: OtlpSender, resource: Resource, sampledPercent: number, log: Log) {
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledPercent / 100) })
  const spanProcessors = [
    new BatchSpanProcessor({ exporter: spanExporter(send), scheduledDelayMillis: spansEveryMilliseconds }),
  ]
  const provider = new TracerProvider({ resource, sampler, spanProcessors })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  if (!trace.setGlobalTracerProvider(provider))
    log.warn({}, 'another OpenTelemetry SDK was loaded before: spans go where it sends them')
  return async () => {
    await provider.shutdown()
    trace.disable()
    context.disable()
  }
}

function spanExporter(send: OtlpSender): SpanExporter {
  const under = new Set<Promise<unknown>>()
  const sent = async (spans: ReadableSpan[]): Promise<ExportResult> => {
    const body = ProtobufTraceSerializer.serializeRequest(spans)
    const isSent = body === undefined || (await send('traces', body))
    return { code: isSent ? ExportResultCode.SUCCESS : ExportResultCode.FAILED }
  }
  return {
    export: (spans, done) => {
      const sending = sent(spans).then(done)
      under.add(sending)
      void sending.finally(() => under.delete(sending))
    },
    shutdown: async () => {
      await Promise.all(under)
    },
  }
}

/** Also once at the end, so that what a short life counted is known. */
function exportMetrics(send: OtlpSender, resource: Resource, { config, clock, metrics, log }: ExportParts) {
  const startMs = clock.now()
  const scope = { name: 'countersign', version }
  let last: Promise<unknown> = Promise.resolve()
  const push = async () => {
    const families = await metrics.families()
    const data = [...metricData(families, { startMs, nowMs: clock.now() })]
    const request = { resource, scopeMetrics: [{ scope, metrics: data }] }
    const body = ProtobufMetricsSerializer.serializeRequest(request)
    if (body !== undefined) await send('metrics', body)
  }
  const pushSafely = () => push().catch((err: unknown) => log.warn({ err }, 'metrics could not be exported'))
  // One at a time: a collector that is slow gets fewer, not a queue.
  let isPushing = false
  const timer = setInterval(() => {
    if (isPushing) return
    isPushing = true
    last = pushSafely().finally(() => {
      isPushing = false
    })
  }, config.limits.otlpMetricsEverySeconds * 1000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await last
    await pushSafely()
  }
}

import {
  type Context,
  context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { version } from '../version.ts'
import type { App } from './app.ts'

const propagator = new W3CTraceContextPropagator()
/** Asked every few seconds by whatever watches over the process. */
const untraced: ReadonlySet<string | undefined> = new Set(['/api/health', '/api/ready'])

/**
 * A server span for each request (OpenTelemetry, "Semantic conventions for HTTP spans"), a child of what `traceparent` names. The
 * route stands for the path: the path, the query, headers and addresses are content.
 */
export function addHttpSpans(app: App): void {
  const tracer = trace.getTracer('countersign', version)
  const contexts = new WeakMap<FastifyRequest, Context>()
  app.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions } = request
    if (routeOptions.config.endless === true || untraced.has(routeOptions.url)) return done()
    const { url: route } = routeOptions
    const attributes = {
      'http.request.method': method,
      'url.scheme': request.protocol,
      ...(route === undefined ? {} : { 'http.route': route }),
    }
    const parent = callersContext(request)
    const name = route === undefined ? method : `${method} ${route}`
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent)
    const within = trace.setSpan(parent, span)
    contexts.set(request, within)
    reply.raw.once('close', () => endSpan(span, reply))
    context.with(within, done)
  })
  // Reading the body goes by events of the socket, which know nothing of the request.
  app.addHook('preValidation', (request, _, done) =>
    context.with(contexts.get(request) ?? context.active(), done),
  )
}

/** W3C Trace Context. `tracestate` is text of whoever asks, so it goes no further. */
function callersContext({ headers }: FastifyRequest): Context {
  const told = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter))
  if (told === undefined) return ROOT_CONTEXT
  const { traceId, spanId, traceFlags } = told
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function endSpan(span: Span, { raw, statusCode }: FastifyReply): void {
  if (raw.headersSent) span.setAttribute('http.response.status_code', statusCode)
  if (!raw.writableFinished) span.setAttribute('error.type', 'aborted')
  else if (statusCode >= 500) span.setAttribute('error.type', String(statusCode))
  if (!raw.writableFinished || statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

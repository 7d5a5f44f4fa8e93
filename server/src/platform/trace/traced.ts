import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api'
import { isCountersignError } from '../errors.ts'
import { version } from '../version.ts'

const tracer = trace.getTracer('countersign', version)

/**
 * Runs the work as a span. Without an SDK (docs/operations.md, "Traces") this costs a call. Attributes are names and
 * counts of ours: never a tenant, an id or anything that was sent; a failure is told by its code alone.
 */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work()
    } catch (error) {
      const code = isCountersignError(error) ? error.code : 'INTERNAL'
      span.setAttribute('error.type', code)
      span.setStatus({ code: SpanStatusCode.ERROR, message: code })
      throw error
    } finally {
      span.end()
    }
  })
}

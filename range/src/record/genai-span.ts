import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type AgentStep = {
  readonly agent: string
  readonly agentId: string
  readonly traceId: string
  readonly onBehalfOf: string
  readonly service: string
  readonly step:
    | {
        readonly kind: 'chat'
        readonly model: string
        readonly inputTokens: number
        readonly outputTokens: number
      }
    | { readonly kind: 'tool'; readonly tool: string; readonly arguments: object; readonly failed?: boolean }
  readonly durationMs: number
}

/** An OpenTelemetry span of a GenAI agent (semantic conventions `gen_ai.*`), as OTLP/JSON with its resource beside it. */
export function genAiSpan(random: Random, step: AgentStep): LineAt {
  const spanId = random.hex(16)
  const callId = `call_${random.token(16)}`
  const name = step.step.kind === 'chat' ? `chat ${step.step.model}` : `execute_tool ${step.step.tool}`
  return (atMs) =>
    JSON.stringify({
      resource: {
        attributes: attributes({
          'service.name': step.service,
          'service.namespace': 'agents',
          'k8s.namespace.name': 'agents',
          'k8s.serviceaccount.name': step.service,
        }),
      },
      scope: { name: 'opentelemetry.instrumentation.genai', version: '0.9.0' },
      traceId: step.traceId,
      spanId,
      name,
      kind: 3,
      startTimeUnixNano: `${atMs}000000`,
      endTimeUnixNano: `${atMs + step.durationMs}000000`,
      attributes: attributes({
        'gen_ai.agent.name': step.agent,
        'gen_ai.agent.id': step.agentId,
        'gen_ai.conversation.id': step.traceId.slice(0, 16),
        'enduser.id': step.onBehalfOf,
        ...stepAttributes(step, callId),
      }),
      status:
        step.step.kind === 'tool' && step.step.failed
          ? { code: 2, message: 'tool returned an error' }
          : { code: 1 },
    })
}

function stepAttributes(step: AgentStep, callId: string): Readonly<Record<string, string | number>> {
  if (step.step.kind === 'chat')
    return {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': step.step.model,
      'gen_ai.usage.input_tokens': step.step.inputTokens,
      'gen_ai.usage.output_tokens': step.step.outputTokens,
    }
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': step.step.tool,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': callId,
    'gen_ai.tool.call.arguments': JSON.stringify(step.step.arguments),
  }
}

function attributes(from: Readonly<Record<string, string | number>>): readonly object[] {
  return Object.entries(from).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }))
}

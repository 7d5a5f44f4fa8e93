import { namedEntity, present } from '../draft.ts'
import { integerOf } from '../fields.ts'
import { genAiNames } from './genai-names.ts'
import { type Attributes, attribute } from './otel-attributes.ts'

/** What a span says of its agent. Resource attributes name the service, which stands in for an agent without a name. */
export type AgentSpan = {
  readonly attributes: Attributes
  readonly resource: Attributes
  readonly operation: string
  /** Name of the instrumentation scope, in lower case. */
  readonly scope: string
}

/** OCSF `ai_agent.type_id`, by the framework that wrote the span. */
const frameworks: readonly (readonly [RegExp, number, string])[] = [
  [/lang(?:chain|graph)/, 2, 'LangChain'],
  [/autogen/, 3, 'AutoGen'],
  [/crew-?ai/, 4, 'CrewAI'],
]

/** OCSF `ai_agent`: which agent, which running copy of it, and on which model. */
export function aiAgentOf(span: AgentSpan): object {
  const { attributes, resource, scope } = span
  const [, typeId = 0, type] = frameworks.find(([name]) => name.test(scope)) ?? []
  const model = attribute(attributes, ...genAiNames.model)
  return namedEntity({
    name: attribute(attributes, ...genAiNames.agentName) ?? attribute(resource, 'service.name'),
    uid: attribute(attributes, ...genAiNames.agentId),
    instance_uid: attribute(resource, 'service.instance.id'),
    version: attribute(attributes, ...genAiNames.agentVersion) ?? attribute(resource, 'service.version'),
    type_id: typeId,
    type,
    ai_model: model === undefined ? undefined : aiModelOf(attributes),
  })
}

export function aiModelOf(attributes: Attributes): object {
  return {
    name: attribute(attributes, ...genAiNames.model) ?? 'unknown',
    ai_provider: attribute(attributes, ...genAiNames.provider) ?? 'unknown',
  }
}

/** OCSF `message_context.ai_role_id`: whose turn the span is. */
const roles: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['chat', [2, 'Assistant']],
  ['text_completion', [2, 'Assistant']],
  ['generate_content', [2, 'Assistant']],
  ['execute_tool', [3, 'Tool']],
  ['tools/call', [3, 'Tool']],
  ['invoke_agent', [4, 'Agent']],
  ['create_agent', [4, 'Agent']],
  ['invoke_workflow', [5, 'Orchestrator']],
  ['retrieval', [6, 'Retriever']],
])

/** OCSF `message_context`: tokens and role; texts of prompts and answers stay where the source put them. */
export function messageContextOf({ attributes, resource, operation }: AgentSpan): object {
  const prompt = tokens(attributes, genAiNames.inputTokens)
  const completion = tokens(attributes, genAiNames.outputTokens)
  const [roleId, role] = roles.get(operation) ?? []
  const counted = prompt !== undefined || completion !== undefined
  return present({
    application: {
      name:
        attribute(attributes, ...genAiNames.agentName) ?? attribute(resource, 'service.name') ?? 'unknown',
    },
    ai_role_id: roleId,
    ai_role: role,
    uid: attribute(attributes, 'gen_ai.response.id'),
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: counted ? (prompt ?? 0) + (completion ?? 0) : undefined,
  })
}

function tokens(attributes: Attributes, names: readonly string[]): number | undefined {
  for (const name of names) {
    const count = Object.hasOwn(attributes, name) ? integerOf(attributes[name]) : undefined
    if (count !== undefined) return count
  }
  return undefined
}

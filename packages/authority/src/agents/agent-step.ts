import { createHash } from 'node:crypto'
import { genAiNames } from '@countersign/ocsf/cloud/genai-names'
import { type Attributes, attribute, attributesOf } from '@countersign/ocsf/cloud/otel-attributes'
import type { IdentityKey, NormalisedEvent } from '@countersign/ocsf/event'
import { isObject, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** What judging agents needs of one span. Times in milliseconds since the epoch. */
export type AgentStep = {
  readonly eventId: string
  readonly timeMs: number
  readonly agent: IdentityKey
  readonly agentVersion: string | undefined
  readonly operation: string
  /** Set for tool calls only. */
  readonly tool: string | undefined
  readonly trace: string | undefined
  readonly span: string | undefined
  readonly parentSpan: string | undefined
  readonly conversation: string | undefined
  /** Person or identity on whose behalf, as the span states. */
  readonly onBehalfOf: IdentityKey | undefined
  /** Agent that called this one, as the span states. */
  readonly calledBy: IdentityKey | undefined
  readonly scheduled: boolean
  /** Credentials that the span says it used, by their id: a session, a workload identity. Never a secret. */
  readonly credentials: readonly string[]
  readonly toolDefinitions: readonly ToolDefinition[]
}

/** What a tool said of itself when it was offered to the model. `hash`: SHA-256 of its description and parameters. */
export type ToolDefinition = { readonly tool: string; readonly hash: string }

const toolOperations: ReadonlySet<string> = new Set(['execute_tool', 'tools/call'])

/** The step of an agent that an event is, or undefined for what is none. `eventId`: how the event can be found again. */
export function agentStepOf(normalised: NormalisedEvent, eventId: string): AgentStep | undefined {
  const { format, identityKey, event, chain } = normalised
  if (format !== 'otel-genai-span' || identityKey === undefined) return undefined
  const unmapped = objectOf(event.unmapped)
  const attributes = attributesOf(unmapped.attributes)
  const trace = (isObject(event.trace) ? event.trace : {}) as JsonObject
  const span = objectOf(trace.span)
  const operation = attribute(attributes, ...genAiNames.operation) ?? 'unknown'
  const of = (relation: string) => chain.find((hop) => hop.relation === relation)?.identityKey
  const traceId = textOf(trace.uid)
  const parent = textOf(span.parent_uid)
  return {
    eventId,
    timeMs: event.time,
    agent: identityKey,
    agentVersion: textOf(objectOf(event.ai_agent as Json).version),
    operation,
    tool: toolOperations.has(operation) ? attribute(attributes, ...genAiNames.tool) : undefined,
    trace: traceId === 'unknown' ? undefined : traceId,
    span: textOf(span.uid),
    parentSpan: parent === undefined || /^0*$/.test(parent) ? undefined : parent,
    conversation: attribute(attributes, 'gen_ai.conversation.id', 'gen_ai.openai.thread.id'),
    onBehalfOf: of('on-behalf-of'),
    calledBy: of('invoked-by'),
    scheduled: attribute(attributes, 'faas.trigger') === 'timer',
    credentials: credentialsOf(attributes),
    toolDefinitions: definitionsOf(attributes),
  }
}

/**
 * An MCP session belongs to one client (MCP, "Session Management"). Workload identities are shared by design, and are no
 * sign of confusion: they are not among these.
 */
function credentialsOf(attributes: Attributes): readonly string[] {
  const session = attribute(attributes, 'mcp.session.id')
  const key = attribute(attributes, 'gen_ai.agent.credential.id', 'aws.access_key_id', 'oauth.token.id')
  return [
    ...(session === undefined ? [] : [`MCP session ${session}`]),
    ...(key === undefined ? [] : [`credential ${key}`]),
  ]
}

const definitionsMax = 500

/** `gen_ai.tool.definitions` of a model call (a list, or its JSON text), and `gen_ai.tool.description` of a tool call. */
function definitionsOf(attributes: Attributes): readonly ToolDefinition[] {
  const name = attribute(attributes, ...genAiNames.tool)
  const description = attribute(attributes, 'gen_ai.tool.description')
  const own = name === undefined || description === undefined ? [] : [definition(name, description, null)]
  const offered = listIn(attributes['gen_ai.tool.definitions']).flatMap((tool) => {
    const fields = isObject(tool.function) ? tool.function : tool
    const offeredName = textOf(fields.name)
    if (offeredName === undefined) return []
    const parameters = fields.parameters ?? fields.inputSchema ?? null
    return [definition(offeredName, textOf(fields.description) ?? '', parameters)]
  })
  return [...own, ...offered]
}

function listIn(value: Json | undefined): readonly JsonObject[] {
  const list = typeof value === 'string' ? parsed(value) : value
  return Array.isArray(list) ? list.filter(isObject).slice(0, definitionsMax) : []
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Tool calls state the description alone: the two kinds of definition are never compared with each other. */
function definition(tool: string, description: string, parameters: Json): ToolDefinition {
  const kind = parameters === null ? 'description' : 'definition'
  const text = JSON.stringify([description, parameters])
  return { tool, hash: `${kind} ${createHash('sha256').update(text).digest('hex')}` }
}

/** Steps in the order of their time, and of their ids at the same time: no answer hangs on how they came in. */
export function inOrder(steps: readonly AgentStep[]): readonly AgentStep[] {
  return steps.toSorted(
    (left, right) => left.timeMs - right.timeMs || (left.eventId < right.eventId ? -1 : 1),
  )
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NormalisedEvent } from '../event.ts'
import { normalise } from '../normalise.ts'
import type { JsonObject } from '../record.ts'

type Named = Readonly<Record<string, string | number>>

const pairs = (named: Named) =>
  Object.entries(named).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }))

function spanOf(attributes: Named, resource: Named = {}, more: JsonObject = {}): NormalisedEvent {
  const fields: JsonObject = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'span',
    startTimeUnixNano: '1772615727000000000',
    endTimeUnixNano: '1772615728000000000',
    attributes: pairs(attributes),
    resource: { attributes: pairs(resource) },
    ...more,
  }
  const result = normalise('otel-genai-span', { fields, raw: '' }, { receivedAtMs: 0 })
  assert.equal(result.kind, 'event')
  return (result as { readonly normalised: NormalisedEvent }).normalised
}

const current = {
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'model-a',
  'gen_ai.agent.name': 'Triage',
  'gen_ai.agent.id': 'asst_7',
  'gen_ai.agent.version': '3.1',
  'gen_ai.tool.name': 'close_ticket',
  'gen_ai.tool.type': 'function',
  'gen_ai.tool.call.id': 'call_9',
  'gen_ai.conversation.id': 'conv-1',
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.usage.output_tokens': 30,
  'enduser.id': 'omar@fernworks.example',
}

test('a tool call tells agent, instance, version, model, tool, call, conversation, tokens and the person', () => {
  const resource = { 'service.instance.id': 'pod-3' }
  const {
    event,
    chain,
    sessionKey,
    resource: tool,
  } = spanOf(current, resource, {
    scope: { name: 'opentelemetry.instrumentation.langchain' },
  })
  assert.deepEqual(event.metadata.profiles, ['datetime', 'ai_operation', 'trace'])
  assert.deepEqual(event.ai_agent, {
    name: 'Triage',
    uid: 'asst_7',
    instance_uid: 'pod-3',
    version: '3.1',
    type_id: 2,
    type: 'LangChain',
    ai_model: { name: 'model-a', ai_provider: 'openai' },
  })
  assert.deepEqual(event.message_context, {
    application: { name: 'Triage' },
    ai_role_id: 3,
    ai_role: 'Tool',
    prompt_tokens: 12,
    completion_tokens: 30,
    total_tokens: 42,
  })
  assert.equal((event.api as { request: { uid: string } }).request.uid, 'call_9')
  assert.deepEqual(event.resources, [{ name: 'close_ticket', type: 'function' }])
  assert.deepEqual([sessionKey, tool], ['conv-1', 'close_ticket'])
  assert.deepEqual(chain, [{ identityKey: 'user:omar@fernworks.example', relation: 'on-behalf-of' }])
})

test('names of earlier conventions give the same event', () => {
  const renamed: Named = {
    ...Object.fromEntries(
      Object.entries(current).filter(([name]) => !/provider|usage|conversation/.test(name)),
    ),
    'gen_ai.system': 'openai',
    'gen_ai.usage.prompt_tokens': 12,
    'gen_ai.usage.completion_tokens': 30,
    'gen_ai.openai.thread.id': 'conv-1',
  }
  const [now, before] = [spanOf(current), spanOf(renamed)]
  for (const part of ['ai_agent', 'ai_model', 'message_context', 'actor', 'api', 'resources'] as const)
    assert.deepEqual(before.event[part], now.event[part], part)
  assert.equal(before.sessionKey, now.sessionKey)
})

test('an MCP call names its tool, session and request', () => {
  const { event, action, sessionKey } = spanOf({
    'mcp.method.name': 'tools/call',
    'gen_ai.tool.name': 'search',
    'mcp.session.id': 'm-1',
    'jsonrpc.request.id': 17,
    'mcp.protocol.version': '2026-07-28',
  })
  assert.deepEqual([action, sessionKey], ['tools/call search', 'm-1'])
  const api = event.api as { readonly request: { readonly uid: string }; readonly version: string }
  assert.deepEqual([api.request.uid, api.version], ['17', '2026-07-28'])
})

test('a span without tokens states none', () => {
  const { event } = spanOf({ 'gen_ai.operation.name': 'invoke_agent' })
  assert.deepEqual(event.message_context, {
    application: { name: 'unknown' },
    ai_role_id: 4,
    ai_role: 'Agent',
  })
})

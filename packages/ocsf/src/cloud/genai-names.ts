/**
 * Attribute names of AI agents' spans: today's name first, then what instrumentations still emit under earlier versions
 * of the conventions. Sources: OpenTelemetry semantic conventions, GenAI and MCP (both "Development"), and their
 * deprecated registry.
 */
export const genAiNames = {
  operation: ['gen_ai.operation.name', 'mcp.method.name', 'mcp.method'],
  provider: ['gen_ai.provider.name', 'gen_ai.system'],
  model: ['gen_ai.response.model', 'gen_ai.request.model'],
  agentName: ['gen_ai.agent.name'],
  agentId: ['gen_ai.agent.id'],
  agentVersion: ['gen_ai.agent.version'],
  tool: ['gen_ai.tool.name', 'mcp.tool.name'],
  toolType: ['gen_ai.tool.type'],
  toolCall: ['gen_ai.tool.call.id', 'jsonrpc.request.id', 'mcp.request.id', 'rpc.jsonrpc.request_id'],
  conversation: ['gen_ai.conversation.id', 'gen_ai.openai.thread.id', 'session.id', 'mcp.session.id'],
  inputTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  outputTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  arguments: ['gen_ai.tool.call.arguments', 'mcp.request.argument', 'gen_ai.tool.arguments'],
  result: ['gen_ai.tool.call.result', 'gen_ai.tool.result'],
  user: ['enduser.id', 'user.id', 'user.email'],
  target: ['mcp.resource.uri', 'gen_ai.data_source.id', 'gen_ai.request.model', 'gen_ai.response.model'],
} as const satisfies Readonly<Record<string, readonly string[]>>

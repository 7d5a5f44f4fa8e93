/** Test code: the two kinds of clients that are in use, as one. */
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

export type Called = {
  readonly isError: boolean
  readonly structured:
    | { readonly tenantId?: string; readonly notice: string; readonly data: never }
    | undefined
  readonly text: string
}

export type TestClient = {
  readonly revision: string
  readonly tools: () => Promise<
    readonly { readonly name: string; readonly outputSchema?: object | undefined }[]
  >
  readonly call: (name: string, input: Record<string, unknown>) => Promise<Called>
  readonly close: () => Promise<void>
}

export const revisions = ['2025-11-25', '2026-07-28'] as const
export type Revision = (typeof revisions)[number]

/** Connects the client of that revision's library with an API key, over HTTP. */
export function connected(revision: Revision, url: string, key: string): Promise<TestClient> {
  return revision === '2025-11-25' ? legacy(url, key) : modern(url, key)
}

const info = { name: 'test', version: '1' }
const optionsOf = (key: string) => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } })

async function legacy(url: string, key: string): Promise<TestClient> {
  const client = new LegacyClient(info)
  const transport = new LegacyTransport(new URL('/mcp', url), optionsOf(key))
  await client.connect(transport as Parameters<typeof client.connect>[0])
  return {
    revision: transport.protocolVersion ?? '',
    tools: async () => (await client.listTools()).tools,
    call: async (name, input) => calledOf(await client.callTool({ name, arguments: input })),
    close: () => client.close(),
  }
}

async function modern(url: string, key: string): Promise<TestClient> {
  const client = new ModernClient(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new ModernTransport(new URL('/mcp', url), optionsOf(key)))
  return {
    revision: client.getNegotiatedProtocolVersion() ?? '',
    tools: async () => (await client.listTools()).tools,
    call: async (name, input) => calledOf(await client.callTool({ name, arguments: input })),
    close: () => client.close(),
  }
}

function calledOf(result: object): Called {
  const { isError, structuredContent, content } = result as {
    readonly isError?: boolean
    readonly structuredContent?: Called['structured']
    readonly content: readonly { readonly type: string; readonly text?: string }[]
  }
  return {
    isError: isError === true,
    structured: structuredContent,
    text: content.map(({ text = '' }) => text).join('\n'),
  }
}

import { isObject, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { Credential, InventoryItem } from '../inventory/inventory-item.ts'

/** `mcpServers`: most clients; `servers` with `inputs` or types: VS Code; `context_servers`: Zed; `mcp.servers`: settings. */
export function mcpServersIn(value: Json | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined
  const candidates = [value.mcpServers, value.context_servers, objectOf(value.mcp).servers, value.servers]
  return candidates.find(
    (servers): servers is JsonObject =>
      isObject(servers) &&
      Object.values(servers).length > 0 &&
      Object.values(servers).every(
        (server) => isObject(server) && (server.command !== undefined || textOf(server.url) !== undefined),
      ),
  )
}

/**
 * An MCP server as a client's configuration starts or reaches it. Values of environment variables and headers and free
 * arguments may hold secrets: none is kept, only that the server is given a credential, and under which name.
 */
export function mcpServerItem(name: string, server: JsonObject, file: string): InventoryItem {
  const url = urlOf(textOf(server.url))
  return {
    key: `mcp:${name.toLowerCase()}`,
    kind: 'agent-tool',
    provider: 'mcp',
    displayName: name,
    accountable: [],
    purpose: url === undefined ? `MCP server, started by ${launchOf(server)}` : `MCP server at ${url}`,
    credentials: [
      ...Object.keys(objectOf(server.env)).flatMap((variable) => credentialIn('environment', variable)),
      ...Object.keys(objectOf(server.headers)).flatMap((header) => credentialIn('header', header)),
    ],
    ...(server.disabled === true ? { enabled: false } : {}),
    grants: [...textsOf(server.alwaysAllow), ...textsOf(server.autoApprove)].map((tool) => ({
      action: `tool ${tool}`,
      resource: 'without asking the person',
    })),
    alsoKnownAs: [],
    evidence: { source: 'mcp', locator: `${file}: server ${name}` },
  }
}

const secretName = /token|key|secret|passw|credential|auth|\bpat\b|_pat$|dsn|connection/i

function credentialIn(place: 'environment' | 'header', name: string): readonly Credential[] {
  return secretName.test(name) ? [{ kind: 'token', id: `${place} ${name}` }] : []
}

/** Scheme, host and path: user information and queries carry tokens. */
function urlOf(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const { protocol, host, pathname } = new URL(text)
  return `${protocol}//${host}${pathname.length > 1 && !/[\w-]{24,}/.test(pathname) ? pathname : ''}`
}

const launchers: ReadonlySet<string> = new Set(['npx', 'bunx', 'uvx', 'pipx', 'pnpx'])
const packageName = /^(?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~-]+)?$/

/** The program, and the package where a launcher's first argument names one; other arguments may be secrets. */
function launchOf(server: JsonObject): string {
  const stated = server.command
  const command =
    (textOf(stated) ?? textOf(objectOf(stated).path) ?? 'an unnamed command').split(/[\\/]/).at(-1) ?? ''
  const program = command.split(' ')[0] ?? command
  if (!launchers.has(program.replace(/\.(?:cmd|exe)$/, ''))) return program
  const named = textsOf(server.args).find((argument) => !argument.startsWith('-') && argument !== 'run')
  return named !== undefined && packageName.test(named) ? `${program} ${named}` : program
}

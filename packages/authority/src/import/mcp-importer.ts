import { isObject, textOf } from '@countersign/ocsf/fields'
import type { Json } from '@countersign/ocsf/record'
import type { InventoryItem } from '../inventory/inventory-item.ts'
import { agentItem, agentShape } from '../mcp/agent-items.ts'
import { mcpServerItem, mcpServersIn } from '../mcp/server-items.ts'
import { toolItems, toolListIn } from '../mcp/tool-items.ts'
import type { Importer } from './importer.ts'
import { allAre, listedObjects } from './listed-objects.ts'

const wrappers = ['agents', 'agentSummaries', 'data'] as const

/** MCP servers of a client's configuration, the tools that a server lists, and agents as manifests or cards describe them. */
export const mcpImporter: Importer = {
  source: 'mcp',
  recognise({ value }) {
    if (mcpServersIn(value) !== undefined) return 'it configures MCP servers'
    if (toolListIn(value) !== undefined) return 'it is the tool list of an MCP server'
    const agents = agentsIn(value)
    return allAre(agents, (agent) => agentShape(agent) !== undefined) ? 'it describes AI agents' : undefined
  },
  read(documents) {
    const items = documents.flatMap(({ name, value }): readonly InventoryItem[] => {
      const servers = mcpServersIn(value)
      const tools = toolListIn(value)
      const started = Object.entries(servers ?? {}).flatMap(([server, fields]) =>
        isObject(fields) ? [mcpServerItem(server, fields, name)] : [],
      )
      const agents = agentsIn(value).filter((agent) => agentShape(agent) !== undefined)
      return [
        ...started,
        ...(tools === undefined ? [] : toolItems(tools, name)),
        ...agents.flatMap((agent) => agentItem(agent, name) ?? []),
      ]
    })
    return { items, gaps: [] }
  },
}

/** Bedrock answers `{agent: {…}}`. */
function agentsIn(value: Json | undefined) {
  const one = isObject(value) && isObject(value.agent) ? value.agent : value
  return listedObjects(one, wrappers).filter((agent) => textOf(agent.class_name) === undefined)
}

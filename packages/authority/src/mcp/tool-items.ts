import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { InventoryItem } from '../inventory/inventory-item.ts'

export type ToolList = { readonly server: string | undefined; readonly tools: readonly JsonObject[] }

/** The answer to `tools/list`: `{tools: [{name, inputSchema}]}`, alone or in its JSON-RPC envelope. Source: MCP, "Tools". */
export function toolListIn(value: Json | undefined): ToolList | undefined {
  if (!isObject(value)) return undefined
  const result = isObject(value.result) ? value.result : value
  const tools = listOf(result.tools).filter(isObject)
  const isList =
    tools.length > 0 && tools.every((tool) => textOf(tool.name) !== undefined && isObject(tool.inputSchema))
  if (!isList) return undefined
  return { server: textOf(objectOf(value.serverInfo).name) ?? textOf(value.server), tools }
}

export function toolItems({ server, tools }: ToolList, file: string): readonly InventoryItem[] {
  return tools.map((tool) => {
    const name = textOf(tool.name) ?? 'unknown'
    const purpose = textOf(tool.description)?.slice(0, purposeMaxChars)
    const hints = objectOf(tool.annotations)
    return {
      key: `mcp:${(server ?? '').toLowerCase()}/${name.toLowerCase()}`,
      kind: 'agent-tool',
      provider: 'mcp',
      displayName: name,
      accountable: [],
      ...(purpose === undefined ? {} : { purpose }),
      credentials: [],
      grants: [
        ...(hints.readOnlyHint === true ? [{ action: 'reads only, as the server says' }] : []),
        ...(hints.destructiveHint === true ? [{ action: 'may destroy, as the server says' }] : []),
      ],
      alsoKnownAs: [],
      evidence: { source: 'mcp', locator: `${file}: tool ${name}` },
    }
  })
}

/** Descriptions are text for a model, and may be long. */
const purposeMaxChars = 400

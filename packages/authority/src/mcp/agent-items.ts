import { isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { accountableOf } from '../inventory/accountable-text.ts'
import type { Credential, InventoryGrant, InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime } from '../inventory/item-times.ts'

/** What describes an agent: an A2A agent card, a Bedrock agent, an assistant of a model provider, or a plain manifest. */
export type AgentShape = 'agent-card' | 'bedrock-agent' | 'assistant' | 'manifest'

export function agentShape(entry: JsonObject): AgentShape | undefined {
  if (Array.isArray(entry.skills) && textOf(entry.name) !== undefined && isObject(entry.capabilities))
    return 'agent-card'
  if (textOf(entry.agentId) !== undefined && textOf(entry.agentName) !== undefined) return 'bedrock-agent'
  if (entry.object === 'assistant' && textOf(entry.id) !== undefined) return 'assistant'
  const isManifest =
    textOf(entry.name) !== undefined &&
    Array.isArray(entry.tools) &&
    ['model', 'instructions', 'owner', 'sponsor', 'mcp_servers', 'mcpServers'].some(
      (name) => entry[name] !== undefined,
    )
  return isManifest ? 'manifest' : undefined
}

/** Sources: A2A protocol `AgentCard`; Amazon Bedrock `GetAgent`. Instructions are not kept: they are text for a model. */
export function agentItem(entry: JsonObject, file: string): InventoryItem | undefined {
  const name = textOf(entry.agentName) ?? textOf(entry.name) ?? textOf(entry.id)
  if (name === undefined) return undefined
  const createdAt = isoTime(entry.createdAt) ?? isoTime(entry.created_at)
  const purpose = textOf(entry.purpose) ?? textOf(entry.description)
  const id = textOf(entry.agentId) ?? textOf(entry.id) ?? textOf(entry.uid)
  const arn = textOf(entry.agentArn)
  return {
    key: `agent:${name.toLowerCase()}`,
    kind: 'ai-agent',
    provider: agentShape(entry) === 'bedrock-agent' ? 'aws' : 'agent',
    displayName: name,
    ...(createdAt === undefined ? {} : { createdAt }),
    accountable: [
      ...accountableOf('owner', textOf(entry.owner), `the manifest ${file} names the owner`),
      ...accountableOf('sponsor', textOf(entry.sponsor), `the manifest ${file} names the sponsor`),
      ...accountableOf(
        'owner',
        textOf(objectOf(entry.provider).organization),
        'the agent card names its provider',
      ).map((one) => ({ ...one, confidence: 'weak' as const })),
    ],
    ...(purpose === undefined ? {} : { purpose }),
    credentials: credentialsOf(entry),
    grants: [...toolGrants(entry), ...skillGrants(entry), ...roleGrant(entry)],
    alsoKnownAs: [
      ...(id === undefined ? [] : [{ kind: 'agent-id' as const, value: id }]),
      ...(arn === undefined ? [] : [{ kind: 'arn' as const, value: arn }]),
    ],
    evidence: { source: 'mcp', locator: `${file}: agent ${name}` },
  }
}

function toolGrants(entry: JsonObject): readonly InventoryGrant[] {
  return listOf(entry.tools).flatMap((tool) => {
    const name = toolName(tool)
    return name === undefined ? [] : [{ action: `tool ${name}` }]
  })
}

/** `"search"`, `{name}`, or a model provider's `{type: "function", function: {name}}`. */
export function toolName(tool: Json): string | undefined {
  const fields = objectOf(tool)
  return textOf(tool) ?? textOf(fields.name) ?? textOf(objectOf(fields.function).name) ?? textOf(fields.type)
}

function skillGrants(entry: JsonObject): readonly InventoryGrant[] {
  return listOf(entry.skills).flatMap((skill) => {
    const name = textOf(objectOf(skill).id) ?? textOf(objectOf(skill).name)
    return name === undefined ? [] : [{ action: `skill ${name}` }]
  })
}

function roleGrant(entry: JsonObject): readonly InventoryGrant[] {
  const role = textOf(entry.agentResourceRoleArn) ?? textOf(entry.role_arn)
  return role === undefined || awsKeyOfArn(role) === undefined
    ? []
    : [{ action: 'sts:AssumeRole', resource: role }]
}

/** Ways to sign in that a card states; a manifest's `credentials` names environment variables or secrets' names. */
function credentialsOf(entry: JsonObject): readonly Credential[] {
  const schemes = Object.keys(objectOf(entry.securitySchemes)).map((name) => ({
    kind: 'token' as const,
    id: `security scheme ${name}`,
  }))
  const variables = [...Object.keys(objectOf(entry.env)), ...textsOf(entry.credentials)]
    .filter((name) => /^[A-Z][A-Z0-9_]{2,63}$/.test(name))
    .map((name) => ({ kind: 'token' as const, id: `environment ${name}` }))
  return [...schemes, ...variables]
}

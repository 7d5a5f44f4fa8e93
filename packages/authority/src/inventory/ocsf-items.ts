import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { isSpiffeId } from '@countersign/ocsf/identity/spiffe'
import { windowsIdentityKey } from '@countersign/ocsf/identity/windows'
import type { JsonObject } from '@countersign/ocsf/record'
import { kindOfKey, providerOfKey } from './identity-kind.ts'
import type { Accountable, IdentityKind, InventoryItem } from './inventory-item.ts'
import { isoTime } from './item-times.ts'

/** OCSF `user.type_id`: 1 User, 2 Admin, 3 System, 4 Service. */
const kinds: ReadonlyMap<unknown, IdentityKind> = new Map<unknown, IdentityKind>([
  [1, 'person'],
  [2, 'person'],
  [3, 'service-account'],
  [4, 'service-account'],
])

/** Identities that an OCSF event describes: `user` of a User Inventory event, and `ai_agent` with its `delegation`. */
export function ocsfItems(event: JsonObject, file: string): readonly InventoryItem[] {
  const user = isObject(event.user) ? userItem(event.user, event, file) : undefined
  const agent = isObject(event.ai_agent) ? agentItemOf(event.ai_agent, event, file) : undefined
  return [user, agent].filter((item) => item !== undefined)
}

function userItem(user: JsonObject, event: JsonObject, file: string): InventoryItem | undefined {
  const key = userKey(user)
  if (key === undefined) return undefined
  const email = textOf(user.email_addr)?.toLowerCase()
  const lastUsedAt = isoTime(objectOf(user.ldap_person).last_login_time)
  const createdAt = isoTime(objectOf(user.ldap_person).created_time)
  const told = kindOfKey(key)
  return {
    key,
    kind: told === 'unknown' ? (kinds.get(user.type_id) ?? 'unknown') : told,
    provider: providerOfKey(key),
    displayName: textOf(user.full_name) ?? textOf(user.display_name) ?? textOf(user.name) ?? key,
    ...(createdAt === undefined ? {} : { createdAt }),
    accountable: managerOf(user),
    credentials: [],
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    grants: listOf(user.groups).flatMap((group) => {
      const name = textOf(objectOf(group).name)
      return name === undefined ? [] : [{ action: `group ${name}` }]
    }),
    alsoKnownAs: email === undefined ? [] : [{ kind: 'email', value: email }],
    evidence: { source: 'ocsf', locator: `${file}: class ${String(event.class_uid)}` },
  }
}

/** The same keys that the reading of OCSF telemetry gives. */
function userKey(user: JsonObject): string | undefined {
  const uid = textOf(user.uid)
  if (uid !== undefined && isSpiffeId(uid)) return uid
  const aws = uid === undefined ? undefined : awsKeyOfArn(uid)
  if (aws !== undefined) return aws
  const name = textOf(user.name) ?? textOf(user.email_addr) ?? uid
  const domain = textOf(user.domain)
  if (name === undefined) return undefined
  return domain === undefined
    ? `user:${name.toLowerCase()}`
    : windowsIdentityKey({ name, domain, sid: undefined })
}

function managerOf(user: JsonObject): readonly Accountable[] {
  const manager = objectOf(objectOf(user.ldap_person).manager)
  const key = userKey(manager)
  return key === undefined
    ? []
    : [{ role: 'owner', key, confidence: 'derived', evidence: 'the manager of the account in the directory' }]
}

/** A delegation names its principal, who answers for what the agent does under it. */
function agentItemOf(agent: JsonObject, event: JsonObject, file: string): InventoryItem | undefined {
  const name = textOf(agent.name) ?? textOf(agent.uid)
  if (name === undefined) return undefined
  const charter = textOf(agent.charter)
  const uid = textOf(agent.uid)
  const delegations = [event.delegation, ...listOf(event.delegations), agent.delegation].filter(isObject)
  return {
    key: `agent:${name.toLowerCase()}`,
    kind: 'ai-agent',
    provider: 'agent',
    displayName: name,
    accountable: delegations.flatMap(sponsorOf),
    ...(charter === undefined ? {} : { purpose: charter }),
    credentials: [],
    grants: delegations.flatMap((delegation) =>
      [...listOf(delegation.scopes), ...listOf(delegation.permissions)].flatMap((scope) => {
        const action = textOf(scope) ?? textOf(objectOf(scope).name)
        return action === undefined ? [] : [{ action }]
      }),
    ),
    alsoKnownAs: uid === undefined ? [] : [{ kind: 'agent-id', value: uid }],
    evidence: { source: 'ocsf', locator: `${file}: ai_agent ${name}` },
  }
}

function sponsorOf(delegation: JsonObject): readonly Accountable[] {
  const principal = objectOf(delegation.principal ?? delegation.delegator ?? delegation.issuer)
  const key = userKey(objectOf(principal.user ?? principal))
  return key === undefined
    ? []
    : [{ role: 'sponsor', key, confidence: 'stated', evidence: 'the principal of the OCSF delegation' }]
}

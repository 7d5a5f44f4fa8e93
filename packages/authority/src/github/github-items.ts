import { flagOf, idOf, isObject, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Accountable, Credential, InventoryGrant, InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime } from '../inventory/item-times.ts'
import { gitHubShape } from './github-shapes.ts'

/** The identities of one entry of a list; `file` is where it was read. `undefined`: it is of no known shape. */
export function gitHubItems(
  entry: JsonObject,
  organization: string,
  file: string,
): readonly InventoryItem[] | undefined {
  switch (gitHubShape(entry)) {
    case 'installation':
      return installationItem(entry, organization, file)
    case 'deploy-key':
      return deployKeyItem(entry, organization, file)
    case 'fine-grained-token':
      return tokenItem(entry, organization, file)
    case 'credential-authorization':
      return authorizationItem(entry, organization, file)
    case 'account':
      return accountItem(entry, organization, file)
    case undefined:
      return undefined
  }
}

/** GitHub ignores the case of logins. */
const loginKey = (organization: string, login: string): string =>
  `github:${organization.toLowerCase()}/${login.toLowerCase()}`

function base(file: string, locator: string) {
  return { provider: 'github', evidence: { source: 'github', locator: `${file}: ${locator}` } }
}

function accountItem(entry: JsonObject, organization: string, file: string): readonly InventoryItem[] {
  const login = textOf(entry.login)
  if (login === undefined) return []
  const isBot = entry.type === 'Bot' || login.endsWith('[bot]')
  const email = textOf(entry.email)
  const role = textOf(entry.role_name) ?? textOf(entry.role)
  const id = idOf(entry.id)
  return [
    {
      ...base(file, login),
      key: loginKey(organization, login),
      kind: isBot ? 'app-installation' : 'person',
      displayName: textOf(entry.name) ?? login,
      accountable: [],
      credentials: [],
      grants: [
        ...(role === undefined ? [] : [{ action: role }]),
        ...(flagOf(entry.site_admin) === true ? [{ action: 'site administrator' }] : []),
      ],
      alsoKnownAs: [
        ...(id === undefined ? [] : [{ kind: 'github-id' as const, value: id }]),
        ...(email === undefined ? [] : [{ kind: 'email' as const, value: email.toLowerCase() }]),
      ],
    },
  ]
}

/** An app acts as `<slug>[bot]`: that is the actor of its entries in the audit log. */
function installationItem(entry: JsonObject, organization: string, file: string): readonly InventoryItem[] {
  const org = textOf(objectOf(entry.account).login) ?? organization
  const slug = textOf(entry.app_slug) ?? `app-${idOf(entry.app_id)}`
  const createdAt = isoTime(entry.created_at)
  const where =
    entry.repository_selection === 'all' ? `every repository of ${org}` : `chosen repositories of ${org}`
  return [
    {
      ...base(file, slug),
      key: loginKey(org, `${slug}[bot]`),
      kind: 'app-installation',
      displayName: slug,
      ...(createdAt === undefined ? {} : { createdAt }),
      accountable: [],
      credentials: [],
      enabled: textOf(entry.suspended_at) === undefined,
      grants: permissionsOf(objectOf(entry.permissions), where),
      alsoKnownAs: [{ kind: 'github-id', value: `installation/${idOf(entry.id)}` }],
    },
  ]
}

/** `{contents: "write"}` is written `contents:write`. */
export function permissionsOf(permissions: JsonObject, resource?: string): readonly InventoryGrant[] {
  return Object.entries(permissions).flatMap(([name, level]) =>
    typeof level === 'string'
      ? [{ action: `${name}:${level}`, ...(resource === undefined ? {} : { resource }) }]
      : [],
  )
}

function deployKeyItem(entry: JsonObject, organization: string, file: string): readonly InventoryItem[] {
  const id = idOf(entry.id) ?? 'unknown'
  const repository = /\/repos\/([^/]+\/[^/]+)\/keys\//.exec(textOf(entry.url) ?? '')?.[1]
  const place = (repository ?? `${organization}/unknown`).toLowerCase()
  const org = place.split('/')[0] ?? organization
  const adder = textOf(entry.added_by)
  const createdAt = isoTime(entry.created_at)
  const lastUsedAt = isoTime(entry.last_used)
  const active = flagOf(entry.enabled)
  const times = {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
  return [
    {
      ...base(file, `deploy key ${id}`),
      key: `github:${place}/deploy-key/${id}`,
      kind: 'deploy-key',
      displayName: `${textOf(entry.title) ?? id} (deploy key of ${place})`,
      ...times,
      ...(adder === undefined ? {} : { createdBy: loginKey(org, adder) }),
      accountable:
        adder === undefined
          ? []
          : [derivedOwner(loginKey(org, adder), 'added the deploy key, as GitHub says')],
      credentials: [{ kind: 'deploy-key', id, ...times, ...(active === undefined ? {} : { active }) }],
      grants: [{ action: entry.read_only === true ? 'contents:read' : 'contents:write', resource: place }],
      alsoKnownAs: [{ kind: 'github-id', value: `key/${id}` }],
    },
  ]
}

const derivedOwner = (key: string, evidence: string): Accountable => ({
  role: 'owner',
  key,
  confidence: 'derived',
  evidence,
})

/** A fine-grained personal access token that an organisation let in: it acts as its owner. */
function tokenItem(entry: JsonObject, organization: string, file: string): readonly InventoryItem[] {
  const login = textOf(objectOf(entry.owner).login)
  if (login === undefined) return []
  const id = idOf(entry.token_id) ?? 'unknown'
  const expired = flagOf(entry.token_expired)
  const credential: Credential = {
    kind: 'token',
    id,
    ...timesOf(entry.access_granted_at, entry.token_last_used_at, entry.token_expires_at),
    ...(expired === undefined ? {} : { active: !expired }),
  }
  const permissions = objectOf(entry.permissions)
  const grants = Object.values(permissions).flatMap((group) =>
    isObject(group) ? permissionsOf(group, textOf(entry.repository_selection)) : [],
  )
  const name = textOf(entry.token_name) ?? `token ${id}`
  return [tokenOf({ organization, login, id, name, credential, grants, file })]
}

type Token = {
  readonly organization: string
  readonly login: string
  readonly id: string
  readonly name: string
  readonly credential: Credential
  readonly grants: readonly InventoryGrant[]
  readonly file: string
}

function tokenOf({ organization, login, id, name, credential, grants, file }: Token): InventoryItem {
  const owner = loginKey(organization, login)
  const { createdAt, lastUsedAt, active } = credential
  return {
    ...base(file, `token ${id}`),
    key: `${owner}/token/${id}`,
    kind: 'api-key',
    displayName: `${name} (token of ${login})`,
    ...(createdAt === undefined ? {} : { createdAt }),
    createdBy: owner,
    accountable: [
      { role: 'owner', key: owner, confidence: 'stated', evidence: 'the token is theirs, as GitHub says' },
    ],
    credentials: [credential],
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(active === undefined ? {} : { enabled: active }),
    grants,
    alsoKnownAs: [{ kind: 'github-id', value: `token/${id}` }],
  }
}

/** Classic tokens and SSH keys that SAML single sign-on let in: `GET /orgs/{org}/credential-authorizations`. */
function authorizationItem(entry: JsonObject, organization: string, file: string): readonly InventoryItem[] {
  const login = textOf(entry.login)
  if (login === undefined) return []
  const id = idOf(entry.credential_id) ?? 'unknown'
  const kind = /ssh/i.test(textOf(entry.credential_type) ?? '') ? 'private-key' : 'token'
  const credential: Credential = {
    kind,
    id,
    ...timesOf(
      entry.credential_authorized_at,
      entry.credential_accessed_at,
      entry.authorized_credential_expires_at,
    ),
  }
  const name = textOf(entry.authorized_credential_note) ?? textOf(entry.authorized_credential_title) ?? id
  const grants = textsOf(entry.scopes).map((action) => ({ action }))
  return [tokenOf({ organization, login, id, name, credential, grants, file })]
}

function timesOf(created: JsonObject[string] | undefined, used: typeof created, expires: typeof created) {
  const createdAt = isoTime(created)
  const lastUsedAt = isoTime(used)
  const expiresAt = isoTime(expires)
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

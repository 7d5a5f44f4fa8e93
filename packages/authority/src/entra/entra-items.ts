import { flagOf, isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { Accountable, Credential, InventoryGrant, InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime, latest } from '../inventory/item-times.ts'
import { type Directory, fieldsOf } from './directory.ts'
import type { GraphShape } from './graph-shapes.ts'

/** Applications, service principals and agent identities by their app id, and people. */
export function entraItems(directory: Directory): readonly InventoryItem[] {
  const parts = new Map<string, Part[]>()
  for (const { shape, fields } of directory.objects) {
    const app = appIdOf(shape, fields)
    if (app !== undefined) parts.set(app, [...(parts.get(app) ?? []), { shape, fields }])
  }
  return [
    ...[...parts].map(([app, own]) => appItem(app, own, directory)),
    ...fieldsOf(directory.objects, 'user').flatMap((user) => userItem(user, directory)),
  ]
}

type Part = { readonly shape: GraphShape; readonly fields: JsonObject }

/** An agent identity signs in with its own object id as client id. Source: Graph `agentIdentity`. */
function appIdOf(shape: GraphShape, fields: JsonObject): string | undefined {
  if (shape === 'agentIdentity') return (textOf(fields.appId) ?? textOf(fields.id))?.toLowerCase()
  const isApp = shape === 'application' || shape === 'servicePrincipal' || shape === 'agentIdentityBlueprint'
  return isApp ? textOf(fields.appId)?.toLowerCase() : undefined
}

function appItem(app: string, parts: readonly Part[], directory: Directory): InventoryItem {
  const all = parts.map(({ fields }) => fields)
  const first = <T>(read: (fields: JsonObject) => T | undefined): T | undefined =>
    all.map(read).find((found) => found !== undefined)
  const ids = all.flatMap(({ id }) => textOf(id)?.toLowerCase() ?? [])
  const createdAt = first((fields) => isoTime(fields.createdDateTime))
  const purpose = first((fields) => textOf(fields.description) ?? textOf(fields.notes))
  const enabled = first((fields) => flagOf(fields.accountEnabled))
  const lastUsedAt = lastSignIn(app, directory)
  const creator = first(({ createdByAppId }) => textOf(createdByAppId))
  return {
    key: `entra:${directory.tenant}:app/${app}`,
    kind: kindOf(parts),
    provider: 'entra',
    displayName: first((fields) => textOf(fields.displayName)) ?? app,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(creator === undefined ? {} : { createdBy: `entra:${directory.tenant}:app/${creator.toLowerCase()}` }),
    accountable: all.flatMap((fields) => accountableIn(fields, directory)),
    ...(purpose === undefined ? {} : { purpose }),
    credentials: all.flatMap(credentialsOf),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(enabled === undefined ? {} : { enabled }),
    grants: ids.flatMap((id) => grantsOf(id, directory)),
    alsoKnownAs: [
      { kind: 'entra-app-id', value: app },
      ...ids.filter((id) => id !== app).map((value) => ({ kind: 'entra-object-id' as const, value })),
    ],
    evidence: { source: 'entra', locator: `${parts.map(({ shape }) => shape).join(' and ')} ${app}` },
  }
}

function kindOf(parts: readonly Part[]): InventoryItem['kind'] {
  if (parts.some(({ shape }) => shape === 'agentIdentity')) return 'ai-agent'
  const managed = parts.some(({ fields }) => textOf(fields.servicePrincipalType) === 'ManagedIdentity')
  return managed ? 'workload' : 'service-account'
}

const roles = [
  ['owner', 'owners'],
  ['sponsor', 'sponsors'],
] as const

function accountableIn(fields: JsonObject, directory: Directory): readonly Accountable[] {
  return roles.flatMap(([role, list]) =>
    listOf(fields[list]).flatMap((person) => {
      const key = personKey(person, directory)
      const evidence = `listed under ${list} in Microsoft Entra`
      return key === undefined ? [] : [{ role, key, confidence: 'stated' as const, evidence }]
    }),
  )
}

/** `$expand=owners($select=id)` gives ids alone: the user's own object then names them. */
function personKey(person: Json, { tenant, userNames }: Directory): string | undefined {
  const fields = objectOf(person)
  const id = textOf(fields.id)?.toLowerCase()
  const appId = textOf(fields.appId)
  if (appId !== undefined) return `entra:${tenant}:app/${appId.toLowerCase()}`
  const name = textOf(fields.userPrincipalName) ?? (id === undefined ? undefined : userNames.get(id)) ?? id
  return name === undefined ? undefined : `entra:${tenant}:user/${name.toLowerCase()}`
}

/** Only ids and dates: `secretText` and `key` are never read. */
function credentialsOf(fields: JsonObject): readonly Credential[] {
  return [
    ...listOf(fields.passwordCredentials).map((one) => credentialOf('client-secret', objectOf(one))),
    ...listOf(fields.keyCredentials).map((one) => credentialOf('certificate', objectOf(one))),
    ...listOf(fields.federatedIdentityCredentials).flatMap((one) => {
      const { issuer, subject, name } = objectOf(one)
      const id = [textOf(issuer), textOf(subject)].filter((part) => part !== undefined).join(' as ')
      return [{ kind: 'federated' as const, id: id === '' ? (textOf(name) ?? 'unnamed') : id }]
    }),
  ]
}

function credentialOf(kind: Credential['kind'], one: JsonObject): Credential {
  const createdAt = isoTime(one.startDateTime)
  const expiresAt = isoTime(one.endDateTime)
  return {
    kind,
    id: textOf(one.keyId) ?? textOf(one.displayName) ?? 'unnamed',
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

function grantsOf(objectId: string, directory: Directory): readonly InventoryGrant[] {
  const { objects, displayNames, roleNames } = directory
  const nameOf = (id: string | undefined, stated: Json | undefined): string =>
    textOf(stated) ?? displayNames.get((id ?? '').toLowerCase()) ?? id ?? 'unknown'
  const assigned = fieldsOf(objects, 'appRoleAssignment')
    .filter(({ principalId }) => textOf(principalId)?.toLowerCase() === objectId)
    .map(({ appRoleId, resourceId, resourceDisplayName }) => {
      const role = `${textOf(resourceId)}/${textOf(appRoleId)}`.toLowerCase()
      const action = roleNames.get(role) ?? `app role ${textOf(appRoleId) ?? 'unknown'}`
      return { action, resource: nameOf(textOf(resourceId), resourceDisplayName), consent: 'admin' as const }
    })
  const delegated = fieldsOf(objects, 'oauth2PermissionGrant')
    .filter(({ clientId }) => textOf(clientId)?.toLowerCase() === objectId)
    .flatMap(({ scope, resourceId, consentType }) =>
      (textOf(scope) ?? '')
        .split(' ')
        .filter((name) => name !== '')
        .map((action) => ({
          action,
          resource: nameOf(textOf(resourceId), undefined),
          consent: consentType === 'AllPrincipals' ? ('admin' as const) : ('person' as const),
        })),
    )
  return [...assigned, ...delegated]
}

/** Source: Graph `servicePrincipalSignInActivity` (reports). */
function lastSignIn(app: string, { objects }: Directory): string | undefined {
  return latest(
    fieldsOf(objects, 'servicePrincipalSignInActivity')
      .filter(({ appId }) => textOf(appId)?.toLowerCase() === app)
      .flatMap((activity) => Object.values(activity).filter(isObject))
      .map(({ lastSignInDateTime }) => isoTime(lastSignInDateTime)),
  )
}

function userItem(user: JsonObject, { tenant }: Directory): readonly InventoryItem[] {
  const upn = textOf(user.userPrincipalName)
  const id = textOf(user.id)
  const name = (upn ?? id)?.toLowerCase()
  if (name === undefined) return []
  const isAgent = user['@odata.type'] === '#microsoft.graph.agentUser'
  const createdAt = isoTime(user.createdDateTime)
  const lastUsedAt = isoTime(objectOf(user.signInActivity).lastSignInDateTime)
  const enabled = flagOf(user.accountEnabled)
  const mail = textOf(user.mail)?.toLowerCase()
  return [
    {
      key: `entra:${tenant}:user/${name}`,
      kind: isAgent ? 'ai-agent' : 'person',
      provider: 'entra',
      displayName: textOf(user.displayName) ?? name,
      ...(createdAt === undefined ? {} : { createdAt }),
      accountable: [],
      credentials: [],
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      ...(enabled === undefined ? {} : { enabled }),
      grants: [],
      alsoKnownAs: [
        ...(id === undefined ? [] : [{ kind: 'entra-object-id' as const, value: id.toLowerCase() }]),
        ...(mail === undefined ? [] : [{ kind: 'email' as const, value: mail }]),
      ],
      evidence: { source: 'entra', locator: `user ${name}` },
    },
  ]
}

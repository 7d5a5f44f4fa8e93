import { listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { GraphObject, GraphShape } from './graph-shapes.ts'

/** What the objects of one import say about each other. Keys are lower-cased object ids. */
export type Directory = {
  readonly tenant: string
  readonly objects: readonly GraphObject[]
  /** App id of a service principal, by its object id. */
  readonly appOfPrincipal: ReadonlyMap<string, string>
  readonly displayNames: ReadonlyMap<string, string>
  /** Names of app roles (`Mail.Read`), by resource and role id. */
  readonly roleNames: ReadonlyMap<string, string>
  readonly userNames: ReadonlyMap<string, string>
}

export function directoryOf(objects: readonly GraphObject[], tenant: string | undefined): Directory {
  const principals = fieldsOf(objects, 'servicePrincipal', 'agentIdentity')
  const named = objects.flatMap(({ fields }) => pair(textOf(fields.id), textOf(fields.displayName)))
  return {
    tenant: (tenant ?? tenantIn(objects) ?? '').toLowerCase(),
    objects,
    appOfPrincipal: new Map(
      principals.flatMap((principal) =>
        pair(textOf(principal.id), (textOf(principal.appId) ?? textOf(principal.id))?.toLowerCase()),
      ),
    ),
    displayNames: new Map(named),
    roleNames: new Map(
      principals.flatMap((principal) =>
        listOf(principal.appRoles).flatMap((role) => {
          const { id, value, displayName } = objectOf(role)
          return pair(`${textOf(principal.id)}/${textOf(id)}`, textOf(value) ?? textOf(displayName))
        }),
      ),
    ),
    userNames: new Map(
      fieldsOf(objects, 'user').flatMap((user) => pair(textOf(user.id), textOf(user.userPrincipalName))),
    ),
  }
}

export function fieldsOf(objects: readonly GraphObject[], ...shapes: readonly GraphShape[]) {
  return objects.filter(({ shape }) => shapes.includes(shape)).map(({ fields }) => fields)
}

function pair(id: string | undefined, value: string | undefined): readonly (readonly [string, string])[] {
  return id === undefined || value === undefined ? [] : [[id.toLowerCase(), value]]
}

/** The organisation's own object names it; so do applications that are registered here and have a principal here. */
function tenantIn(objects: readonly GraphObject[]): string | undefined {
  const [organization] = fieldsOf(objects, 'organization')
  if (organization !== undefined) return textOf(organization.id)
  const registered = new Set(fieldsOf(objects, 'application').map(({ appId }) => textOf(appId)))
  const owners = fieldsOf(objects, 'servicePrincipal')
    .filter(({ appId }) => registered.has(textOf(appId)))
    .flatMap(({ appOwnerOrganizationId }) => textOf(appOwnerOrganizationId) ?? [])
  const [only, another] = new Set(owners)
  return another === undefined ? only : undefined
}

import { isObject, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** What a Microsoft Graph object is. */
export type GraphShape =
  | 'application'
  | 'servicePrincipal'
  | 'agentIdentity'
  | 'agentIdentityBlueprint'
  | 'appRoleAssignment'
  | 'oauth2PermissionGrant'
  | 'servicePrincipalSignInActivity'
  | 'organization'
  | 'user'

export type GraphObject = { readonly shape: GraphShape; readonly fields: JsonObject }

const byType: ReadonlyMap<string, GraphShape> = new Map([
  ['application', 'application'],
  ['agentidentityblueprint', 'agentIdentityBlueprint'],
  ['serviceprincipal', 'servicePrincipal'],
  ['agentidentityblueprintprincipal', 'servicePrincipal'],
  ['agentidentity', 'agentIdentity'],
  ['approleassignment', 'appRoleAssignment'],
  ['oauth2permissiongrant', 'oauth2PermissionGrant'],
  ['serviceprincipalsigninactivity', 'servicePrincipalSignInActivity'],
  ['organization', 'organization'],
  ['user', 'user'],
  ['agentuser', 'user'],
])

/** The objects of a Graph answer: a collection under `value`, a list, or one object; those of unknown shape are left out. */
export function graphObjects(value: Json | undefined): readonly GraphObject[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => objectIn(item, undefined))
  if (!isObject(value)) return []
  const context = textOf(value['@odata.context'])
  return Array.isArray(value.value)
    ? (value.value as readonly Json[]).flatMap((item) => objectIn(item, context))
    : objectIn(value, context)
}

function objectIn(item: Json, context: string | undefined): readonly GraphObject[] {
  if (!isObject(item)) return []
  const shape = typeShape(textOf(item['@odata.type'])) ?? contextShape(context) ?? fieldShape(item)
  return shape === undefined ? [] : [{ shape, fields: item }]
}

/** `#microsoft.graph.agentIdentity` */
function typeShape(type: string | undefined): GraphShape | undefined {
  return type === undefined ? undefined : byType.get(type.slice(type.lastIndexOf('.') + 1).toLowerCase())
}

/** `…/$metadata#servicePrincipals/microsoft.graph.agentIdentity(sponsors(id))`, `…#users('x')/appRoleAssignments/$entity` */
function contextShape(context: string | undefined): GraphShape | undefined {
  const path = context?.split('#')[1]?.replace(/\/\$entity$/, '')
  if (path === undefined) return undefined
  const last =
    path
      .replace(/\([^/]*$/, '')
      .split('/')
      .at(-1) ?? ''
  const cast = last.startsWith('microsoft.graph.') ? last.slice('microsoft.graph.'.length) : last
  return byType.get(cast.toLowerCase()) ?? byType.get(cast.replace(/s$/i, '').toLowerCase())
}

/** Tools such as `az` and PowerShell drop the annotations: the fields then tell. */
function fieldShape(item: JsonObject): GraphShape | undefined {
  const has = (...names: readonly string[]): boolean => names.every((name) => item[name] !== undefined)
  if (has('agentIdentityBlueprintId')) return 'agentIdentity'
  if (has('appRoleId', 'principalId', 'resourceId')) return 'appRoleAssignment'
  if (has('clientId', 'consentType', 'resourceId')) return 'oauth2PermissionGrant'
  if (has('appId', 'servicePrincipalType')) return 'servicePrincipal'
  if (has('appId') && isObject(item.lastSignInActivity)) return 'servicePrincipalSignInActivity'
  if (has('appId', 'signInAudience') || has('appId', 'requiredResourceAccess')) return 'application'
  if (has('verifiedDomains', 'id')) return 'organization'
  return has('userPrincipalName', 'id') && !has('createdDateTime', 'status') ? 'user' : undefined
}

import { isObject, objectOf, textOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'

const signInCategories: ReadonlySet<string> = new Set([
  'SignInLogs',
  'NonInteractiveUserSignInLogs',
  'ServicePrincipalSignInLogs',
  'ManagedIdentitySignInLogs',
  'ADFSSignInLogs',
])

/** An Azure Monitor envelope: the Graph record is in `properties`. */
export function isEnvelopeOf(fields: JsonObject, kind: 'sign-in' | 'audit'): boolean {
  if (!isObject(fields.properties) || typeof fields.category !== 'string') return false
  return kind === 'audit' ? fields.category === 'AuditLogs' : signInCategories.has(fields.category)
}

/** The record in the shape of Microsoft Graph, whichever way it came. */
export function graphRecordOf(fields: JsonObject): JsonObject {
  return isObject(fields.properties) ? fields.properties : fields
}

/** The directory: named by the envelope, or by the record itself; empty when neither does. */
export function directoryOf(fields: JsonObject, record: JsonObject): string {
  const stated =
    textOf(fields.tenantId) ??
    textOf(record.homeTenantId) ??
    textOf(record.tenantId) ??
    textOf(record.resourceTenantId) ??
    textOf(record.aadTenantId)
  return (stated ?? '').toLowerCase()
}

/** Diagnostic settings write some objects as JSON text; this gives the object either way. */
export function objectOrJson(value: Json | undefined): JsonObject {
  if (typeof value !== 'string' || !value.startsWith('{') || value.length > 65_536) return objectOf(value)
  try {
    return objectOf(JSON.parse(value) as Json)
  } catch {
    return objectOf(undefined)
  }
}

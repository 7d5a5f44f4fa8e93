import type { Json, JsonObject } from '../record.ts'

const names = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'eventType',
  'apiVersion',
  'managementEvent',
  'readOnly',
  'resources',
  'recipientAccountId',
  'serviceEventDetails',
  'sharedEventID',
  'vpcEndpointId',
  'eventCategory',
] as const

const callerNames = [
  'type',
  'principalId',
  'arn',
  'accountId',
  'accessKeyId',
  'userName',
  'sessionContext',
  'invokedBy',
] as const

const canonical: ReadonlyMap<string, string> = new Map(
  [...names, ...callerNames].map((name) => [name.toLowerCase(), name]),
)

/**
 * CloudTrail as Athena and Hive export it: column names lower-cased. Gives the record under its own names again; only
 * the top level and `userIdentity` are columns.
 */
export function withCloudTrailNames(fields: JsonObject): JsonObject {
  const renamed = rename(fields)
  const caller = renamed.userIdentity
  return typeof caller === 'object' && caller !== null && !Array.isArray(caller)
    ? { ...renamed, userIdentity: rename(caller as JsonObject) }
    : renamed
}

function rename(from: JsonObject): { [name: string]: Json } {
  const renamed: { [name: string]: Json } = {}
  for (const name in from) {
    const value = from[name]
    if (name !== '__proto__' && value !== undefined) renamed[canonical.get(name) ?? name] = value
  }
  return renamed
}

import { isObject, listOf } from './fields.ts'
import type { Json, JsonObject } from './record.ts'

/**
 * The records inside a document that bundles them, or undefined when it is a record of its own: CloudTrail files
 * (`Records`), Azure Event Hubs (`records`), Kubernetes lists (`kind: EventList, items`), Graph pages (`value`), OTLP
 * requests. OTLP spans and log records get their resource and scope beside them.
 */
export function recordsOf(document: JsonObject): readonly Json[] | undefined {
  if (Array.isArray(document.Records)) return document.Records
  if (Array.isArray(document.records)) return document.records
  if (Array.isArray(document.resourceSpans)) return otlpRecords(document.resourceSpans, 'scopeSpans', 'spans')
  if (Array.isArray(document.resourceLogs))
    return otlpRecords(document.resourceLogs, 'scopeLogs', 'logRecords')
  if (Array.isArray(document.items) && typeof document.kind === 'string' && document.kind.endsWith('List'))
    return document.items
  // A Graph page is nothing but its values and paging links.
  if (
    Array.isArray(document.value) &&
    Object.keys(document).every((name) => name === 'value' || name.startsWith('@odata.'))
  )
    return document.value
  return undefined
}

function otlpRecords(
  groups: readonly Json[],
  scopes: 'scopeSpans' | 'scopeLogs',
  records: 'spans' | 'logRecords',
): readonly Json[] {
  const found: Json[] = []
  for (const group of groups) {
    if (!isObject(group)) continue
    for (const scoped of listOf(group[scopes])) {
      if (!isObject(scoped)) continue
      for (const record of listOf(scoped[records]))
        found.push(isObject(record) ? beside(record, group, scoped) : record)
    }
  }
  return found
}

function beside(record: JsonObject, group: JsonObject, scoped: JsonObject): JsonObject {
  return { resource: group.resource ?? {}, scope: scoped.scope ?? {}, ...record }
}

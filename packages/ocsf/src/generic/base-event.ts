import { isObject } from '../fields.ts'
import type { JsonObject } from '../record.ts'

/**
 * What is wrong with an event's base attributes, or undefined when all that base_event requires are there and agree.
 * Source: OCSF 1.9.0-dev, events/base_event.json; type_uid is class_uid * 100 + activity_id.
 */
export function baseEventFault(event: JsonObject): string | undefined {
  for (const name of ['class_uid', 'category_uid', 'activity_id', 'type_uid', 'severity_id', 'time'] as const)
    if (!Number.isSafeInteger(event[name])) return `${name} must be an integer`
  if (!isObject(event.metadata)) return 'metadata must be an object'
  if (typeof event.metadata.version !== 'string') return 'metadata.version must be a text'
  if (!isObject(event.metadata.product)) return 'metadata.product must be an object'
  const expected = (event.class_uid as number) * 100 + (event.activity_id as number)
  return event.type_uid === expected
    ? undefined
    : `type_uid must be ${expected}: class_uid * 100 + activity_id`
}

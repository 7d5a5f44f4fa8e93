import { isObject, listOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

const depthMax = 3

/**
 * The objects of a document: a list, one object, pages of lists (`gh api --paginate --slurp`), or a list under one of
 * the names that an API wraps it in.
 */
export function listedObjects(
  value: Json | undefined,
  wrappers: readonly string[] = [],
  depth = 0,
): readonly JsonObject[] {
  if (Array.isArray(value))
    return depth >= depthMax
      ? []
      : (value as readonly Json[]).flatMap((item) => listedObjects(item, wrappers, depth + 1))
  if (!isObject(value)) return []
  const wrapper = wrappers.find((name) => Array.isArray(value[name]))
  return wrapper === undefined ? [value] : listOf(value[wrapper]).filter(isObject)
}

/** Whether every object of a document has a shape; a document without any has none. */
export function allAre(objects: readonly JsonObject[], is: (object: JsonObject) => boolean): boolean {
  return objects.length > 0 && objects.every(is)
}

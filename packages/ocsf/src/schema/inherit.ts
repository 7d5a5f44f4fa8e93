import { isObject, listOf, objectOf, textOf, textsOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'
import type { Definition, SourceTree } from './source-tree.ts'

/** A class or object with all that it inherits and includes; its attributes are not yet joined with the dictionary. */
export type Inherited = {
  readonly name: string
  readonly caption: string
  readonly category: string | undefined
  readonly attributes: JsonObject
  readonly constraints: JsonObject
  readonly profiles: ReadonlySet<string>
}

/** Chains of `extends` are three or four long; a longer one is a circle. */
const extendsMax = 16

/** Follows `extends`, `$include` and the patches of extensions; what refers to nothing is added to `faults`. */
export function inherit(
  tree: SourceTree,
  kind: 'events' | 'objects',
  definition: Definition,
  faults: string[],
): Inherited {
  const chain = chainOf(tree, kind, definition, faults)
  const parts = chain.flatMap((part) => [part, ...patchesOf(tree, kind, part)])
  let attributes: JsonObject = {}
  let constraints: JsonObject = {}
  const profiles = new Set<string>()
  for (const part of parts) {
    const own = withIncludes(tree, part, faults)
    attributes = merged(attributes, own.attributes)
    if (isObject(part.json.constraints)) constraints = part.json.constraints
    for (const profile of [...textsOf(part.json.profiles), ...own.profiles]) profiles.add(profile)
  }
  for (const profile of profiles)
    if (!tree.profiles.has(profile)) faults.push(`${definition.path}: no profile ${profile}`)
  return {
    name: textOf(definition.json.name) ?? definition.path,
    caption: textOf(definition.json.caption) ?? '',
    category: chain.map(({ json }) => textOf(json.category)).findLast((name) => name !== undefined),
    attributes,
    constraints,
    profiles,
  }
}

/** The definition and those it extends, the most general first. */
function chainOf(
  tree: SourceTree,
  kind: 'events' | 'objects',
  definition: Definition,
  faults: string[],
): readonly Definition[] {
  const chain = [definition]
  for (let at = definition; chain.length <= extendsMax; ) {
    const parent = textOf(at.json.extends)
    if (parent === undefined) return chain.reverse()
    const found = tree[kind].get(parent)
    if (found === undefined) {
      faults.push(`${at.path}: extends ${parent}, which does not exist`)
      return chain.reverse()
    }
    chain.push(found)
    at = found
  }
  faults.push(`${definition.path}: extends itself`)
  return [definition]
}

function patchesOf(
  tree: SourceTree,
  kind: 'events' | 'objects',
  definition: Definition,
): readonly Definition[] {
  return tree.patches.filter(
    ({ path, json }) => path.includes(`/${kind}/`) && json.extends === definition.json.name,
  )
}

function withIncludes(
  tree: SourceTree,
  { path, json, extension }: Definition,
  faults: string[],
): { readonly attributes: JsonObject; readonly profiles: readonly string[] } {
  const { $include, ...own } = objectOf(json.attributes)
  let attributes: JsonObject = {}
  const profiles: string[] = []
  for (const include of textsOf($include)) {
    const file = tree.files.get(`${extension?.folder ?? ''}${include}`) ?? tree.files.get(include)
    if (file === undefined) {
      faults.push(`${path}: includes ${include}, which does not exist`)
      continue
    }
    const bare = textOf(file.name) ?? include
    const profile = tree.profiles.get(bare) === file ? bare : `${extension?.name}/${bare}`
    profiles.push(profile)
    attributes = merged(attributes, marked(objectOf(file.attributes), profile))
  }
  return { attributes: merged(attributes, own), profiles }
}

/** Attributes that a profile brings are there only where the profile is applied. */
function marked(attributes: JsonObject, profile: string): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, { profile, ...objectOf(attribute) }]),
  )
}

/** Deep merge, the second over the first; lists and scalars are replaced. */
export function merged(base: JsonObject, over: JsonObject): JsonObject {
  const result: { [name: string]: Json } = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const below = result[name]
    result[name] = isObject(below) && isObject(value) ? merged(below, value) : value
  }
  return result
}

export function constraintOf(constraints: JsonObject, name: 'at_least_one' | 'just_one'): readonly string[] {
  return listOf(constraints[name]).filter((item): item is string => typeof item === 'string')
}

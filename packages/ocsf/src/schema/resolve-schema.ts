import { isObject, listOf, numberOf, objectOf, textOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'
import { constraintOf, type Inherited, inherit, merged } from './inherit.ts'
import type {
  Requirement,
  Schema,
  SchemaAttribute,
  SchemaClass,
  SchemaFiles,
  SchemaShape,
  SchemaType,
} from './schema.ts'
import { type Definition, type SourceTree, sourceTree } from './source-tree.ts'

/**
 * Resolves the files of an OCSF schema repository (1.0 to 1.9) into flat classes and objects. Never throws for what the
 * files say: dangling references are listed in `faults`.
 *
 * @example resolveSchema(new Map([['dictionary.json', JSON.parse(text)], …])).classes.get(3002)?.caption
 */
export function resolveSchema(files: SchemaFiles): Schema {
  const tree = sourceTree(files)
  const faults: string[] = []
  const types = typesOf(tree)
  const objects = new Map<string, SchemaShape>()
  for (const [name, definition] of tree.objects)
    objects.set(name, shapeOf(tree, inherit(tree, 'objects', definition, faults), faults))
  const classes = new Map<number, SchemaClass>()
  for (const definition of tree.events.values()) {
    const found = classOf(tree, definition, faults)
    if (found !== undefined) classes.set(found.uid, found)
  }
  const schema = { version: tree.version, classes, objects, types, profiles: new Set(tree.profiles.keys()) }
  return { ...withObservableTypes(schema, tree), faults: [...faults, ...danglingTypes(schema)] }
}

/** Classes without a uid are only there to be extended; the base event has 0. */
function classOf(tree: SourceTree, definition: Definition, faults: string[]): SchemaClass | undefined {
  const own = numberOf(definition.json.uid) ?? (definition.json.name === 'base_event' ? 0 : undefined)
  if (own === undefined) return undefined
  const inherited = inherit(tree, 'events', definition, faults)
  const category = objectOf(tree.categories[inherited.category ?? ''])
  const categoryUid = numberOf(category.uid) ?? 0
  const uid = (definition.extension?.uid ?? 0) * 100_000 + categoryUid * 1000 + own
  const categoryCaption = textOf(category.caption) ?? 'Uncategorized'
  const attributes = merged(inherited.attributes, {
    class_uid: { enum: { [uid]: { caption: inherited.caption } } },
    category_uid: { enum: { [categoryUid]: { caption: categoryCaption } } },
  })
  return { ...shapeOf(tree, { ...inherited, attributes }, faults), uid, categoryUid, categoryCaption }
}

function shapeOf(tree: SourceTree, inherited: Inherited, faults: string[]): SchemaShape {
  const attributes = new Map<string, SchemaAttribute>()
  for (const [name, own] of Object.entries(inherited.attributes)) {
    const general = tree.dictionary[name]
    const whole = merged(objectOf(general), objectOf(own))
    if (textOf(whole.type) === undefined) faults.push(`${inherited.name}.${name}: not in the dictionary`)
    const attribute = attributeOf(name, whole)
    attributes.set(name, attribute)
    // The profile `datetime` gives every time a twin (OCSF, "Timestamp and Datetime").
    if (attribute.type === 'timestamp_t') attributes.set(`${name}_dt`, datetimeTwin(attribute))
  }
  const { name, caption, constraints, profiles } = inherited
  return {
    name,
    caption,
    attributes,
    profiles,
    atLeastOne: constraintOf(constraints, 'at_least_one'),
    justOne: constraintOf(constraints, 'just_one'),
  }
}

function attributeOf(name: string, json: JsonObject): SchemaAttribute {
  const requirement = textOf(json.requirement)
  return {
    name,
    type: textOf(json.type) ?? 'unknown',
    isArray: json.is_array === true,
    requirement: requirement === 'required' || requirement === 'recommended' ? requirement : 'optional',
    profile: textOf(json.profile),
    values: isObject(json.enum) ? captionsOf(json.enum) : undefined,
    sibling: textOf(json.sibling),
  }
}

function captionsOf(values: JsonObject): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(values).map(([value, meaning]) => [value, textOf(objectOf(meaning).caption) ?? value]),
  )
}

function datetimeTwin(time: SchemaAttribute): SchemaAttribute {
  const requirement: Requirement = 'optional'
  return { ...time, name: `${time.name}_dt`, type: 'datetime_t', requirement, profile: 'datetime' }
}

function typesOf(tree: SourceTree): ReadonlyMap<string, SchemaType> {
  return new Map(
    Object.entries(tree.types).map(([name, json]) => {
      const type = objectOf(json)
      const regex = textOf(type.regex)
      const [from, to] = listOf(type.range).map(numberOf)
      return [
        name,
        {
          name,
          base: textOf(type.type) === undefined ? name : baseOf(tree.types, name),
          regex: regex === undefined ? undefined : new RegExp(regex),
          maxChars: numberOf(type.max_len),
          range: from === undefined || to === undefined ? undefined : [from, to],
        },
      ]
    }),
  )
}

function baseOf(types: JsonObject, name: string, depth = 0): string {
  const parent = textOf(objectOf(types[name]).type)
  return parent === undefined || depth > 4 ? name : baseOf(types, parent, depth + 1)
}

/**
 * `observable.type_id` lists only 0 and 99: the others are stated where the observable thing is, at types, objects and
 * attributes (OCSF, "Defining and Using Observables").
 */
function withObservableTypes(schema: Omit<Schema, 'faults'>, tree: SourceTree): Omit<Schema, 'faults'> {
  const observable = schema.objects.get('observable')
  const type = observable?.attributes.get('type_id')
  if (observable === undefined || type === undefined) return schema
  const values = new Map(type.values)
  const holders = [
    ...Object.values(tree.types),
    ...Object.values(tree.dictionary),
    ...[...tree.objects.values(), ...tree.events.values()].flatMap(({ json }): Json[] => [
      json,
      ...Object.values(objectOf(json.attributes)),
    ]),
  ]
  for (const holder of holders) {
    const { observable: id, caption } = objectOf(holder)
    if (typeof id === 'number') values.set(String(id), textOf(caption) ?? String(id))
  }
  const attributes = new Map(observable.attributes).set('type_id', { ...type, values })
  return { ...schema, objects: new Map(schema.objects).set('observable', { ...observable, attributes }) }
}

function danglingTypes(schema: Omit<Schema, 'faults'>): readonly string[] {
  return [...schema.classes.values(), ...schema.objects.values()].flatMap(({ name, attributes }) =>
    [...attributes.values()]
      .filter(({ type }) => type !== 'unknown' && !schema.types.has(type) && !schema.objects.has(type))
      .map((attribute) => `${name}.${attribute.name}: no type or object ${attribute.type}`),
  )
}

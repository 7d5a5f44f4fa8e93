import { isObject, textsOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'
import type { Schema, SchemaAttribute, SchemaClass, SchemaShape } from './schema.ts'
import { formFault, typeFault } from './value-fault.ts'

export type Violation = {
  /** What the schema forbids is an error; what it only recommends (captions, the form of texts) a warning. */
  readonly level: 'error' | 'warning'
  readonly kind:
    | 'unknown class'
    | 'unknown profile'
    | 'unknown attribute'
    | 'profile not applied'
    | 'required attribute missing'
    | 'constraint'
    | 'type'
    | 'form'
    | 'value'
    | 'caption'
    | 'type_uid'
    | 'version'
  /** Where in the event: `actor.user.groups[0].name`. */
  readonly path: string
  readonly detail: string
}

/** Violations listed for one event at most. */
const violationsMax = 200

type Walk = {
  readonly schema: Schema
  readonly profiles: ReadonlySet<string>
  readonly found: Violation[]
}

/**
 * Everything in which an event departs from the schema: unknown and missing attributes, types, enumerated values and
 * their captions, constraints, profiles, `type_uid`. An event without errors is valid. Deprecated attributes are valid.
 *
 * @example validateEvent(schema, event).map(({ path, detail }) => `${path}: ${detail}`)
 */
export function validateEvent(schema: Schema, event: JsonObject): readonly Violation[] {
  const eventClass = typeof event.class_uid === 'number' ? schema.classes.get(event.class_uid) : undefined
  if (eventClass === undefined)
    return [
      {
        level: 'error',
        kind: 'unknown class',
        path: 'class_uid',
        detail: `no class ${String(event.class_uid)}`,
      },
    ]
  const metadata = isObject(event.metadata) ? event.metadata : {}
  const walk: Walk = { schema, profiles: new Set(textsOf(metadata.profiles)), found: [] }
  checkHeader(walk, eventClass, event, metadata)
  checkShape(walk, eventClass, event, '')
  return walk.found.slice(0, violationsMax)
}

/** As the schema server's own validator judges: it recommends captions and forms, and demands the rest. */
const warnings: ReadonlySet<Violation['kind']> = new Set(['caption', 'form', 'version'])

function add(walk: Walk, kind: Violation['kind'], path: string, detail: string): void {
  const level = warnings.has(kind) ? 'warning' : 'error'
  if (walk.found.length < violationsMax) walk.found.push({ level, kind, path, detail })
}

function checkHeader(walk: Walk, eventClass: SchemaClass, event: JsonObject, metadata: JsonObject): void {
  const type = eventClass.uid * 100 + Number(event.activity_id)
  if (event.type_uid !== type)
    add(walk, 'type_uid', 'type_uid', `is not class_uid * 100 + activity_id = ${type}`)
  const activity = eventClass.attributes.get('activity_id')?.values?.get(String(event.activity_id))
  const name = `${eventClass.caption}: ${activity}`
  if (event.type_name !== undefined && event.type_name !== name)
    add(walk, 'caption', 'type_name', `is not “${name}”`)
  if (metadata.version !== walk.schema.version)
    add(walk, 'version', 'metadata.version', `is not ${walk.schema.version}`)
  for (const profile of walk.profiles)
    if (!walk.schema.profiles.has(profile))
      add(walk, 'unknown profile', 'metadata.profiles', `no profile ${profile}`)
}

function checkShape(walk: Walk, shape: SchemaShape, holder: JsonObject, path: string): void {
  // The object `object` is of any shape; so is every object that defines nothing.
  if (shape.attributes.size === 0) return
  for (const [name, value] of Object.entries(holder)) {
    const attribute = shape.attributes.get(name)
    const at = path === '' ? name : `${path}.${name}`
    if (attribute === undefined) add(walk, 'unknown attribute', at, `${shape.name} has no such attribute`)
    else checkAttribute(walk, attribute, value, holder, at)
  }
  for (const attribute of shape.attributes.values())
    if (
      attribute.requirement === 'required' &&
      applies(walk, attribute) &&
      holder[attribute.name] === undefined
    )
      add(walk, 'required attribute missing', joined(path, attribute.name), `${shape.name} requires it`)
  checkConstraints(walk, shape, holder, path)
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function applies(walk: Walk, { profile }: SchemaAttribute): boolean {
  return profile === undefined || walk.profiles.has(profile)
}

function checkConstraints(walk: Walk, shape: SchemaShape, holder: JsonObject, path: string): void {
  const stated = (name: string): boolean => valueAt(holder, name) !== undefined
  if (shape.atLeastOne.length > 0 && !shape.atLeastOne.some(stated))
    add(walk, 'constraint', path, `${shape.name} needs at least one of ${shape.atLeastOne.join(', ')}`)
  if (shape.justOne.length > 0 && shape.justOne.filter(stated).length !== 1)
    add(walk, 'constraint', path, `${shape.name} needs just one of ${shape.justOne.join(', ')}`)
}

function valueAt(holder: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = holder
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

function checkAttribute(
  walk: Walk,
  attribute: SchemaAttribute,
  value: Json,
  holder: JsonObject,
  path: string,
): void {
  if (!applies(walk, attribute))
    add(walk, 'profile not applied', path, `belongs to the profile ${attribute.profile}`)
  if (!attribute.isArray) checkValue(walk, attribute, value, holder, path)
  else if (!Array.isArray(value)) add(walk, 'type', path, 'must be a list')
  else for (const [at, item] of value.entries()) checkValue(walk, attribute, item, holder, `${path}[${at}]`)
}

function checkValue(
  walk: Walk,
  attribute: SchemaAttribute,
  value: Json,
  holder: JsonObject,
  path: string,
): void {
  const object = walk.schema.objects.get(attribute.type)
  if (object !== undefined) {
    if (isObject(value)) checkShape(walk, object, value, path)
    else add(walk, 'type', path, `must be an object (${attribute.type})`)
    return
  }
  const type = walk.schema.types.get(attribute.type)
  const fault = type === undefined ? `unknown type ${attribute.type}` : typeFault(type, value)
  const form = type === undefined || fault !== undefined ? undefined : formFault(type, value)
  if (form !== undefined) add(walk, 'form', path, form)
  if (fault !== undefined) add(walk, 'type', path, fault)
  else if (attribute.values !== undefined && !attribute.isArray)
    checkEnum(walk, attribute, attribute.values, String(value), holder, path)
}

/** 99 says "other": its caption is the source's own word. */
function checkEnum(
  walk: Walk,
  { sibling }: SchemaAttribute,
  values: ReadonlyMap<string, string>,
  value: string,
  holder: JsonObject,
  path: string,
): void {
  const caption = values.get(value)
  const stated = sibling === undefined ? undefined : holder[sibling]
  if (caption === undefined) add(walk, 'value', path, `${value} is not one of the allowed values`)
  else if (value !== '99' && stated !== undefined && stated !== caption)
    add(walk, 'caption', path, `${sibling} is “${String(stated)}”, the schema says “${caption}”`)
}

/** A JSON file of the schema's repository by its path below the root: `events/base_event.json`. */
export type SchemaFiles = ReadonlyMap<string, unknown>

/** An OCSF schema with `extends`, `$include`, profiles and extensions resolved: every class and object is flat. */
export type Schema = {
  readonly version: string
  readonly classes: ReadonlyMap<number, SchemaClass>
  readonly objects: ReadonlyMap<string, SchemaShape>
  readonly types: ReadonlyMap<string, SchemaType>
  readonly profiles: ReadonlySet<string>
  /** What refers to nothing (`extends`, `$include`, an attribute without a dictionary entry, an unknown type). */
  readonly faults: readonly string[]
}

/** What classes and objects have in common. */
export type SchemaShape = {
  readonly name: string
  readonly caption: string
  readonly attributes: ReadonlyMap<string, SchemaAttribute>
  readonly atLeastOne: readonly string[]
  readonly justOne: readonly string[]
  /** Profiles that may be applied to it. */
  readonly profiles: ReadonlySet<string>
}

export type SchemaClass = SchemaShape & {
  /** `category_uid * 1000 + uid`, and for a class of an extension `extension_uid * 100000` more. */
  readonly uid: number
  readonly categoryUid: number
  readonly categoryCaption: string
}

export type Requirement = 'required' | 'recommended' | 'optional'

export type SchemaAttribute = {
  readonly name: string
  /** A data type (`string_t`) or the name of an object (`user`); `object` is an object of any shape. */
  readonly type: string
  readonly isArray: boolean
  readonly requirement: Requirement
  /** The profile that brings the attribute; without that profile in `metadata.profiles` it may not be there. */
  readonly profile: string | undefined
  /** The allowed values and their captions; undefined where any value of the type may stand. */
  readonly values: ReadonlyMap<string, string> | undefined
  /** The attribute that holds the caption of this one: `activity_name` beside `activity_id`. */
  readonly sibling: string | undefined
}

export type SchemaType = {
  readonly name: string
  /** The JSON type below: one of `string_t`, `integer_t`, `long_t`, `float_t`, `boolean_t`, `json_t`. */
  readonly base: string
  readonly regex: RegExp | undefined
  readonly maxChars: number | undefined
  readonly range: readonly [number, number] | undefined
}

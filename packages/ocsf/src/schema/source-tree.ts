import { isObject, objectOf, textOf } from '../fields.ts'
import type { JsonObject } from '../record.ts'
import type { SchemaFiles } from './schema.ts'

/** An extension of the schema: its files stand below `extensions/<folder>/`. */
export type Extension = { readonly folder: string; readonly name: string; readonly uid: number }

/** A class or object as its file states it. */
export type Definition = {
  readonly path: string
  readonly json: JsonObject
  readonly extension: Extension | undefined
}

/** The files of a schema by what they are, before anything is resolved. */
export type SourceTree = {
  readonly version: string
  readonly dictionary: JsonObject
  readonly types: JsonObject
  readonly categories: JsonObject
  readonly events: ReadonlyMap<string, Definition>
  readonly objects: ReadonlyMap<string, Definition>
  /** Definitions of an extension that add to a class or object of the core under its own name. */
  readonly patches: readonly Definition[]
  readonly profiles: ReadonlyMap<string, JsonObject>
  readonly files: ReadonlyMap<string, JsonObject>
}

/** Sorts the files of the schema's repository by their folder. Source: ocsf-schema, CONTRIBUTING.md and extensions.md. */
export function sourceTree(schemaFiles: SchemaFiles): SourceTree {
  const files = new Map<string, JsonObject>()
  for (const [path, json] of schemaFiles) if (isObject(json)) files.set(path, json)
  const extensions = extensionsOf(files)
  const events = new Map<string, Definition>()
  const objects = new Map<string, Definition>()
  const patches: Definition[] = []
  const profiles = new Map<string, JsonObject>()
  for (const [path, json] of files) {
    const extension = extensions.find(({ folder }) => path.startsWith(folder))
    const [kind] = path.slice(extension?.folder.length ?? 0).split('/')
    const name = textOf(json.name)
    if (kind === 'profiles' && name !== undefined)
      profiles.set(extension === undefined ? name : `${extension.name}/${name}`, json)
    if (kind !== 'events' && kind !== 'objects') continue
    const definition = { path, json, extension }
    if (name === undefined) patches.push(definition)
    else (kind === 'events' ? events : objects).set(name, definition)
  }
  return {
    version: textOf(files.get('version.json')?.version) ?? 'unknown',
    dictionary: joined(files, extensions, (json) => objectOf(json.attributes)),
    types: joined(files, extensions, (json) => objectOf(objectOf(json.types).attributes)),
    categories: objectOf(files.get('categories.json')?.attributes),
    events,
    objects,
    patches,
    profiles,
    files,
  }
}

function extensionsOf(files: ReadonlyMap<string, JsonObject>): readonly Extension[] {
  const found: Extension[] = []
  for (const [path, json] of files) {
    const folder = /^extensions\/[^/]+\//.exec(path)?.[0]
    if (folder === undefined || path !== `${folder}extension.json`) continue
    found.push({ folder, name: textOf(json.name) ?? folder, uid: Number(json.uid) })
  }
  return found
}

/** The dictionary of the core and those of the extensions in one. */
function joined(
  files: ReadonlyMap<string, JsonObject>,
  extensions: readonly Extension[],
  part: (json: JsonObject) => JsonObject,
): JsonObject {
  const paths = ['dictionary.json', ...extensions.map(({ folder }) => `${folder}dictionary.json`)]
  return Object.assign({}, ...paths.map((path) => part(objectOf(files.get(path))))) as JsonObject
}

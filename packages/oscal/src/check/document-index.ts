import { type DocumentKind, kindOf, type OscalDocument } from '../document/document.ts'
import { isRecord, type JsonPlace, nameOf, placesOf, textAt } from './walk-json.ts'

/** What a document defines, and all its places, gathered in one walk. */
export type DocumentIndex = {
  readonly name: string
  readonly kind: DocumentKind
  readonly root: Readonly<Record<string, unknown>>
  readonly places: readonly JsonPlace[]
  /** UUID in lower case → the lists that define it: `components`, `observations`, the document kind for its own. */
  readonly uuids: ReadonlyMap<string, readonly UuidPlace[]>
  readonly roleIds: ReadonlySet<string>
}

export type UuidPlace = { readonly list: string; readonly path: readonly string[] }

/** Undefined when the document has no root that OSCAL knows: the schema says so. */
export function indexDocument(name: string, document: OscalDocument): DocumentIndex | undefined {
  const kind = kindOf(document)
  const root = kind === undefined ? undefined : document[kind]
  if (kind === undefined || !isRecord(root)) return undefined
  const places = [...placesOf(root, [kind])]
  const uuids = new Map<string, UuidPlace[]>()
  for (const place of places) {
    const uuid = textAt(place.value, 'uuid')?.toLowerCase()
    if (uuid === undefined) continue
    const found = { list: nameOf(place), path: [...place.path, 'uuid'] }
    const known = uuids.get(uuid)
    if (known === undefined) uuids.set(uuid, [found])
    else known.push(found)
  }
  return { name, kind, root, places, uuids, roleIds: roleIdsOf(root) }
}

function roleIdsOf(root: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const metadata = isRecord(root.metadata) ? root.metadata : {}
  const roles = Array.isArray(metadata.roles) ? (metadata.roles as readonly unknown[]) : []
  return new Set(roles.flatMap((role) => textAt(role, 'id') ?? []))
}

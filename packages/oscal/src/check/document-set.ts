import type { DocumentKind, OscalDocument } from '../document/document.ts'
import { type DocumentIndex, indexDocument } from './document-index.ts'
import { isRecord, textAt } from './walk-json.ts'

/** Documents that are checked together, each under the name that others refer to it by. */
export type CheckedSet = {
  readonly documents: readonly { readonly name: string; readonly document: OscalDocument }[]
  /** Files that come along: href → SHA-256, 64 hex digits. When given, every relative link has to be among them. */
  readonly attachments?: ReadonlyMap<string, string>
  /** The set is all there is: an import that leads out of it is a fault. */
  readonly isComplete?: boolean
}

export type IndexedSet = {
  readonly set: CheckedSet
  readonly indexes: readonly DocumentIndex[]
  readonly byName: ReadonlyMap<string, DocumentIndex>
}

export function indexSet(set: CheckedSet): IndexedSet {
  const indexes = set.documents.flatMap(({ name, document }) => indexDocument(name, document) ?? [])
  return { set, indexes, byName: new Map(indexes.map((index) => [plainHref(index.name), index])) }
}

/** One import of a document, and what stands behind it when it is in the set. */
export type DocumentImport = {
  readonly path: readonly string[]
  readonly href: string
  readonly expected: readonly DocumentKind[]
  readonly target: DocumentIndex | undefined
}

/** What each kind of document imports, and which kinds may stand there. */
const importRules: Readonly<Record<string, readonly DocumentKind[]>> = {
  'import-ap': ['assessment-plan'],
  'import-ssp': ['system-security-plan'],
  'import-profile': ['profile', 'catalog'],
}

export function importsOf(indexed: IndexedSet, index: DocumentIndex): readonly DocumentImport[] {
  const { root, kind } = index
  const found: DocumentImport[] = []
  const add = (
    holder: unknown,
    path: readonly string[],
    key: string,
    expected: readonly DocumentKind[],
  ): void => {
    const href = textAt(holder, key)
    if (href !== undefined)
      found.push({ path: [...path, key], href, expected, target: documentBehind(indexed, index, href) })
  }
  for (const [key, expected] of Object.entries(importRules)) add(root[key], [kind, key], 'href', expected)
  if (kind === 'profile')
    for (const [at, one] of listAt(root, 'imports').entries())
      add(one, [kind, 'imports', String(at)], 'href', ['catalog', 'profile'])
  for (const [at, one] of listAt(root, 'import-component-definitions').entries())
    add(one, [kind, 'import-component-definitions', String(at)], 'href', ['component-definition'])
  return found
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isRecord(value) ? value[key] : undefined
  return Array.isArray(list) ? list : []
}

/** A document behind an href: by name, by its UUID, or through a resource of the back matter. */
export function documentBehind(
  indexed: IndexedSet,
  index: DocumentIndex,
  href: string,
): DocumentIndex | undefined {
  const direct = indexed.byName.get(plainHref(href))
  if (direct !== undefined) return direct
  if (/^urn:uuid:/i.test(href)) {
    const uuid = href.slice('urn:uuid:'.length).toLowerCase()
    return indexed.indexes.find(({ root }) => textAt(root, 'uuid')?.toLowerCase() === uuid)
  }
  if (!href.startsWith('#')) return undefined
  const links = listAt(resourceOf(index, href.slice(1)), 'rlinks').flatMap(
    (link) => textAt(link, 'href') ?? [],
  )
  return links.map((link) => indexed.byName.get(plainHref(link))).find((found) => found !== undefined)
}

export function resourceOf({ root }: DocumentIndex, uuid: string): unknown {
  const resources = listAt(root['back-matter'], 'resources')
  return resources.find((resource) => textAt(resource, 'uuid')?.toLowerCase() === uuid.toLowerCase())
}

export function plainHref(href: string): string {
  return href.replace(/^(\.\/)+/, '')
}

/** A document with everything it imports, and whether some of that is not in the set. */
export type ImportChain = {
  readonly documents: readonly DocumentIndex[]
  /** Kinds of documents that would stand behind imports which lead out of the set. */
  readonly outside: ReadonlySet<DocumentKind>
}

/** What may stand behind a document of a kind, further down the chain. */
const below: Readonly<Record<DocumentKind, readonly DocumentKind[]>> = {
  'assessment-results': ['assessment-plan', 'system-security-plan', 'profile', 'catalog'],
  'assessment-plan': ['system-security-plan', 'profile', 'catalog'],
  'plan-of-action-and-milestones': ['system-security-plan', 'profile', 'catalog'],
  'system-security-plan': ['profile', 'catalog', 'component-definition'],
  'component-definition': ['component-definition'],
  profile: ['profile', 'catalog'],
  catalog: [],
}

export function chainOf(indexed: IndexedSet, start: DocumentIndex): ImportChain {
  const documents: DocumentIndex[] = []
  const outside = new Set<DocumentKind>()
  const waiting = [start]
  while (waiting.length > 0) {
    const index = waiting.pop()!
    if (documents.includes(index)) continue
    documents.push(index)
    for (const { target, expected } of importsOf(indexed, index)) {
      if (target !== undefined) waiting.push(target)
      else for (const kind of expected) for (const one of [kind, ...below[kind]]) outside.add(one)
    }
  }
  return { documents, outside }
}

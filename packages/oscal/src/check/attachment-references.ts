import type { DocumentIndex } from './document-index.ts'
import { type IndexedSet, listAt, plainHref } from './document-set.ts'
import type { ReferenceFault } from './reference-fault.ts'
import { isRecord, nameOf, pointerOf, textAt } from './walk-json.ts'

const hexLengths: Readonly<Record<string, number>> = {
  'SHA-224': 56,
  'SHA-256': 64,
  'SHA-384': 96,
  'SHA-512': 128,
  'SHA3-256': 64,
  'SHA3-384': 96,
  'SHA3-512': 128,
}

/** Links of the back matter and of evidence: the file is there, and has the hash that is stated. */
export function attachmentFaults(
  { set, byName }: IndexedSet,
  index: DocumentIndex,
): readonly ReferenceFault[] {
  const { attachments } = set
  const isThere = (href: string): boolean =>
    attachments === undefined ||
    attachments.has(plainHref(href)) ||
    attachments.has(href) ||
    byName.has(plainHref(href))
  return index.places.flatMap(({ value, path, holder }) => {
    const name = nameOf({ value, path, holder })
    const href = textAt(value, 'href')
    if ((name !== 'rlinks' && name !== 'relevant-evidence') || href === undefined) return []
    const missing = isRelative(href) && !isThere(href) ? [missingFault(index, path, href)] : []
    return [
      ...missing,
      ...hashFaults(index, value, path, attachments?.get(plainHref(href)) ?? attachments?.get(href)),
    ]
  })
}

function isRelative(href: string): boolean {
  return !href.startsWith('#') && !/^[a-z][a-z0-9+.-]*:/i.test(href)
}

function missingFault({ name }: DocumentIndex, path: readonly string[], href: string): ReferenceFault {
  const pointer = pointerOf([...path, 'href'])
  return {
    kind: 'attachment-missing',
    document: name,
    pointer,
    sentence: `The file ${href} did not come along.`,
  }
}

function hashFaults(
  { name }: DocumentIndex,
  link: unknown,
  path: readonly string[],
  actual: string | undefined,
): readonly ReferenceFault[] {
  return listAt(link, 'hashes').flatMap((hash, at) => {
    const pointer = pointerOf([...path, 'hashes', String(at), 'value'])
    const sentence = isRecord(hash) ? hashProblem(hash, actual) : undefined
    return sentence === undefined
      ? []
      : [{ kind: 'attachment-hash' as const, document: name, pointer, sentence }]
  })
}

function hashProblem(
  hash: Readonly<Record<string, unknown>>,
  actual: string | undefined,
): string | undefined {
  const algorithm = textAt(hash, 'algorithm') ?? ''
  const value = textAt(hash, 'value') ?? ''
  const length = hexLengths[algorithm]
  if (length !== undefined && !new RegExp(`^[0-9a-fA-F]{${length}}$`).test(value))
    return `A ${algorithm} has ${length} hexadecimal digits.`
  if (algorithm !== 'SHA-256' || actual === undefined || value.toLowerCase() === actual.toLowerCase())
    return undefined
  return `The file's SHA-256 is ${actual}.`
}

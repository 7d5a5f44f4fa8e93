import { deeperThan } from '@countersign/ocsf/json-depth'
import type { Json } from '@countersign/ocsf/record'
import { parseAllDocuments } from 'yaml'
import type { ConfigurationDocument, ConfigurationFile } from './importer.ts'

/** A file of configuration larger than this is not read. */
export const configurationFileMaxChars = 64 * 1024 * 1024
const yamlMaxChars = 4 * 1024 * 1024
const yamlDocumentsMax = 1_000
const maxAliases = 100
const depthMax = 64

/** A file as documents: JSON, JSON lines (as one list), YAML documents, or its text alone. Never throws for data. */
export function documentsOf({ name, text }: ConfigurationFile): readonly ConfigurationDocument[] {
  const start = text.trimStart()
  if (text.length > configurationFileMaxChars) return []
  if (start.startsWith('{') || start.startsWith('[')) {
    const value = jsonOf(text) ?? jsonLinesOf(text)
    if (value !== undefined) return [{ name, text, value }]
  }
  return /\.ya?ml$/.test(name) ? yamlDocuments(name, text) : [{ name, text, value: undefined }]
}

function jsonOf(text: string): Json | undefined {
  try {
    const value = JSON.parse(withoutMark(text)) as Json
    return deeperThan(value, depthMax) ? undefined : value
  } catch {
    return undefined
  }
}

/** Windows tools begin files with a byte order mark. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

/** Exports are lists; lines of JSON beyond this are logs. */
const jsonLinesMaxChars = 8 * 1024 * 1024

function jsonLinesOf(text: string): Json | undefined {
  if (text.length > jsonLinesMaxChars) return undefined
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.map(jsonOf)
  return values.every((value) => value !== undefined) ? values : undefined
}

function yamlDocuments(name: string, text: string): readonly ConfigurationDocument[] {
  if (text.length > yamlMaxChars) return [{ name, text, value: undefined }]
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent' })
    const read = (Array.isArray(documents) ? documents : []).slice(0, yamlDocumentsMax)
    if (read.some(({ errors }) => errors.length > 0)) return [{ name, text, value: undefined }]
    // Kubernetes objects are read from the text of their file, all together.
    if (read.length !== 1) return [{ name, text, value: undefined }]
    const value = read[0]?.toJS({ maxAliasCount: maxAliases }) as Json
    return [{ name, text, value: deeperThan(value, depthMax) ? undefined : value }]
  } catch {
    return [{ name, text, value: undefined }]
  }
}

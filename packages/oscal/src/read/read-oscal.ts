import { type DocumentKind, kindOf, type OscalDocument, type OscalVersion } from '../document/document.ts'
import { type OscalFault, schemaFaults } from './schema-faults.ts'

/** A document larger than this is refused before it is parsed. NIST's full 800-53 catalog has 10 MB. */
export const oscalTextMaxChars = 32 * 1024 * 1024

export type ReadOscal =
  | {
      readonly kind: 'document'
      readonly document: OscalDocument
      readonly documentKind: DocumentKind
      readonly checkedAgainst: OscalVersion
    }
  | { readonly kind: 'invalid'; readonly faults: readonly OscalFault[] }

/** An OSCAL document from JSON text, checked against the schema that its own `oscal-version` calls for. Never throws. */
export function readOscal(text: string): ReadOscal {
  if (text.length > oscalTextMaxChars)
    return invalid(`The text has more than ${oscalTextMaxChars} characters.`)
  const document = parsed(text)
  if (document === undefined) return invalid('The text is not a JSON object.')
  const kind = kindOf(document)
  const checkedAgainst = versionFor(document)
  const faults = schemaFaults(document, checkedAgainst)
  if (faults.length > 0 || kind === undefined) return { kind: 'invalid', faults }
  return { kind: 'document', document, documentKind: kind, checkedAgainst }
}

function invalid(sentence: string): ReadOscal {
  return { kind: 'invalid', faults: [{ pointer: '', sentence }] }
}

function parsed(text: string): OscalDocument | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** 1.1.3 covers everything before 1.2; each 1.x is compatible with those before it. */
function versionFor(document: OscalDocument): OscalVersion {
  const kind = kindOf(document)
  const root =
    kind === undefined ? undefined : (document[kind] as { metadata?: { 'oscal-version'?: unknown } })
  const version = root?.metadata?.['oscal-version']
  return typeof version === 'string' && /^v?1\.[01](\.|$)/.test(version) ? '1.1.3' : '1.2.2'
}

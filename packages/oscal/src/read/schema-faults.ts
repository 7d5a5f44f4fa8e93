import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import {
  type DocumentKind,
  documentKinds,
  kindOf,
  type OscalDocument,
  type OscalVersion,
} from '../document/document.ts'
import { shippedSchema } from '../shipped/schemas.ts'

/** What is wrong, where: a JSON pointer and a sentence. */
export type OscalFault = { readonly pointer: string; readonly sentence: string }

/** More faults than these are not told one by one. */
const faultsMax = 100

const compiled = new Map<string, ValidateFunction>()
const validators = new Map<OscalVersion, Ajv>()

/**
 * Faults of a document against NIST's JSON schema of a version. Compiling takes about a second of CPU, once for each kind and
 * version. The schema knows nothing of references: see `referenceFaults`.
 */
export function schemaFaults(document: OscalDocument, version: OscalVersion): readonly OscalFault[] {
  const kind = kindOf(document)
  if (kind === undefined)
    return [
      { pointer: '', sentence: `The document has to have one of ${documentKinds.join(', ')} as its root.` },
    ]
  const strange = Object.keys(document).find((key) => key !== kind && key !== '$schema')
  if (strange !== undefined)
    return [{ pointer: `/${strange}`, sentence: `${strange} stands beside ${kind}, where nothing may.` }]
  const validate = validatorOf(kind, version)
  if (validate(document[kind])) return []
  return (validate.errors ?? []).slice(0, faultsMax).map((error) => faultOf(kind, error))
}

function validatorOf(kind: DocumentKind, version: OscalVersion): ValidateFunction {
  const key = `${version} ${kind}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const validate = ajvOf(version).compile({ $ref: `oscal-${version}#/definitions/${definitionOf(kind)}` })
  compiled.set(key, validate)
  return validate
}

function ajvOf(version: OscalVersion): Ajv {
  const known = validators.get(version)
  if (known !== undefined) return known
  // NIST's schema uses \p{…}, which needs the unicode flag, and annotations that strict mode would refuse.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true })
  ajvFormats.default(ajv)
  ajv.addSchema({ ...shippedSchema(version), $id: `oscal-${version}` })
  validators.set(version, ajv)
  return ajv
}

const definitions: Readonly<Record<DocumentKind, string>> = {
  catalog: 'catalog',
  profile: 'profile',
  'component-definition': 'component-definition',
  'system-security-plan': 'ssp',
  'assessment-plan': 'ap',
  'assessment-results': 'ar',
  'plan-of-action-and-milestones': 'poam',
}

function definitionOf(kind: DocumentKind): string {
  return `oscal-complete-oscal-${definitions[kind]}:${kind}`
}

function faultOf(kind: DocumentKind, { instancePath, message, params }: ErrorObject): OscalFault {
  const detail = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : ''
  return { pointer: `/${kind}${instancePath}`, sentence: `It ${message ?? 'is not valid'}${detail}.` }
}

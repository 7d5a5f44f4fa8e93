import { isObject, listOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** One thing that is named. Source: RFC 9493 section 3.2; `jwt_id` and `saml_assertion_id`: SSF 1.0 section 3. */
export type SimpleSubject =
  | { readonly format: 'account'; readonly uri: string }
  | { readonly format: 'email'; readonly email: string }
  | { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }
  | { readonly format: 'opaque'; readonly id: string }
  | { readonly format: 'phone_number'; readonly phone_number: string }
  | { readonly format: 'did'; readonly url: string }
  | { readonly format: 'uri'; readonly uri: string }
  | { readonly format: 'jwt_id'; readonly iss: string; readonly jti: string }
  | { readonly format: 'saml_assertion_id'; readonly issuer: string; readonly assertion_id: string }
  /** A format agreed between two parties: it names somebody, and nothing here can say whom. */
  | { readonly format: 'unknown'; readonly name: string }

/** RFC 9493 section 3.2.8: several names of one thing. */
export type AliasedSubject = { readonly format: 'aliases'; readonly identifiers: readonly SimpleSubject[] }

export const complexMembers = [
  'user',
  'device',
  'session',
  'application',
  'tenant',
  'org_unit',
  'group',
] as const
export type ComplexMember = (typeof complexMembers)[number]

/** SSF 1.0 section 3.3: one subject in several parts. A part has no parts of its own. */
export type ComplexSubject = {
  readonly format: 'complex'
  readonly members: Readonly<Partial<Record<ComplexMember, SimpleSubject | AliasedSubject>>>
}

export type SubjectIdentifier = SimpleSubject | AliasedSubject | ComplexSubject

export type SubjectReading =
  | { readonly ok: true; readonly subject: SubjectIdentifier }
  /** `why` names the member that is missing or wrong, for the answer to the transmitter. */
  | { readonly ok: false; readonly why: string }

/** Names longer than this name nobody here. */
const nameMaxChars = 2048
const aliasesMax = 20

/** Text members that a format requires. Every other format is kept by its name alone. */
const required: Readonly<Record<string, readonly string[]>> = {
  account: ['uri'],
  email: ['email'],
  iss_sub: ['iss', 'sub'],
  opaque: ['id'],
  phone_number: ['phone_number'],
  did: ['url'],
  uri: ['uri'],
  jwt_id: ['iss', 'jti'],
  saml_assertion_id: ['issuer', 'assertion_id'],
}

/** Reads a `sub_id`. */
export function readSubject(value: Json | undefined): SubjectReading {
  if (!isObject(value)) return refused('sub_id has to be an object')
  const format = formatOf(value)
  if (format === 'complex') return readComplex(value)
  return readPart('sub_id', value)
}

/** Complex subjects of old drafts have no `format`: they are told by their members. */
function formatOf(value: JsonObject): string | undefined {
  const format = textOf(value.format)
  if (format !== undefined) return format
  return complexMembers.some((member) => isObject(value[member])) ? 'complex' : undefined
}

function readComplex(value: JsonObject): SubjectReading {
  const members: Partial<Record<ComplexMember, SimpleSubject | AliasedSubject>> = {}
  for (const member of complexMembers) {
    const part = value[member]
    if (part === undefined) continue
    const read = isObject(part) ? readPart(member, part) : refused(`${member} has to be an object`)
    if (!read.ok) return read
    members[member] = read.subject
  }
  if (Object.keys(members).length === 0) return refused('a complex sub_id names nothing')
  return { ok: true, subject: { format: 'complex', members } }
}

type PartReading =
  | { readonly ok: true; readonly subject: SimpleSubject | AliasedSubject }
  | { readonly ok: false; readonly why: string }

function readPart(where: string, value: JsonObject): PartReading {
  return textOf(value.format) === 'aliases' ? readAliases(where, value) : readSimple(where, value)
}

function readAliases(where: string, value: JsonObject): PartReading {
  const listed = listOf(value.identifiers)
  if (listed.length === 0 || listed.length > aliasesMax)
    return refused(`${where}.identifiers has to hold 1 to ${aliasesMax} identifiers`)
  const identifiers: SimpleSubject[] = []
  for (const one of listed) {
    const read = isObject(one) ? readSimple(`${where}.identifiers`, one) : refused(`${where}.identifiers`)
    if (!read.ok) return read
    identifiers.push(read.subject)
  }
  return { ok: true, subject: { format: 'aliases', identifiers } }
}

type SimpleReading =
  | { readonly ok: true; readonly subject: SimpleSubject }
  | { readonly ok: false; readonly why: string }

/** RFC 9493 section 3.2.8 and SSF 1.0 section 3.3 let neither `aliases` nor `complex` stand inside of another. */
function readSimple(where: string, value: JsonObject): SimpleReading {
  const format = textOf(value.format)
  if (format === undefined) return refused(`${where}.format is missing`)
  if (format === 'aliases' || format === 'complex') return refused(`${where} may not hold ${format}`)
  if (!Object.hasOwn(required, format))
    return { ok: true, subject: { format: 'unknown', name: format.slice(0, 100) } }
  const read: Record<string, string> = { format }
  for (const name of required[format] ?? []) {
    const text = textOf(value[name])
    if (text === undefined || text.length > nameMaxChars || text.includes('\0'))
      return refused(`${where}.${name} has to be a text of 1 to ${nameMaxChars} characters`)
    read[name] = text
  }
  return { ok: true, subject: read as SimpleSubject }
}

function refused(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why }
}

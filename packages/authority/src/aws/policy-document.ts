import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import { isObject } from '@countersign/ocsf/fields'

/** AWS's largest policy (a bucket policy) is 20 KB; URL encoding at most triples it. Anything beyond is not a policy. */
export const policyTextMaxBytes = 131_072

/** Statements of one policy that are read; AWS's own size limits keep real ones far below. */
export const policyStatementsMax = 1_000

/** A policy statement as AWS's JSON policy grammar has it, with every "string or list" as a list. */
export type PolicyStatement = {
  readonly index: number
  readonly sid?: string
  readonly effect: 'allow' | 'deny'
  readonly actions?: readonly string[]
  readonly notActions?: readonly string[]
  readonly resources?: readonly string[]
  readonly notResources?: readonly string[]
  readonly principals?: readonly PolicyPrincipal[]
  readonly notPrincipals?: readonly PolicyPrincipal[]
  readonly conditions: readonly PolicyCondition[]
  /** The statement as it was written. */
  readonly source: Readonly<Record<string, unknown>>
}

/** `{ "AWS": "*" }` and `"*"` are both `{ type: 'AWS', value: '*' }`. */
export type PolicyPrincipal = { readonly type: string; readonly value: string }

/** One operator of one condition block over one key. */
export type PolicyCondition = {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** A policy's JSON from what an API or a log gives: an object, JSON text, or URL-encoded JSON text (RFC 3986). */
export function readPolicyDocument(value: unknown): unknown | undefined {
  if (typeof value === 'object' && value !== null) return isShallow(value, 0) ? value : undefined
  if (typeof value !== 'string' || value.length > policyTextMaxBytes) return undefined
  return parsed(value) ?? parsed(decoded(value))
}

/** The policy grammar nests six levels; a session name cannot make us recurse further. */
const documentDepthMax = 20

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth > documentDepthMax) return false
  return Object.values(value).every((item) => isShallow(item, depth + 1))
}

function parsed(text: string | undefined): unknown | undefined {
  if (text === undefined || !text.trimStart().startsWith('{')) return undefined
  try {
    const document = JSON.parse(text) as unknown
    return isShallow(document, 0) ? document : undefined
  } catch {
    return undefined
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const statementsByDocument = new WeakMap<object, readonly PolicyStatement[]>()

/** The statements of a policy, in order; what is no statement is left out, and keeps its index. */
export function statementsOf(document: unknown): readonly PolicyStatement[] {
  if (typeof document !== 'object' || document === null) return []
  const known = statementsByDocument.get(document)
  if (known !== undefined) return known
  const statements = listedStatements(document).flatMap(statementOf)
  statementsByDocument.set(document, statements)
  return statements
}

/** What stands in the place of statements, as it was written. */
export function listedStatements(document: unknown): readonly unknown[] {
  return isObject(document) ? listOf(document.Statement).slice(0, policyStatementsMax) : []
}

function statementOf(fields: unknown, index: number): readonly PolicyStatement[] {
  if (!isObject(fields)) return []
  const effect = fields.Effect === 'Allow' ? 'allow' : fields.Effect === 'Deny' ? 'deny' : undefined
  if (effect === undefined) return []
  return [
    {
      index,
      effect,
      ...(typeof fields.Sid === 'string' && fields.Sid !== '' ? { sid: fields.Sid } : {}),
      ...texts('actions', fields.Action),
      ...texts('notActions', fields.NotAction),
      ...texts('resources', fields.Resource),
      ...texts('notResources', fields.NotResource),
      ...(fields.Principal === undefined ? {} : { principals: principalsOf(fields.Principal) }),
      ...(fields.NotPrincipal === undefined ? {} : { notPrincipals: principalsOf(fields.NotPrincipal) }),
      conditions: conditionsOf(fields.Condition),
      source: fields,
    },
  ]
}

function texts<K extends string>(name: K, value: unknown): { readonly [name in K]?: readonly string[] } {
  if (value === undefined) return {}
  return { [name]: textList(value) } as { readonly [name in K]: readonly string[] }
}

function principalsOf(value: unknown): readonly PolicyPrincipal[] {
  if (typeof value === 'string') return [{ type: 'AWS', value }]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([type, listed]) =>
    textList(listed).map((one) => ({ type, value: one })),
  )
}

function conditionsOf(block: unknown): readonly PolicyCondition[] {
  if (!isObject(block)) return []
  return Object.entries(block).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: textList(values) }))
      : [],
  )
}

/** Policy grammar lets one value stand for a list of one; booleans and numbers are compared as text. */
export function textList(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) =>
    typeof item === 'string'
      ? [item]
      : typeof item === 'boolean' || typeof item === 'number'
        ? [`${item}`]
        : [],
  )
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

const hashByDocument = new WeakMap<object, string>()

/** SHA-256 of the policy's canonical form (RFC 8785), in hex: which version of its text it is. */
export function policyHash(document: unknown): string {
  const key = typeof document === 'object' && document !== null ? document : undefined
  const known = key && hashByDocument.get(key)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(canonical(document), 'utf8').digest('hex')
  if (key !== undefined) hashByDocument.set(key, hash)
  return hash
}

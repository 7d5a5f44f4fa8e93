/** Why a value has no canonical form. */
export class NotCanonical extends TypeError {
  readonly code = 'NOT_CANONICAL'
  readonly path: string

  constructor(path: string, reason: string) {
    super(`${path === '' ? 'the value' : path} has no canonical JSON form: ${reason}`)
    this.path = path
  }
}

const depthMax = 200

/**
 * The canonical JSON text of a value: RFC 8785 (JSON Canonicalization Scheme).
 *
 * ECMAScript's own `JSON.stringify` already writes numbers (§3.2.2.3) and strings (§3.2.2.2) as the RFC demands; what
 * remains is the order of keys by UTF-16 code units (§3.2.3, which is how `sort` compares) and refusing what I-JSON
 * (RFC 7493) does not allow: NaN, infinities and lone surrogates. Properties that are `undefined` are left out, as JSON does.
 * @throws NotCanonical for functions, symbols, bigints, NaN, infinities, lone surrogates, and nesting beyond 200 levels
 */
export function canonical(value: unknown): string {
  return write(value, '', 0)
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > depthMax) throw new NotCanonical(path, `it is nested more than ${depthMax} deep`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value, path)
  if (typeof value === 'string') return writeString(value, path)
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, `${path}/${index}`, depth + 1)).join(',')}]`
  }
  if (typeof value === 'object') return writeObject(value as Readonly<Record<string, unknown>>, path, depth)
  throw new NotCanonical(path, `it is of type ${typeof value}`)
}

function writeObject(value: Readonly<Record<string, unknown>>, path: string, depth: number): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype)
    throw new NotCanonical(path, 'it is not a plain object')
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${writeString(key, path)}:${write(value[key], `${path}/${key}`, depth + 1)}`)
  return `{${members.join(',')}}`
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw new NotCanonical(path, `${value} is not a JSON number`)
  // -0 is written as 0 (ECMA-262 Number::toString, which §3.2.2.3 refers to).
  return JSON.stringify(value)
}

function writeString(value: string, path: string): string {
  if (!value.isWellFormed()) throw new NotCanonical(path, 'it holds a lone surrogate')
  return JSON.stringify(value)
}

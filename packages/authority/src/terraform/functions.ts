import { createHash } from 'node:crypto'
import type { Scope } from './evaluate.ts'
import { evaluate, textMaxChars } from './evaluate.ts'
import { WorkLimitError } from './expression.ts'
import { parseTemplate } from './parse-template.ts'
import {
  fromJson,
  isList,
  isMap,
  isUnknown,
  memberOf,
  ownMap,
  plainOf,
  type TfValue,
  textOf,
  unknownFrom,
} from './tf-value.ts'

type TfFunction = (args: readonly TfValue[], scope: Scope) => TfValue

/** Calls a function of the Terraform language; what is not read, or got what it cannot work on, is unknown. */
export function callFunction(name: string, args: readonly TfValue[], scope: Scope): TfValue {
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (fn === undefined) return args.find(isUnknown) ?? unknownFrom(name)
  try {
    const value = fn(args, scope)
    return isTooLarge(value) ? unknownFrom(name) : value
  } catch (error) {
    if (error instanceof WorkLimitError) throw error
    return args.find(isUnknown) ?? unknownFrom(name)
  }
}

/** Items of one list: lists that are joined to themselves grow by doubling. */
const itemsMax = 20_000

function isTooLarge(value: TfValue): boolean {
  if (typeof value === 'string') return value.length > textMaxChars
  return isList(value) && value.length > itemsMax
}

const text = (value: TfValue | undefined): string => textOf(value ?? null)
const list = (value: TfValue | undefined): readonly TfValue[] =>
  isList(value)
    ? value
    : isMap(value)
      ? Object.values(value)
      : value === null || value === undefined
        ? []
        : [value]
const map = (value: TfValue | undefined): { readonly [key: string]: TfValue } => (isMap(value) ? value : {})
const number = (value: TfValue | undefined): number => Number(value)

/** Works on text; an unknown argument leaves its placeholder in the result. */
const onText =
  (apply: (...parts: readonly string[]) => string): TfFunction =>
  (args) =>
    apply(...args.map(text))

/** An unknown collection stays what it is. */
const known =
  (apply: TfFunction): TfFunction =>
  (args, scope) =>
    args.find(isUnknown) ?? apply(args, scope)

const unique = (values: readonly TfValue[]): readonly TfValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(plainOf(value)), value])).values(),
]

const bySize: TfFunction = ([value]) =>
  typeof value === 'string' ? value.length : isMap(value) ? Object.keys(value).length : list(value).length

const hash = (algorithm: string, encoding: 'hex' | 'base64'): TfFunction =>
  known(([value]) => createHash(algorithm).update(text(value)).digest(encoding))

/** `%s`, `%v`, `%d`, `%q`, `%05d` and `%%`. */
function formatted([pattern, ...values]: readonly TfValue[]): string {
  let next = 0
  return text(pattern).replace(
    /%(?:%|([-+0 #]*)(\d*)(?:\.\d+)?([vsdqftxXbeg]))/g,
    (whole, flags, width, verb) => {
      if (whole === '%%') return '%'
      const shown = text(values[next++])
      const quoted = verb === 'q' ? JSON.stringify(shown) : shown
      return quoted.padStart(Math.min(Number(width ?? 0), 256), String(flags).includes('0') ? '0' : ' ')
    },
  )
}

function flattened(value: TfValue): readonly TfValue[] {
  const found: TfValue[] = []
  let visits = 0
  const visit = (one: TfValue): void => {
    if (++visits > itemsMax) throw new RangeError('a list of too many items')
    if (isList(one)) for (const item of one) visit(item)
    else found.push(one)
  }
  visit(value)
  return found
}

function replaced(whole: string, wanted: string, by: string): string {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1]
  // Go's expressions are linear in time and ours are not: one of a configuration is never run.
  if (pattern !== undefined && !/^[\w .:@-]*$/.test(pattern)) throw new Error('a regular expression')
  if (whole.length * by.length > 64 * textMaxChars) throw new RangeError('a text that is too long')
  return whole.replaceAll(pattern ?? wanted, () => by)
}

const rangeItemsMax = 1_024

function range([first, second, third]: readonly TfValue[]): TfValue {
  const [from, to] = second === undefined ? [0, number(first)] : [number(first), number(second)]
  const step = third === undefined ? 1 : number(third)
  const count = Math.ceil((to - from) / step)
  if (!(count >= 0 && count <= rangeItemsMax)) return unknownFrom('range')
  return Array.from({ length: count }, (_, index) => from + index * step)
}

function joined(parts: readonly string[], separator: string): string {
  const total = parts.reduce((sum, { length }) => sum + length + separator.length, 0)
  if (total > textMaxChars) throw new RangeError('a text that is too long')
  return parts.join(separator)
}

const encodeJson: TfFunction = ([value]) => JSON.stringify(plainOf(value ?? null))

function templateFile([path, values]: readonly TfValue[], scope: Scope): TfValue {
  const found = scope.file(text(path))
  if (found === undefined) return unknownFrom(`file.${text(path)}`)
  const names = map(values)
  return evaluate(parseTemplate(found), { ...scope, root: (name) => memberOf(names, name) })
}

const functions: Readonly<Record<string, TfFunction>> = {
  jsonencode: encodeJson,
  jsondecode: known(([value]) => fromJson(JSON.parse(text(value)))),
  // YAML takes JSON as it is, and nothing reads the difference.
  yamlencode: encodeJson,
  templatefile: templateFile,
  file: ([path], scope) => scope.file(text(path)) ?? unknownFrom(`file.${text(path)}`),
  fileexists: ([path], scope) => scope.file(text(path)) !== undefined,
  format: (args) => formatted(args),
  formatlist: known(([pattern, ...lists]) => {
    const length = Math.max(1, ...lists.map((one) => (isList(one) ? one.length : 1)))
    return Array.from({ length }, (_, index) =>
      formatted([pattern ?? '', ...lists.map((one) => (isList(one) ? (one[index] ?? '') : (one ?? '')))]),
    )
  }),
  join: ([separator, ...lists]) => joined(lists.flatMap((one) => list(one)).map(text), text(separator)),
  split: known(([separator, whole]) => (text(whole) === '' ? [] : text(whole).split(text(separator)))),
  replace: onText((whole = '', wanted = '', by = '') => replaced(whole, wanted, by)),
  lower: onText((value = '') => value.toLowerCase()),
  upper: onText((value = '') => value.toUpperCase()),
  title: onText((value = '') => value.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())),
  trimspace: onText((value = '') => value.trim()),
  chomp: onText((value = '') => value.replace(/[\r\n]+$/, '')),
  trimprefix: onText((value = '', prefix = '') =>
    value.startsWith(prefix) ? value.slice(prefix.length) : value,
  ),
  trimsuffix: onText((value = '', suffix = '') =>
    suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  substr: known(([value, offset, length]) => {
    const start = number(offset)
    return text(value).slice(start, number(length) < 0 ? undefined : start + number(length))
  }),
  startswith: known(([value, prefix]) => text(value).startsWith(text(prefix))),
  endswith: known(([value, suffix]) => text(value).endsWith(text(suffix))),
  strcontains: known(([value, part]) => text(value).includes(text(part))),
  tostring: ([value]) =>
    value === undefined || value === null || isUnknown(value) ? (value ?? null) : text(value),
  tonumber: known(([value]) => number(value)),
  tobool: known(([value]) => value === true || value === 'true'),
  toset: known(([value]) => unique(list(value))),
  tolist: known(([value]) => list(value)),
  tomap: known(([value]) => map(value)),
  sensitive: ([value]) => value ?? null,
  nonsensitive: ([value]) => value ?? null,
  concat: (args) => args.flatMap((one) => list(one)),
  flatten: known(([value]) => flattened(value ?? null)),
  distinct: known(([value]) => unique(list(value))),
  compact: known(([value]) => list(value).filter((one) => one !== null && one !== '')),
  reverse: known(([value]) => list(value).toReversed()),
  sort: known(([value]) => list(value).map(text).toSorted()),
  slice: known(([value, from, to]) => list(value).slice(number(from), number(to))),
  element: known(([value, index]) => {
    const items = list(value)
    return items[number(index) % Math.max(1, items.length)] ?? unknownFrom('element')
  }),
  contains: known(([value, wanted]) => list(value).some((one) => text(one) === text(wanted))),
  length: known(bySize),
  range: known(range),
  keys: known(([value]) => Object.keys(map(value)).toSorted()),
  values: known(([value]) => {
    const all = map(value)
    return Object.keys(all)
      .toSorted()
      .map((key) => memberOf(all, key) ?? null)
  }),
  merge: (args) => ownMap(args.flatMap((one) => Object.entries(map(one)))),
  lookup: known(
    ([value, key, otherwise]) => memberOf(map(value), text(key)) ?? otherwise ?? unknownFrom('lookup'),
  ),
  zipmap: known(([names, values]) =>
    ownMap(list(names).map((name, index) => [text(name), list(values)[index] ?? null])),
  ),
  setunion: known((args) => unique(args.flatMap((one) => list(one)))),
  setsubtract: known(([left, right]) => {
    const gone = new Set(list(right).map(text))
    return list(left).filter((one) => !gone.has(text(one)))
  }),
  setintersection: known(([first, ...others]) =>
    list(first).filter((one) => others.every((other) => list(other).some((two) => text(two) === text(one)))),
  ),
  setproduct: known((args) =>
    args.reduce<readonly (readonly TfValue[])[]>(
      (sofar, one) =>
        sofar.flatMap((head) => list(one).map((item) => [...head, item])).slice(0, rangeItemsMax),
      [[]],
    ),
  ),
  coalesce: (args) => args.find((one) => one !== null && one !== '') ?? null,
  coalescelist: (args) => args.find((one) => list(one).length > 0) ?? [],
  one: known(([value]) => list(value)[0] ?? null),
  abs: known(([value]) => Math.abs(number(value))),
  ceil: known(([value]) => Math.ceil(number(value))),
  floor: known(([value]) => Math.floor(number(value))),
  max: known((args) => Math.max(...args.map(number))),
  min: known((args) => Math.min(...args.map(number))),
  md5: hash('md5', 'hex'),
  sha1: hash('sha1', 'hex'),
  sha256: hash('sha256', 'hex'),
  base64sha256: hash('sha256', 'base64'),
  base64encode: known(([value]) => Buffer.from(text(value)).toString('base64')),
  base64decode: known(([value]) => Buffer.from(text(value), 'base64').toString()),
  abspath: ([path]) => path ?? null,
  basename: onText((path = '') => path.split('/').at(-1) ?? ''),
  dirname: onText((path = '') => path.split('/').slice(0, -1).join('/')),
}

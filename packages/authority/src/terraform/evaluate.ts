import type { Expression, ForExpression, TemplatePart } from './expression.ts'
import { callFunction } from './functions.ts'
import {
  isList,
  isMap,
  isUnknown,
  memberOf,
  ownMap,
  placeholder,
  plainOf,
  type TfValue,
  textOf,
  type Unknown,
  unknownFrom,
} from './tf-value.ts'

/** What names mean where an expression stands. */
export type Scope = {
  /** The value of a root name (`var`, `local`, `aws_iam_role`, a `for` variable); undefined when there is none. */
  readonly root: (name: string) => TfValue | undefined
  /** The text of a file beside the configuration, by the path an expression gives. */
  readonly file: (path: string) => string | undefined
  /** Counts a step of work; throws when there have been too many. */
  readonly step: () => void
}

export function evaluate(expression: Expression, scope: Scope): TfValue {
  scope.step()
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'template':
      return templateText(expression.parts, scope)
    case 'tuple':
      return expression.items.map((item) => evaluate(item, scope))
    case 'object':
      return ownMap(
        expression.entries.map(([key, value]) => [textOf(evaluate(key, scope)), evaluate(value, scope)]),
      )
    case 'for':
      return evaluateFor(expression, scope)
    case 'conditional':
      return evaluateConditional(expression, scope)
    case 'binary':
      return binary(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope))
    case 'unary':
      return unary(expression.operator, evaluate(expression.of, scope))
    case 'call':
      return callWith(expression, scope)
    case 'root':
      return scope.root(expression.name) ?? unknownFrom(expression.name)
    case 'attribute':
      return attributeOf(evaluate(expression.of, scope), expression.name, pathOf(expression))
    case 'index':
      return indexOf(evaluate(expression.of, scope), evaluate(expression.at, scope), pathOf(expression))
    case 'splat':
      return splat(evaluate(expression.of, scope), expression.each, pathOf(expression))
  }
}

/** The source of a reference, for the name of an unknown value: `aws_ami.linux.id`. */
function pathOf(expression: Expression): string {
  switch (expression.kind) {
    case 'root':
      return expression.name
    case 'attribute':
      return `${pathOf(expression.of)}.${expression.name}`
    case 'index':
      return `${pathOf(expression.of)}.${expression.at.kind === 'literal' ? textOf(expression.at.value) : 'item'}`
    case 'splat':
      return `${pathOf(expression.of)}.all`
    case 'call':
      return expression.name
    default:
      return 'expression'
  }
}

/** Of an unknown thing an attribute is unknown under a longer name. */
function attributeOf(value: TfValue, name: string, path: string): TfValue {
  if (isMap(value)) return memberOf(value, name) ?? unknownFrom(path)
  // Terraform blocks of one are often reached without their index.
  if (isList(value) && value.length === 1 && value[0] !== undefined && isMap(value[0]))
    return memberOf(value[0], name) ?? unknownFrom(path)
  return unknownFrom(path)
}

function indexOf(value: TfValue, at: TfValue, path: string): TfValue {
  if (isList(value) && typeof at === 'number') return value[at] ?? unknownFrom(path)
  if (isList(value) && typeof at === 'string' && /^\d+$/.test(at))
    return value[Number(at)] ?? unknownFrom(path)
  if (isMap(value) && !isUnknown(at)) return memberOf(value, textOf(at)) ?? unknownFrom(path)
  return unknownFrom(path)
}

function splat(value: TfValue, each: readonly string[], path: string): TfValue {
  if (isUnknown(value)) return value
  const items = isList(value) ? value : value === null ? [] : [value]
  return items.map((item) => each.reduce<TfValue>((one, name) => attributeOf(one, name, path), item))
}

/** Both branches say the same often enough; otherwise what hangs on an unknown is unknown. */
function evaluateConditional(
  { test, then, otherwise }: Extract<Expression, { kind: 'conditional' }>,
  scope: Scope,
): TfValue {
  const truth = truthOf(evaluate(test, scope))
  if (truth !== undefined) return evaluate(truth ? then : otherwise, scope)
  const [left, right] = [evaluate(then, scope), evaluate(otherwise, scope)]
  return !isUnknown(left) && !isUnknown(right) && sameValue(left, right) ? left : unknownFrom(pathOf(test))
}

function truthOf(value: TfValue): boolean | undefined {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return undefined
}

type Pair = readonly [key: TfValue, value: TfValue]

/** Keys and values of a collection; undefined when it is unknown. */
export function pairsOf(value: TfValue): readonly Pair[] | undefined {
  if (isUnknown(value)) return undefined
  if (isList(value)) return value.map((one, index): Pair => [index, one])
  return isMap(value) ? Object.entries(value) : []
}

function evaluateFor(expression: ForExpression, scope: Scope): TfValue {
  const over = evaluate(expression.over, scope)
  const pairs = pairsOf(over)
  if (pairs === undefined) return over as Unknown
  const scopes = pairs
    .map((pair) => withNames(scope, expression, pair))
    .filter((inner) => expression.test === undefined || truthOf(evaluate(expression.test, inner)) !== false)
  const { key } = expression
  if (key === undefined) return scopes.map((inner) => evaluate(expression.value, inner))
  const entries = scopes.map(
    (inner) => [textOf(evaluate(key, inner)), evaluate(expression.value, inner)] as const,
  )
  if (!expression.grouped) return ownMap(entries)
  const groups = Map.groupBy(entries, ([name]) => name)
  return ownMap([...groups].map(([name, all]) => [name, all.map(([, value]) => value)]))
}

type Named = { readonly keyName?: string; readonly valueName: string }

function withNames(scope: Scope, { keyName, valueName }: Named, [key, value]: Pair): Scope {
  return {
    ...scope,
    root: (name) => (name === valueName ? value : name === keyName ? key : scope.root(name)),
  }
}

/** Text that grows beyond this, by locals that double each other, is not worked out. */
export const textMaxChars = 1_000_000

function templateText(parts: readonly TemplatePart[], scope: Scope): string {
  let text = ''
  for (const part of parts) {
    text += partText(part, scope)
    if (text.length > textMaxChars) throw new RangeError('a text that is too long')
  }
  return text
}

function partText(part: TemplatePart, scope: Scope): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'value':
      return textOf(evaluate(part.of, scope))
    case 'if': {
      const truth = truthOf(evaluate(part.test, scope))
      if (truth === undefined) return placeholder('a-condition-inside-text')
      return templateText(truth ? part.then : part.otherwise, scope)
    }
    case 'for': {
      const pairs = pairsOf(evaluate(part.over, scope)) ?? []
      const bodies = pairs.map((pair) => templateText(part.body, withNames(scope, part, pair)))
      if (bodies.reduce((total, { length }) => total + length, 0) > textMaxChars)
        throw new RangeError('a text that is too long')
      return bodies.join('')
    }
  }
}

function callWith({ name, args, spread }: Extract<Expression, { kind: 'call' }>, scope: Scope): TfValue {
  if (name === 'try') return firstKnown(args, scope)
  if (name === 'can') return true
  const values = args.map((arg) => evaluate(arg, scope))
  const last = values.at(-1)
  const given = spread && last !== undefined && isList(last) ? [...values.slice(0, -1), ...last] : values
  return callFunction(name, given, scope)
}

function firstKnown(args: readonly Expression[], scope: Scope): TfValue {
  const values = args.map((arg) => evaluate(arg, scope))
  return values.find((value) => !isUnknown(value)) ?? values[0] ?? null
}

function unary(operator: string, value: TfValue): TfValue {
  if (isUnknown(value)) return value
  if (operator === '!') return !(truthOf(value) ?? false)
  return -Number(value)
}

function binary(operator: string, left: TfValue, right: TfValue): TfValue {
  if (operator === '&&' || operator === '||') return logical(operator, left, right)
  if (isUnknown(left)) return left
  if (isUnknown(right)) return right
  if (operator === '==') return sameValue(left, right)
  if (operator === '!=') return !sameValue(left, right)
  return arithmetic[operator]?.(Number(left), Number(right)) ?? unknownFrom('an-operation')
}

/** `false && unknown` is false whatever the other side is. */
function logical(operator: '&&' | '||', left: TfValue, right: TfValue): TfValue {
  const decides = operator === '||'
  const sides = [truthOf(left), truthOf(right)]
  if (sides.includes(decides)) return decides
  if (sides.includes(undefined)) return isUnknown(left) ? left : right
  return !decides
}

function sameValue(left: TfValue, right: TfValue): boolean {
  if (typeof left === 'object' || typeof right === 'object')
    return JSON.stringify(plainOf(left)) === JSON.stringify(plainOf(right))
  return String(left) === String(right)
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => TfValue>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
}

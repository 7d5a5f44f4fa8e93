import { type Expression, ExpressionError } from './expression.ts'
import { parseHeredoc, parseQuoted } from './parse-template.ts'
import { accept, acceptWord, expect, identifier, isAt, nested, type Scanner, skip, taken } from './scanner.ts'

/** The expression that begins here; what follows it is left to the caller. */
export function expressionAt(scanner: Scanner): Expression {
  return nested(scanner, () => {
    const test = binaryAt(scanner, 0)
    const before = scanner.at
    skip(scanner)
    if (!accept(scanner, '?')) {
      scanner.at = before
      return test
    }
    const then = expressionAt(scanner)
    expect(scanner, ':')
    return { kind: 'conditional', test, then, otherwise: expressionAt(scanner) }
  })
}

/** Weakest first. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
]

function binaryAt(scanner: Scanner, level: number): Expression {
  const operators = levels[level]
  if (operators === undefined) return unaryAt(scanner)
  let left = binaryAt(scanner, level + 1)
  for (;;) {
    const before = scanner.at
    skip(scanner, scanner.depth > 1)
    const operator = operators.find((one) => accept(scanner, one))
    if (operator === undefined) {
      scanner.at = before
      return left
    }
    left = { kind: 'binary', operator, left, right: binaryAt(scanner, level + 1) }
  }
}

function unaryAt(scanner: Scanner): Expression {
  skip(scanner)
  for (const operator of ['!', '-'])
    if (accept(scanner, operator))
      return nested(scanner, () => ({ kind: 'unary', operator, of: unaryAt(scanner) }))
  return tailAt(scanner, termAt(scanner))
}

const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function termAt(scanner: Scanner): Expression {
  if (isAt(scanner, '"')) return parseQuoted(scanner)
  if (isAt(scanner, '<<')) return parseHeredoc(scanner)
  if (accept(scanner, '(')) return bracketed(scanner)
  if (accept(scanner, '[')) return nested(scanner, () => tupleAt(scanner))
  if (accept(scanner, '{')) return nested(scanner, () => objectAt(scanner))
  const digits = taken(scanner, number)
  if (digits !== undefined) return { kind: 'literal', value: Number(digits) }
  const name = identifier(scanner)
  if (name === undefined) throw new ExpressionError(`no expression at ${scanner.at}`)
  if (name in constants) return { kind: 'literal', value: constants[name] ?? null }
  return callOrRoot(scanner, name)
}

const constants: Readonly<Record<string, boolean | null>> = Object.assign(Object.create(null), {
  true: true,
  false: false,
  null: null,
})

function bracketed(scanner: Scanner): Expression {
  const inner = expressionAt(scanner)
  expect(scanner, ')')
  return inner
}

/** Functions of providers are called `provider::name::function`. */
function callOrRoot(scanner: Scanner, first: string): Expression {
  let name = first
  while (accept(scanner, '::')) name += `::${identifier(scanner) ?? ''}`
  const before = scanner.at
  skip(scanner, false)
  if (!accept(scanner, '(')) {
    scanner.at = before
    return { kind: 'root', name }
  }
  const args = listAt(scanner, ')')
  return { kind: 'call', name, ...args }
}

function listAt(
  scanner: Scanner,
  close: string,
): { readonly args: readonly Expression[]; readonly spread: boolean } {
  const args: Expression[] = []
  let spread = false
  for (;;) {
    skip(scanner)
    if (accept(scanner, close)) return { args, spread }
    args.push(expressionAt(scanner))
    skip(scanner)
    if (accept(scanner, '...')) spread = true
    skip(scanner)
    if (!accept(scanner, ',') && !isAt(scanner, close))
      throw new ExpressionError(`"," or "${close}" expected at ${scanner.at}`)
  }
}

function tupleAt(scanner: Scanner): Expression {
  skip(scanner)
  if (acceptWord(scanner, 'for')) return forAt(scanner, ']')
  return { kind: 'tuple', items: listAt(scanner, ']').args }
}

function objectAt(scanner: Scanner): Expression {
  skip(scanner)
  const before = scanner.at
  if (acceptWord(scanner, 'for')) {
    skip(scanner)
    if (!/^[=:]/.test(scanner.text.slice(scanner.at, scanner.at + 1))) return forAt(scanner, '}')
    scanner.at = before
  }
  const entries: (readonly [Expression, Expression])[] = []
  for (;;) {
    skip(scanner)
    if (accept(scanner, '}')) return { kind: 'object', entries }
    const key = objectKey(scanner)
    skip(scanner)
    if (!accept(scanner, '=') && !accept(scanner, ':'))
      throw new ExpressionError(`"=" expected at ${scanner.at}`)
    entries.push([key, expressionAt(scanner)])
    skip(scanner, false)
    accept(scanner, ',')
  }
}

/** A bare word is a key by its own name; a key that is computed stands in round brackets. */
function objectKey(scanner: Scanner): Expression {
  if (isAt(scanner, '"') || isAt(scanner, '(')) return expressionAt(scanner)
  const name = identifier(scanner) ?? taken(scanner, number)
  if (name === undefined) throw new ExpressionError(`a key expected at ${scanner.at}`)
  return { kind: 'literal', value: name }
}

function forAt(scanner: Scanner, close: ']' | '}'): Expression {
  const { keyName, valueName, over } = forHead(scanner)
  expect(scanner, ':')
  const first = expressionAt(scanner)
  skip(scanner)
  const key = close === '}' ? first : undefined
  if (key !== undefined) expect(scanner, '=>')
  const value = key === undefined ? first : expressionAt(scanner)
  skip(scanner)
  const grouped = accept(scanner, '...')
  skip(scanner)
  const test = acceptWord(scanner, 'if') ? expressionAt(scanner) : undefined
  expect(scanner, close)
  return {
    kind: 'for',
    ...(keyName === undefined ? {} : { keyName }),
    valueName,
    over,
    ...(key === undefined ? {} : { key }),
    value,
    grouped,
    ...(test === undefined ? {} : { test }),
  }
}

type ForHead = { readonly keyName?: string; readonly valueName: string; readonly over: Expression }

/** `k, v in collection`, after the word `for`. */
export function forHead(scanner: Scanner): ForHead {
  skip(scanner)
  const first = identifier(scanner)
  skip(scanner)
  const second = accept(scanner, ',') ? wordAt(scanner) : undefined
  skip(scanner)
  if (first === undefined || !acceptWord(scanner, 'in'))
    throw new ExpressionError(`"in" expected at ${scanner.at}`)
  const over = expressionAt(scanner)
  return second === undefined ? { valueName: first, over } : { keyName: first, valueName: second, over }
}

function wordAt(scanner: Scanner): string {
  skip(scanner)
  const found = identifier(scanner)
  if (found === undefined) throw new ExpressionError(`a name expected at ${scanner.at}`)
  return found
}

/** `.name`, `.0`, `[…]`, `[*]` and `.*` after a term. */
function tailAt(scanner: Scanner, term: Expression): Expression {
  let found = term
  for (;;) {
    if (accept(scanner, '[*]') || accept(scanner, '.*')) found = splatAt(scanner, found)
    else if (accept(scanner, '[')) {
      const of = found
      found = nested(scanner, () => ({ kind: 'index', of, at: expressionAt(scanner) }))
      expect(scanner, ']')
    } else if (isAt(scanner, '.') && !isAt(scanner, '...')) found = attributeAt(scanner, found)
    else return found
  }
}

const digitsOnly = /\d+/y

function attributeAt(scanner: Scanner, of: Expression): Expression {
  accept(scanner, '.')
  const name = identifier(scanner)
  if (name !== undefined) return { kind: 'attribute', of, name }
  const index = taken(scanner, digitsOnly)
  if (index === undefined) throw new ExpressionError(`a name expected at ${scanner.at}`)
  return { kind: 'index', of, at: { kind: 'literal', value: Number(index) } }
}

function splatAt(scanner: Scanner, of: Expression): Expression {
  const each: string[] = []
  while (isAt(scanner, '.') && !isAt(scanner, '...') && !isAt(scanner, '.*')) {
    accept(scanner, '.')
    each.push(wordAt(scanner))
  }
  return { kind: 'splat', of, each }
}

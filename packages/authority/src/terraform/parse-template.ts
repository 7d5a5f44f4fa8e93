import { type Expression, ExpressionError, type TemplatePart } from './expression.ts'
import { expressionAt, forHead } from './parse-expression.ts'
import { accept, acceptWord, expect, isAt, nested, type Scanner, scannerOf, skip, taken } from './scanner.ts'

/**
 * A text with `${…}` and `%{…}` in it, as JSON syntax and template files hold it: no quotes around, nothing escaped but
 * `$${` and `%%{`.
 */
export function parseTemplate(text: string): Expression {
  const scanner = scannerOf(text)
  return templateOf(partsUntil(scanner, plainText, () => scanner.at >= text.length))
}

/** A single `${…}` is the value itself, of whatever type; text alone is a literal. */
function templateOf(parts: readonly TemplatePart[]): Expression {
  const [only] = parts
  if (parts.length === 0) return { kind: 'literal', value: '' }
  if (parts.length === 1 && only?.kind === 'text') return { kind: 'literal', value: only.text }
  if (parts.length === 1 && only?.kind === 'value') return only.of
  return { kind: 'template', parts }
}

/** `"…"`, standing at its first quote. */
export function parseQuoted(scanner: Scanner): Expression {
  accept(scanner, '"')
  const parts = nested(scanner, () => partsUntil(scanner, quotedText, () => isAt(scanner, '"')))
  accept(scanner, '"')
  return templateOf(parts)
}

const heredocHead = /<<-?[\p{ID_Start}_][\p{ID_Continue}-]*\r?\n/uy

/** `<<EOT` or `<<-EOT` up to the line that holds only the word. */
export function parseHeredoc(scanner: Scanner): Expression {
  const head = taken(scanner, heredocHead)
  if (head === undefined) throw new ExpressionError(`a heredoc expected at ${scanner.at}`)
  const word = head.replace(/^<<-?/, '').trim()
  const lines: string[] = []
  for (;;) {
    if (scanner.at >= scanner.text.length) throw new ExpressionError(`"${word}" expected at the end`)
    const end = scanner.text.indexOf('\n', scanner.at)
    const line = scanner.text.slice(scanner.at, end < 0 ? undefined : end)
    if (line.trim() === word) {
      // The line end after the word belongs to what surrounds the heredoc.
      scanner.at += line.trimEnd().length
      break
    }
    lines.push(line)
    scanner.at = end < 0 ? scanner.text.length : end + 1
  }
  const text = head.startsWith('<<-') ? withoutIndent(lines) : lines
  return parseTemplate(text.map((line) => `${line}\n`).join(''))
}

function withoutIndent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0)
  const least = indents.length === 0 ? 0 : indents.reduce((a, b) => Math.min(a, b))
  return lines.map((line) => line.slice(least))
}

/** Takes literal text up to the next thing that is more than text. */
type TakeText = (scanner: Scanner) => string

const plainRun = /(?:[^$%]|\$(?!\$?\{)|%(?!%?\{))+/y

const plainText: TakeText = (scanner) => {
  if (accept(scanner, '$${')) return '${'
  if (accept(scanner, '%%{')) return '%{'
  return taken(scanner, plainRun) ?? ''
}

const quotedRun = /(?:[^"\\$%\n]|\$(?!\$?\{)|%(?!%?\{))+/y
const escapeSequence = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/y

const quotedText: TakeText = (scanner) => {
  if (accept(scanner, '$${')) return '${'
  if (accept(scanner, '%%{')) return '%{'
  const escaped = taken(scanner, escapeSequence)
  return escaped === undefined ? (taken(scanner, quotedRun) ?? '') : unescaped(escaped)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

function unescaped(sequence: string): string {
  const [, kind = ''] = sequence
  if (kind !== 'u' && kind !== 'U') return escapes[kind] ?? sequence
  const code = Number.parseInt(sequence.slice(2), 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

function partsUntil(scanner: Scanner, takeText: TakeText, isEnd: () => boolean): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  while (!isEnd()) {
    if (isAt(scanner, '${')) parts.push(interpolationAt(scanner))
    else if (isAt(scanner, '%{')) {
      const directive = directiveAt(scanner, takeText)
      if (directive === undefined) break
      parts.push(directive)
    } else {
      const text = takeText(scanner)
      if (text === '') throw new ExpressionError(`text expected at ${scanner.at}`)
      const last = parts.at(-1)
      if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text }
      else parts.push({ kind: 'text', text })
    }
  }
  return parts
}

function interpolationAt(scanner: Scanner): TemplatePart {
  accept(scanner, '${')
  accept(scanner, '~')
  const of = nested(scanner, () => expressionAt(scanner))
  skip(scanner)
  accept(scanner, '~')
  expect(scanner, '}')
  return { kind: 'value', of }
}

/** `%{ if … }` or `%{ for … }` with its body; undefined at `%{ else }` and its like, which end a body. */
function directiveAt(scanner: Scanner, takeText: TakeText): TemplatePart | undefined {
  const before = scanner.at
  if (acceptDirective(scanner, 'if')) {
    const test = expressionAt(scanner)
    closeDirective(scanner)
    const then = bodyAt(scanner, takeText)
    const otherwise = acceptWhole(scanner, 'else') ? bodyAt(scanner, takeText) : []
    if (!acceptWhole(scanner, 'endif')) throw new ExpressionError(`"endif" expected at ${scanner.at}`)
    return { kind: 'if', test, then, otherwise }
  }
  if (acceptDirective(scanner, 'for')) {
    const head = forHead(scanner)
    closeDirective(scanner)
    const body = bodyAt(scanner, takeText)
    if (!acceptWhole(scanner, 'endfor')) throw new ExpressionError(`"endfor" expected at ${scanner.at}`)
    return { kind: 'for', ...head, body }
  }
  scanner.at = before
  if (scanner.depth === 0) throw new ExpressionError(`no directive at ${scanner.at}`)
  return undefined
}

function bodyAt(scanner: Scanner, takeText: TakeText): readonly TemplatePart[] {
  return nested(scanner, () =>
    partsUntil(scanner, takeText, () => {
      if (scanner.at >= scanner.text.length) throw new ExpressionError('a directive without its end')
      return false
    }),
  )
}

function acceptDirective(scanner: Scanner, word: string): boolean {
  const before = scanner.at
  accept(scanner, '%{')
  accept(scanner, '~')
  skip(scanner)
  if (acceptWord(scanner, word)) return true
  scanner.at = before
  return false
}

function acceptWhole(scanner: Scanner, word: string): boolean {
  if (!acceptDirective(scanner, word)) return false
  closeDirective(scanner)
  return true
}

function closeDirective(scanner: Scanner): void {
  skip(scanner)
  accept(scanner, '~')
  expect(scanner, '}')
}

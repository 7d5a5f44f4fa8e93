/**
 * As much of regular expression syntax as it takes to say what a text must contain for it to match, how long a
 * backtracking engine could take, and which constructs no linear engine knows. What it does not understand is `opaque`.
 */
export type RegexNode =
  | { readonly kind: 'literal'; readonly text: string }
  /** One character of several. */
  | { readonly kind: 'set' }
  | { readonly kind: 'sequence'; readonly of: readonly RegexNode[] }
  | { readonly kind: 'either'; readonly of: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly of: RegexNode; readonly min: number; readonly max: number }
  /** `^`, `$`, `\b`: consumes nothing. */
  | { readonly kind: 'position' }

export type RegexReading = {
  readonly root: RegexNode
  /** The pattern without its leading `(?ims)`, and those flags. */
  readonly source: string
  readonly flags: string
  /** True when JavaScript reads the pattern just as RE2 does. */
  readonly plain: boolean
}

export const regexMaxChars = 4096
const regexMaxDepth = 50

class RegexObjection extends Error {}

/** Why a pattern cannot be matched in linear time (or at all), in words; undefined when it can. */
export function regexObjection(pattern: string): string | undefined {
  try {
    readRegex(pattern)
    return undefined
  } catch (error) {
    if (error instanceof RegexObjection) return error.message
    throw error
  }
}

/** Throws for patterns that `regexObjection` objects to. */
export function readRegex(pattern: string): RegexReading {
  if (pattern.length > regexMaxChars) throw new RegexObjection(`more than ${regexMaxChars} characters`)
  const leading = /^\(\?([ims]+)\)/.exec(pattern)
  const source = leading === null ? pattern : pattern.slice(leading[0].length)
  const reader = new RegexReader(source)
  const root = reader.whole()
  return { root, source, flags: leading?.[1] ?? '', plain: reader.plain }
}

class RegexReader {
  plain = true
  private at = 0
  private depth = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  whole(): RegexNode {
    const root = this.either()
    if (this.at < this.source.length) throw new RegexObjection('an unopened parenthesis')
    return root
  }

  private either(): RegexNode {
    if (++this.depth > regexMaxDepth) throw new RegexObjection(`nesting deeper than ${regexMaxDepth}`)
    const branches = [this.sequence()]
    while (this.source[this.at] === '|') {
      this.at++
      branches.push(this.sequence())
    }
    this.depth--
    return branches.length === 1 ? branches[0]! : { kind: 'either', of: branches }
  }

  private sequence(): RegexNode {
    const of: RegexNode[] = []
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')')
      of.push(this.repeated(this.atom()))
    return of.length === 1 ? of[0]! : { kind: 'sequence', of }
  }

  private repeated(node: RegexNode): RegexNode {
    const counts = this.counts()
    if (counts === undefined) return node
    const next = this.source[this.at]
    if (next === '?') this.at++
    else if (next === '+') throw new RegexObjection('a possessive quantifier')
    else if (this.counts() !== undefined) throw new RegexObjection('a quantifier on a quantifier')
    return { kind: 'repeat', of: node, ...counts }
  }

  private counts(): { min: number; max: number } | undefined {
    const char = this.source[this.at]
    const simple =
      char === '*' ? [0, Infinity] : char === '+' ? [1, Infinity] : char === '?' ? [0, 1] : undefined
    if (simple !== undefined) {
      this.at++
      return { min: simple[0]!, max: simple[1]! }
    }
    const braces =
      char === '{' ? /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 16)) : null
    if (braces === null) return undefined
    this.at += braces[0].length
    const min = Number(braces[1])
    const max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3])
    if (min > 1000 || (max !== Infinity && max > 1000)) throw new RegexObjection('more than 1000 repetitions')
    return { min, max }
  }

  private atom(): RegexNode {
    const char = this.source[this.at++]!
    if (char === '(') return this.group()
    if (char === '[') return this.charClass()
    if (char === '.') return { kind: 'set' }
    if (char === '^' || char === '$') return { kind: 'position' }
    if (char === '\\') return this.escape()
    if (char === '*' || char === '+' || char === '?') throw new RegexObjection('nothing to repeat')
    return { kind: 'literal', text: char }
  }

  private group(): RegexNode {
    const rest = this.source.slice(this.at, this.at + 40)
    if (/^\?(=|!|<=|<!)/.test(rest)) throw new RegexObjection('look-around')
    if (/^\?>/.test(rest)) throw new RegexObjection('an atomic group')
    const head = /^\?(:|P?<[A-Za-z_]\w*>|([ims]+)(-[ims]+)?:)/.exec(rest)
    if (rest.startsWith('?') && head === null) throw new RegexObjection(`group "(${rest.slice(0, 3)}"`)
    if (head !== null) this.at += head[0].length
    if (head?.[2] !== undefined || head?.[0].startsWith('?P') === true) this.plain = false
    const inner = this.either()
    if (this.source[this.at++] !== ')') throw new RegexObjection('an unclosed parenthesis')
    return head?.[2] === undefined ? inner : { kind: 'repeat', of: { kind: 'set' }, min: 0, max: Infinity }
  }

  private charClass(): RegexNode {
    const start = this.at
    if (this.source[this.at] === '^') this.at++
    if (this.source[this.at] === ']') {
      this.at++
      this.plain = false
    }
    while (this.source[this.at] !== ']') {
      if (this.at >= this.source.length) throw new RegexObjection('an unclosed character class')
      if (this.source.startsWith('[:', this.at)) this.plain = false
      this.at += this.source[this.at] === '\\' ? 2 : 1
    }
    const text = this.source.slice(start, this.at++)
    const only = /^(?:\\([^\w\s])|([^\\^]))$/.exec(text)
    return only === null ? { kind: 'set' } : { kind: 'literal', text: (only[1] ?? only[2])! }
  }

  private escape(): RegexNode {
    const char = this.source[this.at++]
    if (char === undefined) throw new RegexObjection('a backslash at its end')
    if (/[1-9]/.test(char) || char === 'k') throw new RegexObjection('a back-reference')
    if (char === 'b' || char === 'B') return { kind: 'position' }
    if (char === 'A' || char === 'z' || char === 'Z') {
      this.plain = false
      return { kind: 'position' }
    }
    if (/[dDwWsS]/.test(char)) return { kind: 'set' }
    if (/\w/.test(char)) return this.coded(char)
    return { kind: 'literal', text: char }
  }

  /** `\x41`, `\u0041`, `\n` and their kind: read as "some character", which is always true of them. */
  private coded(char: string): RegexNode {
    const digits = char === 'x' ? 2 : char === 'u' ? 4 : 0
    const braces = /^\{[^}]{0,40}\}/.exec(this.source.slice(this.at))
    if (digits > 0 && braces === null) this.at += digits
    else if (/[xupP]/.test(char) && braces !== null) this.at += braces[0].length
    if (!/[tnrfvx0]/.test(char) || braces !== null) this.plain = false
    return { kind: 'set' }
  }
}

/**
 * Texts of which a matching value contains at least one, or undefined when nothing can be said.
 * Case as written: compare without it.
 */
export function requiredLiterals(node: RegexNode): readonly string[] | undefined {
  if (node.kind === 'literal') return [node.text]
  if (node.kind === 'either') return requiredOfEither(node.of)
  if (node.kind === 'repeat') return node.min > 0 ? requiredLiterals(node.of) : undefined
  return node.kind === 'sequence' ? requiredOfSequence(node.of) : undefined
}

const literalSetMax = 64

function requiredOfEither(branches: readonly RegexNode[]): readonly string[] | undefined {
  const all: string[] = []
  for (const branch of branches) {
    const literals = requiredLiterals(branch)
    if (literals === undefined) return undefined
    all.push(...literals)
  }
  return all.length > literalSetMax ? undefined : all
}

function requiredOfSequence(parts: readonly RegexNode[]): readonly string[] | undefined {
  let best: readonly string[] | undefined
  let run = ''
  const offer = (literals: readonly string[] | undefined): void => {
    if (literals !== undefined && (best === undefined || strength(literals) > strength(best))) best = literals
  }
  for (const part of parts) {
    if (part.kind === 'literal') run += part.text
    else if (part.kind !== 'position') {
      offer(run === '' ? undefined : [run])
      run = ''
      offer(requiredLiterals(part))
    }
  }
  offer(run === '' ? undefined : [run])
  return best
}

function strength(literals: readonly string[]): number {
  return Math.min(...literals.map((literal) => literal.length)) - Math.log2(literals.length)
}

/**
 * How a backtracking engine's worst time grows: the exponent of the text's length for one starting point, or Infinity
 * where repeats nest. Bounded repeats of up to 8 count as none.
 */
export function backtrackingDegree(node: RegexNode): number {
  if (node.kind === 'sequence') return node.of.reduce((sum, part) => sum + backtrackingDegree(part), 0)
  if (node.kind === 'either') return node.of.reduce((sum, part) => sum + backtrackingDegree(part), 0)
  if (node.kind !== 'repeat') return 0
  const inner = backtrackingDegree(node.of)
  if (node.max <= 1) return inner
  if (inner > 0 || branches(node.of)) return Number.POSITIVE_INFINITY
  if (node.max === node.min) return 0
  return node.max - node.min > 8 ? 1 : 0.25
}

/** Whether a repeated part can be matched in more than one way: then repeating it multiplies the ways. */
function branches(node: RegexNode): boolean {
  if (node.kind === 'either' || node.kind === 'repeat') return true
  return node.kind === 'sequence' && node.of.some(branches)
}

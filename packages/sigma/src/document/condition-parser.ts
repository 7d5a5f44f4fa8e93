import { type ConditionNode, namesOf } from './condition.ts'

export type ConditionReading =
  | { readonly kind: 'condition'; readonly condition: ConditionNode }
  | { readonly kind: 'unsupported'; readonly reason: string }

/** A condition longer than this is refused: it is no condition a person wrote. */
export const conditionMaxChars = 8192
/** Parentheses and `not` may nest this deep. */
export const conditionMaxDepth = 64

class ConditionError extends Error {}

/** Reads one condition. `names` are the selections (or rules) it may speak of. Never throws. */
export function parseCondition(text: string, names: readonly string[]): ConditionReading {
  if (text.length > conditionMaxChars)
    return { kind: 'unsupported', reason: `condition longer than ${conditionMaxChars} characters` }
  if (text.includes('|'))
    return {
      kind: 'unsupported',
      reason: `condition with aggregation "${text.slice(text.indexOf('|')).trim()}"`,
    }
  try {
    const reader = new ConditionReader(tokens(text), new Set(names))
    return { kind: 'condition', condition: reader.whole() }
  } catch (error) {
    if (error instanceof ConditionError) return { kind: 'unsupported', reason: error.message }
    throw error
  }
}

function tokens(text: string): readonly string[] {
  return text.match(/[()]|[^\s()]+/g) ?? []
}

class ConditionReader {
  private at = 0
  private depth = 0
  private readonly words: readonly string[]
  private readonly names: ReadonlySet<string>

  constructor(words: readonly string[], names: ReadonlySet<string>) {
    this.words = words
    this.names = names
  }

  whole(): ConditionNode {
    const node = this.chain('or')
    if (this.at < this.words.length)
      throw new ConditionError(`condition with unexpected "${this.words[this.at]}"`)
    return node
  }

  /** `or` binds weaker than `and`, `and` weaker than `not`. */
  private chain(kind: 'or' | 'and'): ConditionNode {
    const operands = [this.operandOf(kind)]
    while (this.word() === kind) {
      this.at++
      operands.push(this.operandOf(kind))
    }
    return operands.length === 1 ? operands[0]! : { kind, operands }
  }

  private operandOf(kind: 'or' | 'and'): ConditionNode {
    return kind === 'or' ? this.chain('and') : this.unary()
  }

  private unary(): ConditionNode {
    if (++this.depth > conditionMaxDepth)
      throw new ConditionError(`condition nested deeper than ${conditionMaxDepth}`)
    const node = this.unaryInner()
    this.depth--
    return node
  }

  private unaryInner(): ConditionNode {
    const word = this.word()
    if (word === undefined) throw new ConditionError('condition that ends too early')
    const raw = this.words[this.at++]!
    if (word === 'not') return { kind: 'not', operand: this.unary() }
    if (word === '(') return this.group()
    if (this.word() === 'of' && !this.names.has(raw)) return this.quantified(word)
    if (!this.names.has(raw)) throw new ConditionError(`condition names "${raw}", which is not a selection`)
    return { kind: 'selection', name: raw }
  }

  private group(): ConditionNode {
    const node = this.chain('or')
    if (this.word() !== ')') throw new ConditionError('condition with an open parenthesis')
    this.at++
    return node
  }

  private quantified(word: string): ConditionNode {
    const atLeast = word === 'all' ? 'all' : word === 'any' ? 1 : Number(word)
    if (atLeast !== 'all' && !(Number.isInteger(atLeast) && atLeast > 0))
      throw new ConditionError(`condition with quantifier "${word} of"`)
    this.at++
    const pattern = this.words[this.at++]
    if (pattern === undefined || pattern === '(' || pattern === ')')
      throw new ConditionError(`condition where "${word} of" names no selection`)
    const meant = pattern.toLowerCase() === 'them' ? 'them' : pattern
    if (namesOf(meant, [...this.names]).length === 0)
      throw new ConditionError(`condition where "${word} of ${pattern}" names no selection`)
    return { kind: 'of', atLeast, pattern: meant }
  }

  /** Keywords ignore case; selection names do not. */
  private word(): string | undefined {
    return this.words[this.at]?.toLowerCase()
  }
}

import { RE2JS } from 're2js'
import { backtrackingDegree, type RegexReading, readRegex, requiredLiterals } from './regex-syntax.ts'

/** One unbounded repeat may cost the square of the text's length: up to this many characters that is a few milliseconds. */
const quadraticMaxChars = 1024

export type RegexMatcher = {
  readonly test: (text: string) => boolean
  /** A matching text, without regard to case, contains one of these. */
  readonly literals: readonly string[] | undefined
}

/**
 * A regular expression that cannot hang: JavaScript's engine where its worst time is bounded (no repeats, or one and a
 * short text), RE2's linear one everywhere else. Flags: any of `ims`. Throws when neither engine takes the pattern.
 */
export function compileRegex(pattern: string, flags: string): RegexMatcher {
  const reading = readRegex(pattern)
  const all = [...new Set(reading.flags + flags)].join('')
  const linear = lazily(() => compileLinear(reading.source, all))
  const quick = quickTest(reading, all)
  const literals = requiredLiterals(reading.root)
  if (quick === undefined) {
    linear()
    return { test: (text) => linear()(text), literals }
  }
  const test = (text: string): boolean => (text.length <= quick.maxChars ? quick.test(text) : linear()(text))
  return { test, literals }
}

function quickTest(
  reading: RegexReading,
  flags: string,
): { maxChars: number; test: (text: string) => boolean } | undefined {
  const degree = backtrackingDegree(reading.root)
  if (!reading.plain || degree > 1) return undefined
  try {
    const regex = new RegExp(reading.source, flags)
    return { maxChars: degree < 1 ? 65_536 : quadraticMaxChars, test: (text) => regex.test(text) }
  } catch {
    return undefined
  }
}

function compileLinear(source: string, flags: string): (text: string) => boolean {
  const bits =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  const compiled = RE2JS.compile(source, bits)
  return (text) => compiled.test(text)
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

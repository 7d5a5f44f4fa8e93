import { type MandateScope, toolCall, type Use } from './covers.ts'
import { matchesAny } from './pattern.ts'

/** A use and how often it was seen. */
export type CountedUse = Use & { readonly count: number }

/** One pattern of a proposal, and what was seen that it stands for. */
export type PatternEvidence = {
  readonly part: 'actions' | 'resources' | 'tools'
  readonly pattern: string
  readonly count: number
  /** Different values seen. */
  readonly distinct: number
  /** Some of them, most frequent first. */
  readonly examples: readonly string[]
}

export type ProposedScope = {
  readonly scope: MandateScope
  readonly evidence: readonly PatternEvidence[]
  /** Uses that the scope leaves out, because it had no room; and those whose record names no resource. */
  readonly leftOut: { readonly uses: number; readonly withoutResource: number }
}

const patternsMax = 50
const examplesMax = 3
/** Siblings of one parent from which on a pattern stands for them all. */
const siblingsMin = 3

/**
 * The narrowest scope that stands for what was seen: actions as they are, resources as they are or, where several siblings
 * of one parent were used, everything under that parent. Never a bare `*`; at most 50 patterns a part, the most used
 * first. What does not fit is counted and left out, not widened.
 */
export function proposeScope(uses: readonly CountedUse[]): ProposedScope {
  // A name that holds the wildcard would be a pattern for more than itself.
  const plain = uses.filter(({ action, resource }) => !action.includes('*') && !resource.includes('*'))
  const calls = plain.filter(({ action, resource }) => action === toolCall && resource !== '')
  const others = plain.filter(({ action, resource }) => action !== toolCall || resource === '')
  const actions = patternsOf(
    'actions',
    tally(others, ({ action }) => action),
    (value) => value,
  )
  const seen = tally(
    others.filter(({ resource }) => resource !== ''),
    ({ resource }) => resource,
  )
  const resources = patternsOf('resources', seen, generaliser([...seen.keys()]))
  const tools = patternsOf(
    'tools',
    tally(calls, ({ resource }) => resource),
    (value) => value,
  )
  const scope = { actions: named(actions), resources: named(resources), tools: named(tools) }
  return {
    scope,
    evidence: [...actions, ...resources, ...tools],
    leftOut: {
      uses: sum(uses.filter((use) => !isStoodFor(scope, use))),
      withoutResource: sum(others.filter(({ resource }) => resource === '')),
    },
  }
}

function isStoodFor({ actions, resources, tools }: MandateScope, { action, resource }: Use): boolean {
  if (action === toolCall && resource !== '') return matchesAny(tools, resource)
  return matchesAny(actions, action) && (resource === '' || matchesAny(resources, resource))
}

const sum = (uses: readonly CountedUse[]) => uses.reduce((total, { count }) => total + count, 0)
const named = (patterns: readonly PatternEvidence[]) => patterns.map(({ pattern }) => pattern)

function tally(uses: readonly CountedUse[], of: (use: Use) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const use of uses) if (of(use) !== '') counts.set(of(use), (counts.get(of(use)) ?? 0) + use.count)
  return counts
}

function patternsOf(
  part: PatternEvidence['part'],
  counts: ReadonlyMap<string, number>,
  patternOf: (value: string) => string,
): readonly PatternEvidence[] {
  const byPattern = Map.groupBy(counts, ([value]) => patternOf(value))
  return [...byPattern]
    .map(([pattern, values]) => ({
      part,
      pattern,
      count: values.reduce((total, [, count]) => total + count, 0),
      distinct: values.length,
      examples: values
        .toSorted((a, b) => b[1] - a[1] || compare(a[0], b[0]))
        .slice(0, examplesMax)
        .map(([value]) => value),
    }))
    .toSorted((a, b) => b.count - a.count || compare(a.pattern, b.pattern))
    .slice(0, patternsMax)
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/** Values under a parent that has enough different ones become one pattern; the others stay what they are. */
function generaliser(values: readonly string[]): (value: string) => string {
  const siblings = new Map<string, number>()
  for (const value of values) {
    const parent = parentOf(value)
    if (parent !== undefined) siblings.set(parent, (siblings.get(parent) ?? 0) + 1)
  }
  return (value) => {
    const parent = parentOf(value)
    return parent !== undefined && (siblings.get(parent) ?? 0) >= siblingsMin ? `${parent}*` : value
  }
}

/** Up to and with the last `/` or `:`. It holds a name of its own, so that `https://` alone, say, is never a parent. */
function parentOf(value: string): string | undefined {
  const end = Math.max(value.lastIndexOf('/', value.length - 2), value.lastIndexOf(':', value.length - 2))
  const parent = value.slice(0, end + 1)
  return /[^/:][/:]+[^/:]+[/:]$/.test(parent) ? parent : undefined
}

import { hasWildcard, matchesPattern } from './pattern.ts'

/** Longer patterns share no name that could be created: IAM itself allows no longer ARN. */
const patternMaxChars = 2_048

/**
 * A text that both patterns match, or undefined when there is none: "is there any name under which this may be created?"
 * The walk visits each pair of positions once, so its cost is bounded by the product of the lengths.
 */
export function commonText(left: string, right: string): string | undefined {
  if (!hasWildcard(left)) return matchesPattern(right, left) ? left : undefined
  if (!hasWildcard(right)) return matchesPattern(left, right) ? right : undefined
  if (left.length > patternMaxChars || right.length > patternMaxChars) return undefined
  return walk(left, right)
}

type Visit = {
  readonly i: number
  readonly j: number
  readonly before: Visit | undefined
  readonly emitted: string
}

function walk(left: string, right: string): string | undefined {
  const width = right.length + 1
  const seen = new Uint8Array((left.length + 1) * width)
  const open: Visit[] = [{ i: 0, j: 0, before: undefined, emitted: '' }]
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { i, j } = visit
    if (i === left.length && j === right.length) return writtenOut(visit)
    if (seen[i * width + j] === 1) continue
    seen[i * width + j] = 1
    for (const [di, dj, emitted] of moves(left[i], right[j]))
      open.push({ i: i + di, j: j + dj, before: visit, emitted })
  }
  return undefined
}

/** Fills what both sides leave open: a run of characters that no policy is likely to name. */
const unlikely = 'zqj'

type Move = readonly [di: number, dj: number, emitted: string]

/** The last move is tried first: consuming comes after skipping, so that names come out filled rather than empty. */
function moves(a: string | undefined, b: string | undefined): readonly Move[] {
  const found: Move[] = []
  if (a === '*') found.push([1, 0, ''])
  if (b === '*') found.push([0, 1, ''])
  if (a === '*' && b !== undefined && b !== '*') found.push([0, 1, b === '?' ? 'x' : b])
  if (b === '*' && a !== undefined && a !== '*') found.push([1, 0, a === '?' ? 'x' : a])
  if (a === '*' && b === '*') found.push([1, 1, unlikely])
  if (a === undefined || b === undefined || a === '*' || b === '*') return found
  if (a === '?') found.push([1, 1, b === '?' ? 'x' : b])
  else if (b === '?' || a === b) found.push([1, 1, a])
  return found
}

function writtenOut(end: Visit): string {
  const parts: string[] = []
  for (let visit: Visit | undefined = end; visit !== undefined; visit = visit.before)
    parts.push(visit.emitted)
  return parts.reverse().join('')
}

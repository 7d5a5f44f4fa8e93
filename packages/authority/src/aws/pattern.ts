/** `*` and `?` of IAM policies, matched without regular expressions: a hostile pattern costs at most pattern × text. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true
  let p = 0
  let t = 0
  let starAt = -1
  let resumeAt = 0
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      starAt = p++
      resumeAt = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (starAt >= 0) {
      p = starAt + 1
      t = ++resumeAt
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether everything that `narrow` can stand for is matched by `wide`: its wildcards are matched as if they were text. */
export function coversPattern(wide: string, narrow: string): boolean {
  if (wide === '*') return true
  if (!wide.includes('?')) return matchesPattern(wide, narrow)
  // A `?` of `wide` stands for one character: it must not swallow a `*`, which may stand for many.
  return matchesPattern(wide, narrow) && !narrow.includes('*')
}

/** Whether some text is matched by both patterns; `commonText` says which, at a higher price. */
export function overlapsPattern(left: string, right: string): boolean {
  const leftPrefix = prefixOf(left)
  const rightPrefix = prefixOf(right)
  const shared = Math.min(leftPrefix, rightPrefix)
  if (left.slice(0, shared) !== right.slice(0, shared)) return false
  if (rightPrefix === right.length) return matchesPattern(left, right)
  if (leftPrefix === left.length) return matchesPattern(right, left)
  let row = startRow(right)
  for (const own of left) {
    const next = new Uint8Array(right.length + 1)
    if (own === '*') next[0] = row[0] ?? 0
    for (let column = 1; column <= right.length; column++) {
      const other = right[column - 1]
      const skipsStar = (own === '*' && row[column]) || (other === '*' && next[column - 1])
      const both = own === '*' || other === '*' || own === '?' || other === '?' || own === other
      const star = own === '*' ? next[column - 1] : other === '*' ? row[column] : 0
      next[column] = skipsStar || star || (both && row[column - 1]) ? 1 : 0
    }
    row = next
  }
  return row[right.length] === 1
}

/** How much of a pattern comes before its first wildcard. */
function prefixOf(pattern: string): number {
  const at = pattern.search(/[*?]/)
  return at < 0 ? pattern.length : at
}

function startRow(right: string): Uint8Array {
  const row = new Uint8Array(right.length + 1)
  row[0] = 1
  for (let column = 1; column <= right.length && right[column - 1] === '*'; column++) row[column] = 1
  return row
}

/** Action names compare without case (IAM User Guide, "Action"). */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === '*' || matchesPattern(pattern.toLowerCase(), action.toLowerCase())
}

export function coversAction(wide: string, narrow: string): boolean {
  return coversPattern(wide.toLowerCase(), narrow.toLowerCase())
}

export function overlapsAction(left: string, right: string): boolean {
  return overlapsPattern(left.toLowerCase(), right.toLowerCase())
}

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?')
}

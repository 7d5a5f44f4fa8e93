import { type Catalog, type Control, controlsUnder } from '../document/catalog.ts'
import type { ControlSelection, Selecting } from '../document/profile.ts'

/**
 * The ids that an import chooses from a catalog. Without any include everything is meant; an exclusion wins.
 * Source: OSCAL Profile Resolution, Selection (include-all, include-controls, exclude-controls).
 */
export function selectedIds(
  catalog: Pick<Catalog, 'controls' | 'groups'>,
  selecting: Selecting,
): ReadonlySet<string> {
  const all = controlsUnder(catalog)
  const includes = selecting['include-controls']
  const chosen = includes === undefined ? new Set(all.map(({ id }) => id)) : idsOf(includes, all)
  for (const id of idsOf(selecting['exclude-controls'] ?? [], all)) chosen.delete(id)
  return chosen
}

function idsOf(selections: readonly ControlSelection[], all: readonly Control[]): Set<string> {
  const ids = new Set<string>()
  for (const selection of selections) {
    const withChildren = selection['with-child-controls'] === 'yes'
    for (const control of all) {
      if (!matches(selection, control.id)) continue
      ids.add(control.id)
      if (withChildren) for (const child of controlsUnder(control)) ids.add(child.id)
    }
  }
  return ids
}

function matches({ 'with-ids': ids, matching }: ControlSelection, id: string): boolean {
  if (ids?.includes(id)) return true
  return (matching ?? []).some(({ pattern }) => pattern !== undefined && matchesGlob(pattern, id))
}

/**
 * Glob patterns of OSCAL: `*` for any run of characters, `?` for one. Matched by hand, because a pattern from outside
 * made into a regular expression could take exponential time.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  let p = 0
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = at
    } else if (pattern[p] === '?' || pattern[p] === text[at]) {
      p++
      at++
    } else if (star >= 0) {
      p = star + 1
      at = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

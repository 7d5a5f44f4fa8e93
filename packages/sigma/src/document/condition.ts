/** A condition over named selections. Source: Sigma 2.1 rules specification, `condition`. */
export type ConditionNode =
  | { readonly kind: 'and'; readonly operands: readonly ConditionNode[] }
  | { readonly kind: 'or'; readonly operands: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly operand: ConditionNode }
  | { readonly kind: 'selection'; readonly name: string }
  /** `1 of selection_*`, `all of them`: `atLeast` is a number or every one; `pattern` may end or begin in `*`, or be `them`. */
  | { readonly kind: 'of'; readonly atLeast: number | 'all'; readonly pattern: string }

/** Names that a `1 of` / `all of` pattern stands for. Names that begin with `_` are meant only when the pattern says so. */
export function namesOf(pattern: string, names: readonly string[]): readonly string[] {
  if (pattern === 'them') return names.filter((name) => !name.startsWith('_'))
  const pieces = pattern.split('*')
  return names.filter(
    (name) => globMatches(pieces, name) && (pattern.startsWith('_') || !name.startsWith('_')),
  )
}

function globMatches(pieces: readonly string[], name: string): boolean {
  const first = pieces[0]!
  if (pieces.length === 1) return name === first
  const last = pieces[pieces.length - 1]!
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false
  let from = first.length
  for (const piece of pieces.slice(1, -1)) {
    const at = name.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return from <= name.length - last.length
}

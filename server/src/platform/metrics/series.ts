import type { LabelSets, Labels } from './metric.ts'

/** A label's value when it is none of those declared. */
export const otherValue = 'other'

/** The series of one metric: one value per set of labels, at most as many as the labels' values allow. */
export type Series<Label extends string, Value> = {
  readonly at: (labels: Labels<Label>) => { value: Value }
  readonly all: () => readonly { readonly labels: Labels<Label>; readonly value: Value }[]
}

export function seriesOf<Label extends string, Value>(
  sets: LabelSets<Label> | undefined,
  fresh: () => Value,
): Series<Label, Value> {
  const names = Object.keys(sets ?? {}) as Label[]
  const bounds = names.map((name) => boundOf((sets as LabelSets<Label>)[name]))
  const held = new Map<string, { labels: Labels<Label>; value: Value }>()
  return {
    at: (labels) => {
      const values = names.map((name, index) => bounds[index]?.(labels[name]) ?? otherValue)
      const key = values.join('\u0000')
      const known = held.get(key)
      if (known !== undefined) return known
      const bounded = Object.fromEntries(names.map((name, index) => [name, values[index]]))
      const made = { labels: bounded as Labels<Label>, value: fresh() }
      held.set(key, made)
      return made
    },
    all: () => [...held.values()],
  }
}

function boundOf(values: LabelSets<string>[string]): (value: string) => string {
  if (!('valuesMax' in values)) {
    const known = new Set(values)
    return (value) => (known.has(value) ? value : otherValue)
  }
  const seen = new Set<string>()
  return (value) => {
    if (seen.has(value)) return value
    if (seen.size >= values.valuesMax) return otherValue
    seen.add(value)
    return value
  }
}

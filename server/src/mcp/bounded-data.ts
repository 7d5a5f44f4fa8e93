import { visibleText } from '@countersign/explanation/hostile-text'

/** A string of a result that is longer is cut there, and says how long it was. */
export const textMaxChars = 8000
const depthMax = 40

/**
 * A value as a model is given it: every string visible (no control, direction or zero-width characters) and bounded. Log
 * content stays what it is, data; what it says is nobody's instruction.
 */
export function boundedData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return visibleText(value, textMaxChars)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthMax) return '… (nested too deep to show)'
  if (Array.isArray(value)) return value.map((item) => boundedData(item, depth + 1))
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(
    members.map(([name, inner]) => [visibleText(name, 200), boundedData(inner, depth + 1)]),
  )
}

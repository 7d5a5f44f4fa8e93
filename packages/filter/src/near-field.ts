import { fields } from './field.ts'

const editsMax = 2

/** Names of fields that somebody who typed `name` may have meant, the nearest first; empty when nothing is near. */
export function nearFields(name: string): readonly string[] {
  const typed = name.toLowerCase().slice(0, 40)
  const called = fields.filter(({ alsoCalled }) => alsoCalled.includes(typed))
  if (called.length > 0) return called.map((field) => field.name)
  return fields
    .map((field) => ({ name: field.name, edits: editsBetween(typed, field.name) }))
    .filter((near) => near.edits <= editsMax && near.edits < near.name.length)
    .sort((a, b) => a.edits - b.edits)
    .map((near) => near.name)
}

/** Levenshtein distance, one row at a time. */
export function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

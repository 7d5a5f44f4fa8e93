import type { Json } from '@countersign/ocsf/record'
import { fold } from '../value/fold.ts'

/** A list in a record counts for its first this many entries; the rest of a longer one is not searched. */
export const listValuesMax = 1024

/** A value as text, folded on demand. */
export class FieldText {
  readonly text: string
  private lower: string | undefined

  constructor(text: string) {
    this.text = text
  }

  get folded(): string {
    this.lower ??= fold(this.text)
    return this.lower
  }
}

/** What a field holds: nothing (`undefined`), null, one value, or several. */
export type FieldValue = undefined | null | FieldText | readonly FieldText[]

/** Text forms: numbers and booleans as JSON writes them, objects as JSON text, lists entry by entry. */
export function fieldValue(json: Json | undefined): FieldValue {
  if (json === undefined || json === null) return json
  if (typeof json === 'string') return new FieldText(json)
  if (!Array.isArray(json))
    return new FieldText(typeof json === 'object' ? JSON.stringify(json) : String(json))
  const texts: FieldText[] = []
  collect(json, texts)
  return texts.length === 0 ? null : texts.length === 1 ? texts[0] : texts
}

function collect(list: readonly Json[], into: FieldText[]): void {
  for (const entry of list) {
    if (into.length >= listValuesMax) return
    if (entry === null || entry === undefined) continue
    if (Array.isArray(entry)) collect(entry, into)
    else into.push(new FieldText(typeof entry === 'object' ? JSON.stringify(entry) : String(entry)))
  }
}

/** Nesting below this is not searched by keywords; records that deep are refused at the door. */
const leafDepthMax = 64
/** A record counts for keywords with its first this many values. */
export const leavesMax = 10_000

/** Every value of a record, at any depth: what keywords search. Names of fields are not values. */
export function leaves(json: Json): readonly FieldText[] {
  const found: FieldText[] = []
  eachLeaf(json, (leaf) => found.push(new FieldText(String(leaf))))
  return found
}

/** Calls `visit` for each of those values, as it is in the record. */
export function eachLeaf(json: Json, visit: (leaf: string | number | boolean) => void): void {
  descend(json, visit, leavesMax, 0)
}

/** How many values may still be visited. */
function descend(
  json: Json,
  visit: (leaf: string | number | boolean) => void,
  budget: number,
  depth: number,
): number {
  if (json === null || budget <= 0 || depth > leafDepthMax) return budget
  if (typeof json !== 'object') {
    visit(json)
    return budget - 1
  }
  let left = budget
  if (Array.isArray(json)) for (const entry of json) left = descend(entry, visit, left, depth + 1)
  else
    for (const key in json)
      left = descend((json as { readonly [key: string]: Json })[key]!, visit, left, depth + 1)
  return left
}

/** The path (`a.b`, without the places in lists) of the first value that reads as the text. */
export function pathOfLeaf(json: Json, text: string, depth = 0): string | undefined {
  if (json === null || depth > leafDepthMax) return undefined
  if (typeof json !== 'object') return String(json) === text ? '' : undefined
  for (const key in json) {
    const inner = pathOfLeaf((json as { readonly [key: string]: Json })[key]!, text, depth + 1)
    if (inner === undefined) continue
    const own = Array.isArray(json) ? '' : key
    return own === '' || inner === '' ? own + inner : `${own}.${inner}`
  }
  return undefined
}

import { recordId } from '../worker/record-id.ts'
import type { Frame } from './frame.ts'
import { lineFrames } from './frame.ts'

/** What Elasticsearch answers for one operation of a bulk request. */
export type BulkItem = {
  readonly operation: 'index' | 'create' | 'update' | 'delete'
  readonly index: string
  /** Ordinal of the record among the frames; undefined for an operation that is not taken. */
  readonly ordinal: number | undefined
}

export type BulkFrames =
  | { readonly kind: 'bulk'; readonly frames: readonly Frame[]; readonly items: readonly BulkItem[] }
  | { readonly kind: 'malformed'; readonly line: number; readonly detail: string }

const operations = ['index', 'create', 'update', 'delete'] as const
const nameMaxChars = 255

/**
 * Elasticsearch bulk API: action line, then (but for `delete`) source line. A broken action line makes the whole
 * request unreadable, as it does there; a broken source line is a record and is kept. Indexes only name: they never
 * decide where a record goes.
 */
export function frameBulk(body: Buffer): BulkFrames {
  const frames: Frame[] = []
  const items: BulkItem[] = []
  let action: Omit<BulkItem, 'ordinal'> | undefined
  let line = 0
  for (const range of lineFrames(body, 0, body.length)) {
    line++
    if (action === undefined) {
      action = actionOf(body.toString('utf8', range.start, range.end))
      if (action === undefined)
        return { kind: 'malformed', line, detail: 'expected an action such as {"create":{}}' }
      if (action.operation !== 'delete') continue
      items.push({ ...action, ordinal: undefined })
    } else if (action.operation === 'update') items.push({ ...action, ordinal: undefined })
    else {
      items.push({ ...action, ordinal: frames.length })
      frames.push(range)
    }
    action = undefined
  }
  if (action !== undefined) return { kind: 'malformed', line, detail: 'the last action has no source line' }
  return { kind: 'bulk', frames, items }
}

let lastText = ''
let lastAction: Omit<BulkItem, 'ordinal'> | undefined

/** Shippers repeat one action line for every record. */
function actionOf(text: string): Omit<BulkItem, 'ordinal'> | undefined {
  if (text === lastText) return lastAction
  lastText = text
  lastAction = parsedAction(text)
  return lastAction
}

function parsedAction(text: string): Omit<BulkItem, 'ordinal'> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const operation = operations.find((name) => Object.hasOwn(value, name))
    if (operation === undefined) return undefined
    const { _index: index } = ((value as Record<string, unknown>)[operation] ?? {}) as { _index?: unknown }
    return { operation, index: typeof index === 'string' ? index.slice(0, nameMaxChars) : '' }
  } catch {
    return undefined
  }
}

/** The `items` of the answer. Source: Elasticsearch bulk API, response body. */
export function bulkItemsText(items: readonly BulkItem[], defaultIndex: string, batchId: string): string {
  const written = items.map(({ operation, index, ordinal }) => {
    const name = JSON.stringify(index === '' ? defaultIndex : index)
    if (ordinal === undefined)
      return `{"${operation}":{"_index":${name},"status":400,"error":{"type":"illegal_argument_exception","reason":"events are only ever added: use create or index"}}}`
    const id = recordId(batchId, ordinal)
    return `{"${operation}":{"_index":${name},"_id":"${id}","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":${ordinal},"_primary_term":1,"status":201}}`
  })
  return `[${written.join(',')}]`
}

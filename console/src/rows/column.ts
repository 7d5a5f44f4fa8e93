import type { ReactNode } from 'react'
import type { ActionId } from '../actions/catalogue.ts'
import type { WordId } from '../text/words.ts'

/** One column of a table, as data. */
export type Column<Row> = {
  /** Stands in the address when the rows are sorted by it, and in style sheets as `data-column`. */
  readonly id: string
  /** What its head says; at a narrow window it stands beside the cell. */
  readonly name: string
  /** What it says instead to whoever reads everyday words. */
  readonly words?: WordId
  /** Says whose a row is: left out for who sees one tenant only. */
  readonly isTenant?: true
  readonly cell: (row: Row) => ReactNode
  /** What its rows are ordered by; its head then sorts. Null stands last. */
  readonly sortBy?: (row: Row) => string | number | null
  /** Numbers stand at the end of the cell. */
  readonly isNumber?: true
  /** Where it gives way: `alone`, beside an open panel; `wide`, also at a window of middle width. */
  readonly room?: 'alone' | 'wide'
}

/** What can be done with a row: the word on its button, and the action of the registry behind it. */
export type RowAction<Row> = {
  readonly id: ActionId
  readonly word: string
  /** Ends something, so its button warns. */
  readonly ends?: true
  /** Stands in the context menu only. */
  readonly inMenuOnly?: true
  /** Absent: it goes with every row. */
  readonly isFor?: (row: Row) => boolean
}

/** Column to sort by; `-` before it turns the order round. */
export type SortText = string

/** The rows in the order that the address asks for; rows that are equal in it stay as they came. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: SortText | undefined,
): readonly Row[] {
  const { id, isDescending } = readSort(sort)
  const by = columns.find((column) => column.id === id)?.sortBy
  if (by === undefined) return rows
  const direction = isDescending ? -1 : 1
  return rows.toSorted((one, other) => compare(by(one), by(other), direction))
}

export function readSort(sort: SortText | undefined): {
  readonly id: string | undefined
  readonly isDescending: boolean
} {
  const isDescending = sort?.startsWith('-') ?? false
  return { id: isDescending ? sort?.slice(1) : sort, isDescending }
}

/** What a click on a column's head asks for: up, then down, then the order that the rows came in. */
export function nextSort(sort: SortText | undefined, id: string): SortText | undefined {
  if (sort === id) return `-${id}`
  return sort === `-${id}` ? undefined : id
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function compare(one: string | number | null, other: string | number | null, direction: 1 | -1): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  if (typeof one === 'number' && typeof other === 'number') return direction * (one - other)
  return direction * order.compare(String(one), String(other))
}

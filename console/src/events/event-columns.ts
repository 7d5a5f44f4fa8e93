/** Columns of the event table, in the order it usually has them. */
export const eventColumns = [
  'time',
  'tenant',
  'action',
  'outcome',
  'identity',
  'resource',
  'where',
  'format',
  'host',
  'ip',
  'destination',
  'class',
  'severity',
  'received',
  'source',
] as const
export type EventColumn = (typeof eventColumns)[number]

export const columnTitles: Readonly<Record<EventColumn, string>> = {
  time: 'Time',
  tenant: 'Tenant',
  action: 'Action',
  outcome: 'Outcome',
  identity: 'Identity',
  resource: 'Resource',
  where: 'From, host',
  format: 'Format',
  host: 'Host',
  ip: 'From',
  destination: 'To',
  class: 'Class',
  severity: 'Severity',
  received: 'Received',
  source: 'Source',
}

export const usualColumns: readonly EventColumn[] = eventColumns.slice(0, 8)

/** The columns of an address. `action` leads to the event, so it is always there. Undefined: the usual ones. */
export function columnsOf(names: readonly string[] | undefined): readonly EventColumn[] | undefined {
  if (names === undefined) return undefined
  const known = names.flatMap((name) => eventColumns.find((column) => column === name) ?? [])
  const columns = known.includes('action') ? known : [...known, 'action' as const]
  return columns.join() === usualColumns.join() ? undefined : columns
}

/** With one column shown or left out. */
export function toggled(columns: readonly EventColumn[], column: EventColumn): readonly EventColumn[] {
  return columns.includes(column) ? columns.filter((each) => each !== column) : [...columns, column]
}

/** With one column a place further to the front (-1) or to the end (1); at either end nothing changes. */
export function moved(
  columns: readonly EventColumn[],
  column: EventColumn,
  by: -1 | 1,
): readonly EventColumn[] {
  const from = columns.indexOf(column)
  const to = from + by
  if (from < 0 || to < 0 || to >= columns.length) return columns
  return columns.toSpliced(from, 1).toSpliced(to, 0, column)
}

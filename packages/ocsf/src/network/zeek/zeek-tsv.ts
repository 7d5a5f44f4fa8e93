import type { LineParser, LineReading } from '../../normaliser.ts'
import type { Json } from '../../record.ts'
import { type CellReader, cellReader, type TsvMarks, unescaped } from './tsv-cell.ts'

/** A log has a few dozen columns; a header that names more is not one. */
const zeekColumnsMax = 512

/** Tools that trim lines take an empty last cell away: such a line still says what it says. A cut line lacks more. */
const missingColumnsMax = 1

type Column = { readonly name: string; readonly read: CellReader }

/** What the header lines said so far. Source: Zeek documentation, "Zeek TSV Format Logs". */
type Header = {
  separator: string
  marks: TsvMarks
  path: string | undefined
  names: readonly string[]
  types: readonly string[]
  /** Undefined until `#fields` was read; made anew when the header changes. */
  columns: readonly Column[] | undefined
}

const defaultMarks: TsvMarks = { set: ',', empty: '(empty)', unset: '-' }

/** Zeek logs as tab separated text. Each stream keeps its header; a new one (after rotation) replaces it. */
export const zeekTsvLine: LineParser = {
  format: 'zeek-tsv',
  open: () => {
    const header: Header = {
      separator: '\t',
      marks: defaultMarks,
      path: undefined,
      names: [],
      types: [],
      columns: undefined,
    }
    return (line) => readLine(header, line)
  },
}

function readLine(header: Header, line: string): LineReading {
  if (line.charCodeAt(0) === 0x23) return readDirective(header, line)
  if (header.names.length === 0) return withoutHeader(line)
  header.columns ??= columnsOf(header)
  const { columns } = header
  const cells = line.split(header.separator)
  const missing = columns.length - cells.length
  if (missing < 0 || missing > missingColumnsMax) return wrongCount(cells, columns)
  const fields: { [name: string]: Json } = {}
  if (header.path !== undefined) fields._path = header.path
  for (let at = 0; at < cells.length; at++) {
    const column = columns[at] as Column
    const value = column.read(cells[at] as string)
    if (value !== undefined) fields[column.name] = value
  }
  return { kind: 'record', record: { fields, raw: line } }
}

/** Every log but the rarest begins with its time, and most go on with a connection or file id. */
const dataShape = /^\d{9,10}\.\d{6}\t/
const connectionShape = /^\d{9,10}\.\d{6}\t(?:[CF][0-9A-Za-z]{8,20}|-)\t/

function withoutHeader(line: string): LineReading {
  return connectionShape.test(line)
    ? {
        kind: 'broken',
        detail:
          'the line looks like a Zeek TSV record, but its header (#fields) has not been seen: send the log from its beginning',
      }
    : { kind: 'no' }
}

function wrongCount(cells: readonly string[], columns: readonly Column[]): LineReading {
  return dataShape.test(`${cells[0]}\t`)
    ? {
        kind: 'broken',
        detail: `the line has ${cells.length} columns and its header names ${columns.length}: cut off, or of another log`,
      }
    : { kind: 'no' }
}

const skip: LineReading = { kind: 'skip' }

function readDirective(header: Header, line: string): LineReading {
  // The separator is stated before it is used: by a blank and in escaped form.
  if (line.startsWith('#separator ')) {
    restart(header, unescaped(line.slice('#separator '.length)))
    return skip
  }
  const [name, ...values] = line.split(header.separator)
  const value = values[0] ?? ''
  switch (name) {
    case '#set_separator':
      header.marks = { ...header.marks, set: value === '' ? defaultMarks.set : unescaped(value) }
      return skip
    case '#empty_field':
      header.marks = { ...header.marks, empty: value }
      return skip
    case '#unset_field':
      header.marks = { ...header.marks, unset: value }
      return skip
    case '#path':
      header.path = value
      return skip
    case '#fields':
      if (values.length > zeekColumnsMax) return { kind: 'no' }
      header.names = values
      header.types = []
      header.columns = undefined
      return skip
    case '#types':
      header.types = values.length > zeekColumnsMax ? [] : values
      header.columns = undefined
      return skip
    default:
      return name === '#open' || name === '#close' ? skip : { kind: 'no' }
  }
}

function restart(header: Header, separator: string): void {
  header.separator = separator === '' ? '\t' : separator
  header.marks = defaultMarks
  header.path = undefined
  header.names = []
  header.types = []
  header.columns = undefined
}

function columnsOf(header: Header): readonly Column[] {
  const never: CellReader = () => undefined
  return header.names.map((name, at) => ({
    name,
    // Assigning `__proto__` would change the record's prototype.
    read: name === '__proto__' ? never : cellReader(header.types[at] ?? 'string', header.marks),
  }))
}

import type { Json } from '../../record.ts'

export type TsvMarks = { readonly set: string; readonly empty: string; readonly unset: string }

/** One cell as its column's type says; undefined when the field is not set, as Zeek's JSON leaves it out. */
export type CellReader = (cell: string) => Json | undefined

/** A reader for a `#types` entry: `count`, `time`, `set[string]`, `vector[interval]`, … */
export function cellReader(type: string, marks: TsvMarks): CellReader {
  const item = itemType(type)
  const read = item === undefined ? scalarReader(type, marks) : listReader(scalarReader(item, marks), marks)
  return (cell) => (cell === marks.unset ? undefined : read(cell))
}

function itemType(type: string): string | undefined {
  const container = type.startsWith('set[') || type.startsWith('vector[') || type.startsWith('table[')
  return container && type.endsWith(']') ? type.slice(type.indexOf('[') + 1, -1) : undefined
}

function listReader(read: (cell: string) => Json, marks: TsvMarks): (cell: string) => Json {
  return (cell) =>
    cell === marks.empty
      ? []
      : cell.split(marks.set).map((item) => (item === marks.unset ? null : read(item)))
}

const numeric: ReadonlySet<string> = new Set(['time', 'interval', 'double', 'count', 'int', 'port'])

function scalarReader(type: string, marks: TsvMarks): (cell: string) => Json {
  if (type === 'bool') return (cell) => (cell === 'T' ? true : cell === 'F' ? false : cell)
  if (numeric.has(type)) return numberOrText
  return (cell) => (cell === marks.empty ? '' : unescaped(cell))
}

/** A count beyond what a number holds exactly stays as it is written. */
function numberOrText(cell: string): Json {
  const number = Number(cell)
  const exact = Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER
  return exact && cell.trim() !== '' ? number : cell
}

const escapes = /(?:\\x[0-9a-fA-F]{2})+|\\\\/g
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Zeek writes separators, control characters and bytes outside ASCII as `\x09`; a run of them may be one character. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escapes, (found) => (found === '\\\\' ? '\\' : decoded(found)))
}

function decoded(run: string): string {
  const bytes = new Uint8Array(run.length / 4)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(run.slice(at * 4 + 2, at * 4 + 4), 16)
  try {
    return utf8.decode(bytes)
  } catch {
    // Not UTF-8: the escaped form says more than replacement characters would.
    return run
  }
}

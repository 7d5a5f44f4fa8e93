import { readFileSync, statSync } from 'node:fs'
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml'
import { CountersignError } from './errors.ts'

/** One setting of a configuration file, as it is written there. */
export type FileEntry = { readonly name: string; readonly text: string; readonly line: number }
export type ConfigFile = { readonly path: string; readonly entries: readonly FileEntry[] }

const fileMaxBytes = 256 * 1024

/**
 * A flat YAML file: each key is a setting under the name of its flag (`public-url: https://…`), each value one word
 * or number. Values are kept as text, as from a flag or the environment: one check reads them all.
 * Errors: CONFIG_INVALID with file and line.
 */
export function readConfigFile(path: string): ConfigFile {
  return { path, entries: entriesOf(path, readText(path)) }
}

function readText(path: string): string {
  try {
    if (statSync(path).size > fileMaxBytes) throw new RangeError(`it is larger than ${fileMaxBytes} bytes`)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CountersignError('CONFIG_INVALID', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

function entriesOf(path: string, text: string): readonly FileEntry[] {
  const lines = new LineCounter()
  // failsafe: every value is the text that is written, so `no` is a name and 007 is not 7.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false })
  const at = (offset: number | undefined) => lines.linePos(offset ?? 0).line
  const [error] = document.errors
  // The parser's own words may quote the line, and that line may be a password.
  if (error !== undefined)
    throw invalid(path, at(error.pos[0]), `is not YAML that can be read (${error.code})`)
  if (document.contents === null) return []
  if (!isMap(document.contents)) throw invalid(path, 1, 'has to be settings, each "name: value"')
  return document.contents.items.map((pair) => entryOf(path, pair, at))
}

function entryOf(path: string, { key, value }: Pair, at: (offset: number | undefined) => number): FileEntry {
  const line = at(isScalar(key) ? key.range?.[0] : undefined)
  if (!isScalar(key) || typeof key.value !== 'string') throw invalid(path, line, 'has a key that is no name')
  if (value === null || (isScalar(value) && value.value === null)) return { name: key.value, text: '', line }
  if (!isScalar(value) || typeof value.value !== 'string')
    throw invalid(path, line, `gives "${key.value.slice(0, 60)}" more than one value`)
  return { name: key.value, text: value.value, line }
}

function invalid(path: string, line: number, what: string): CountersignError {
  return new CountersignError('CONFIG_INVALID', `${path}, line ${line} ${what}`)
}

import type { Readable } from 'node:stream'
import type { ParseArgsOptionsConfig } from 'node:util'

export type ParsedArguments = {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>
}

/** Where a command reads and writes. Passed in, so that tests can read what a person would see. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
  /** Resolves when whoever reads standard output has caught up: asked between pieces of a long answer. */
  readonly drained: () => Promise<void>
  readonly input: () => Readable
  /** Whether standard error is a terminal: progress is drawn there only. */
  readonly isInteractive: boolean
  /** Whether standard output shows colours. */
  readonly hasColours: boolean
  /** Columns of the terminal. */
  readonly columns: number
  /** Environment variables: settings are read from here. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Resolves when the person asks a running command to end (SIGINT, SIGTERM). */
  readonly interrupted: () => Promise<void>
}

export type Command = {
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly options: ParseArgsOptionsConfig
  /** Options that take every argument up to the next option. */
  readonly listOptions?: readonly string[]
  /** Resolves to the exit code: 0 done, 1 the answer is "no" or "not all", 2 wrong use. */
  readonly run: (parsed: ParsedArguments, terminal: Terminal) => Promise<number>
}

/** Something the person can put right; printed without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function textOption(parsed: ParsedArguments, name: string): string | undefined {
  const value = parsed.values[name]
  return typeof value === 'string' ? value : undefined
}

export function listOption(parsed: ParsedArguments, name: string): readonly string[] {
  const value = parsed.values[name]
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string')
  return typeof value === 'string' ? [value] : []
}

export function flag(parsed: ParsedArguments, name: string): boolean {
  return parsed.values[name] === true
}

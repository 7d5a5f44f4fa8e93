/** Test code: a terminal that remembers what a person would have seen, and folders to work in. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { Terminal } from './command.ts'
import { runCommandLine } from './command-line.ts'

export type Seen = { readonly code: number; readonly out: string; readonly error: string }

/** Runs one command line as `countersign …` would, and returns what came of it. */
export async function countersign(argv: readonly string[], overrides: Partial<Terminal> = {}): Promise<Seen> {
  const seen = { out: '', error: '' }
  const code = await runCommandLine(argv, { ...capturing(seen), ...overrides })
  return { code, ...seen }
}

export function capturing(seen: { out: string; error: string }): Terminal {
  return {
    out: (text) => {
      seen.out += text
    },
    error: (text) => {
      seen.error += text
    },
    drained: () => Promise.resolve(),
    input: () => Readable.from([]),
    isInteractive: false,
    hasColours: false,
    columns: 100,
    environment: {},
    interrupted: () => new Promise(() => undefined),
  }
}

/** A folder with these files, gone when the test ends. */
export function folderWith(
  context: Pick<TestContext, 'after'>,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

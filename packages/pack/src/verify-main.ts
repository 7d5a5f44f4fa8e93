import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { packReportText } from './report-text.ts'
import { type PackOptions, type PackReader, verifyPack } from './verify-pack.ts'

/** The folder of an unzipped pack. */
export function folderReader(folder: string): PackReader {
  return {
    read: (path) => {
      try {
        return readFileSync(join(folder, path))
      } catch {
        return undefined
      }
    },
    paths: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  }
}

export function nodeSha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

const usage = `Checks the evidence pack in this folder. No network, nothing to install.

node verify.mjs [--policy FILE] [--json]

--policy FILE   keys you trust, as a C2SP policy file; without it the keys in the pack are taken
Exit code: 0 everything holds, 1 something does not, 2 the command was wrong.
`

/** `arguments` as after `node verify.mjs`; resolves to what to print and the exit code. */
export async function runVerifier(
  folder: string,
  words: readonly string[],
): Promise<{ readonly text: string; readonly exitCode: number }> {
  let options: PackOptions = { sha256: nodeSha256 }
  let asJson = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const policyPath = words[at + 1]
    if (word === '--json') asJson = true
    else if (word === '--policy' && policyPath !== undefined) {
      options = { ...options, policy: readFileSync(policyPath, 'utf8') }
      at += 1
    } else return { text: usage, exitCode: word === '--help' ? 0 : 2 }
  }
  const report = await verifyPack(folderReader(folder), options)
  const text = asJson ? `${JSON.stringify(report, null, 2)}\n` : packReportText(report)
  return { text, exitCode: report.ok ? 0 : 1 }
}

import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { bundleModules } from '@countersign/tlog/verify/single-file'

export const verifierPath = fileURLToPath(new URL('../packages/pack/verify.mjs', import.meta.url))

const head = `// The verifier of Countersign's evidence packs. AGPL-3.0-only. Made of packages/pack and packages/tlog, without a change.
`
const tail = `
import process from 'node:process'
import { fileURLToPath } from 'node:url'
const { text, exitCode } = await runVerifier(fileURLToPath(new URL('.', import.meta.url)), process.argv.slice(2))
process.stdout.write(text)
process.exitCode = exitCode
`

/** What packages/pack/verify.mjs has to be. */
export function verifierText(): string {
  const entry = new URL('../packages/pack/src/verify-main.ts', import.meta.url).href
  const bundled = bundleModules(entry, {
    resolve: (specifier, from) => {
      const [, room, rest] = /^@countersign\/([^/]+)\/(.*)$/.exec(specifier) ?? []
      if (room !== undefined) return new URL(`../packages/${room}/src/${rest}.ts`, import.meta.url).href
      return specifier.startsWith('.') ? new URL(specifier, from).href : undefined
    },
    read: (module) => tidy(stripTypeScriptTypes(readFileSync(new URL(module), 'utf8'))),
  })
  return head + bundled.replace(/^export const \{[^}]*\} = /m, 'const { runVerifier } = ') + tail
}

/** What types leave behind when they are blanked out. */
function tidy(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '').replaceAll(/\n{3,}/g, '\n\n')
}

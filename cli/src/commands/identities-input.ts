import { type Dirent, existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { configurationKind } from '@countersign/authority/import/import-configuration'
import type { ConfigurationFile } from '@countersign/authority/import/importer'
import { UsageError } from '../command.ts'
import { findLogFiles, type LogFile } from '../log-files.ts'

/** Bounds of what is looked at as configuration; other files are read as logs, in pieces. */
const configurationFilesMax = 20_000
const fileMaxBytes = 64 * 1024 * 1024
const folderDepthMax = 20

const readable = /\.(?:json|jsonl|ndjson|ya?ml|csv|tf|tfvars|tfstate|tpl|tftpl|tmpl|template)$/

export type IdentityFiles = {
  readonly configuration: readonly ConfigurationFile[]
  readonly logs: readonly LogFile[]
}

/** Files of configuration, told by their content, and all others as logs. Errors: `UsageError` for a path that is not there. */
export async function identityFiles(paths: readonly string[]): Promise<IdentityFiles> {
  if (paths.length === 0) throw new UsageError('Name files or folders of configuration or logs.')
  const { files } = await findLogFiles(paths)
  const candidates = paths.filter((path) => path !== '-').flatMap((path) => candidatesUnder(path))
  if (candidates.length > configurationFilesMax)
    throw new UsageError(
      `There are more than ${configurationFilesMax} files: name the folders that matter one by one.`,
    )
  const configuration = candidates.flatMap((path) => {
    const file = { name: path, text: readFileSync(path, 'utf8') }
    return configurationKind(file) === undefined && !isBesideTerraform(path) ? [] : [file]
  })
  const known = new Set(configuration.map(({ name }) => name))
  return { configuration, logs: files.filter(({ path }) => !known.has(path) && !isBesideTerraform(path)) }
}

/** Variables and templates that a Terraform configuration reads; alone they say nothing. */
function isBesideTerraform(path: string): boolean {
  return /\.(?:tfvars|tfvars\.json|tpl|tftpl|tmpl|template)$/.test(path)
}

/** Files that may be configuration, in a stable order. Errors: `UsageError` for a path that is not there, or for too many. */
export function configurationFilesUnder(path: string): readonly string[] {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}.`)
  const found = candidatesUnder(path)
  if (found.length > configurationFilesMax)
    throw new UsageError(
      `${path} holds more than ${configurationFilesMax} files: name the folders that matter one by one.`,
    )
  return found
}

function candidatesUnder(path: string, depth = 0): readonly string[] {
  const info: Stats = statSync(path)
  if (!info.isDirectory()) return info.size <= fileMaxBytes && readable.test(path) ? [path] : []
  if (depth > folderDepthMax) return []
  const entries = readdirSync(path, { withFileTypes: true }).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  )
  return entries.filter(isLookedAt).flatMap((entry) => candidatesUnder(join(path, entry.name), depth + 1))
}

/** Hidden folders are tools' own, but for the one that holds workflows; the answers of a simulation are no source. */
function isLookedAt(entry: Dirent): boolean {
  if (entry.isSymbolicLink() || entry.name === 'node_modules' || entry.name === 'ground-truth.json')
    return false
  const isShown =
    !entry.name.startsWith('.') || ['.github', '.mcp.json', '.cursor', '.vscode'].includes(entry.name)
  return isShown && (entry.isDirectory() || entry.isFile())
}

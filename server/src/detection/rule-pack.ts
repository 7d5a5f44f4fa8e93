import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { RuleDocument } from '../intake/service.ts'
import { CountersignError } from '../platform/errors.ts'
import { defaultLimits, type Limits } from '../platform/limits.ts'
import { type PackFile, readPackArchive, readPackFile, readPackFolder } from './pack-files.ts'

/** Rules as they are installed: every YAML file of a folder or archive, with the licence they came under. */
export type RulePack = {
  readonly name: string
  /** In the order of their paths; which of them are usable, the Sigma reader says. */
  readonly documents: readonly RuleDocument[]
  /** Text of the pack's licence file. */
  readonly license?: string
  /** YAML files that were not taken, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

export type RulePackLimits = Pick<Limits, 'rulePackMaxBytes' | 'rulePackMaxFiles' | 'ruleFileMaxBytes'>

/**
 * Reads a pack from a folder, an archive (.tar, .tar.gz, .tgz) or one YAML file. Links are not followed, nothing is
 * written, and size is bounded. Throws RULE_PACK_UNREADABLE.
 *
 * @example const pack = await readRulePack('rules', 'starter')
 */
export async function readRulePack(
  path: string,
  name: string = packName(path),
  limits: RulePackLimits = defaultLimits,
): Promise<RulePack> {
  const files = await openPack(path, limits)
  const documents: RuleDocument[] = []
  const skipped: { path: string; reason: string }[] = []
  let licence: PackFile | undefined
  let bytes = 0
  for await (const file of files) {
    if (isLicence(file, licence)) licence = file
    if (!/\.ya?ml$/i.test(file.path)) continue
    const objection = objectionTo(file, limits)
    const text = objection === undefined ? decode(await file.read()) : undefined
    if (text === undefined) skipped.push({ path: file.path, reason: objection ?? 'it is no UTF-8 text' })
    else documents.push({ pack: name, path: file.path, text })
    bytes += text === undefined ? 0 : file.bytes
    if (bytes > limits.rulePackMaxBytes || documents.length > limits.rulePackMaxFiles)
      throw tooLarge(name, limits)
  }
  const license = licence === undefined ? undefined : decode(await licence.read())
  const named = license === undefined ? {} : { license: licenceName(license) }
  return {
    name,
    documents: documents.sort(byPath).map((document) => ({ ...document, ...named })),
    ...(license === undefined ? {} : { license }),
    skipped: skipped.sort(byPath),
  }
}

/** `…/sigma-rules.tar.gz` becomes `sigma-rules`, `https://github.com/SigmaHQ/sigma.git` becomes `sigma`. */
export function packName(path: string): string {
  const name = basename(path.replace(/[/\\]+$/, ''))
    .toLowerCase()
    .replace(/\.(tar\.gz|tgz|tar|git|ya?ml)$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
  return name === '' ? 'rules' : name.slice(0, 64)
}

async function openPack(path: string, limits: RulePackLimits): Promise<AsyncIterable<PackFile>> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CountersignError('RULE_PACK_UNREADABLE', `${path} cannot be read`, { cause })
  })
  if (found.isDirectory()) return readPackFolder(path, limits)
  if (/\.ya?ml$/i.test(path)) return readPackFile(path)
  if (found.isFile() && /\.(tar\.gz|tgz|tar)$/i.test(path)) return readPackArchive(path, limits)
  throw new CountersignError(
    'RULE_PACK_UNREADABLE',
    `${path} is neither a folder, a .yml file nor a .tar.gz archive`,
  )
}

/** The licence nearest to the top, since an archive often has one folder around everything. */
function isLicence(file: PackFile, before: PackFile | undefined): boolean {
  if (file.kind !== 'file' || !/(^|\/)(licen[cs]e|copying)(\.(txt|md))?$/i.test(file.path)) return false
  return before === undefined || depth(file.path) < depth(before.path)
}

const licences: readonly (readonly [RegExp, string])[] = [
  [/\bDRL\b|Detection Rule License/i, 'DRL 1.1'],
  [/GNU AFFERO GENERAL PUBLIC LICENSE/i, 'AGPL-3.0'],
  [/Apache License/i, 'Apache-2.0'],
  [/\bMIT License\b/i, 'MIT'],
]

/** What a rule that states no licence is under: the pack's, by its short name where we know the text. */
function licenceName(text: string): string {
  return licences.find(([words]) => words.test(text))?.[1] ?? "see the pack's licence file"
}

function depth(path: string): number {
  return path.split('/').length
}

const testFolders: ReadonlySet<string> = new Set(['tests', 'regression_data'])

function objectionTo(file: PackFile, limits: RulePackLimits): string | undefined {
  const folders = file.path.split('/').slice(0, -1)
  if (file.kind === 'link') return 'links are not followed'
  if (file.path.startsWith('/') || folders.includes('..')) return 'its path leads out of the pack'
  if (folders.some((folder) => testFolders.has(folder))) return 'a folder of tests holds no rules'
  if (file.bytes > limits.ruleFileMaxBytes) return `larger than ruleFileMaxBytes (${limits.ruleFileMaxBytes})`
  return undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Buffer): string | undefined {
  try {
    const text = utf8.decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0
}

function tooLarge(name: string, limits: RulePackLimits): CountersignError {
  return new CountersignError(
    'RULE_PACK_UNREADABLE',
    `the pack "${name}" has more than rulePackMaxFiles (${limits.rulePackMaxFiles}) files or rulePackMaxBytes (${limits.rulePackMaxBytes}) bytes`,
  )
}

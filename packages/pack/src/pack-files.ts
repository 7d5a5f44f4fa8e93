/** Names of what a pack holds. Folders are those of the zip, with forward slashes. */
export const packPaths = {
  manifest: 'manifest.json',
  items: 'items.ndjson',
  records: 'records.ndjson',
  verifier: 'verify.mjs',
  page: 'index.html',
  checkpoint: (epoch: number) => `logs/${epoch}/checkpoint`,
  policy: (epoch: number) => `logs/${epoch}/policy`,
} as const

export const packLimits = {
  unpackedMaxBytes: 4 * 1024 * 1024 * 1024,
} as const

/** A file that the manifest answers for. */
export type PackFile = {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** A log whose entries are in the pack, and which of them. */
export type PackLog = {
  readonly epoch: number
  readonly origin: string
  /** First and last index in the pack. */
  readonly from: number
  readonly to: number
  /** True: every entry from the first to the last is in the pack. False: some were chosen. */
  readonly complete: boolean
}

/** Something that a reader might look for and does not find, by name. */
export type PackMissing = { readonly what: string; readonly because: string }

export type PackManifest = {
  readonly format: 1
  readonly tenantId: string
  readonly region: string
  /** RFC 3339: entries that were logged from then on, and before. */
  readonly from: string
  readonly to: string
  readonly madeAt: string
  readonly madeBy: string
  readonly items: number
  readonly logs: readonly PackLog[]
  readonly files: readonly PackFile[]
  readonly missing: readonly PackMissing[]
  /** Ids that the pack was made for; empty: all. */
  readonly controls: readonly string[]
}

/** One line of items.ndjson. */
export type PackItem = {
  readonly epoch: number
  readonly index: number
  /** Byte for byte what the log holds. */
  readonly envelope: string
  /** Canonical JSON; null when it was erased. */
  readonly document: string | null
  /** Base 64. */
  readonly salt: string | null
  /** Base 64, 32 bytes each: from the leaf's sibling up, to the root of the checkpoint of its epoch. */
  readonly proof: readonly string[]
}

/** Why a text is no manifest or item; the message says where. */
export class PackError extends Error {}

/** @throws PackError */
export function parseManifest(text: string): PackManifest {
  const value = parseObject(text, 'manifest.json')
  if (value.format !== 1) throw new PackError('manifest.json: this verifier reads format 1')
  for (const name of ['tenantId', 'region', 'from', 'to', 'madeAt', 'madeBy'])
    if (typeof value[name] !== 'string') throw new PackError(`manifest.json: ${name} is no text`)
  for (const name of ['logs', 'files', 'missing', 'controls'])
    if (!Array.isArray(value[name])) throw new PackError(`manifest.json: ${name} is no list`)
  if (!isCount(value.items)) throw new PackError('manifest.json: items is no count')
  const manifest = value as unknown as PackManifest
  for (const log of manifest.logs) checkLog(log)
  for (const file of manifest.files) checkFile(file)
  return manifest
}

function checkLog(log: PackLog): void {
  const isRange = isCount(log?.from) && isCount(log.to) && log.from <= log.to
  if (!isRange || !isCount(log.epoch) || typeof log.origin !== 'string' || typeof log.complete !== 'boolean')
    throw new PackError('manifest.json: one of logs is not of its shape')
}

function checkFile(file: PackFile): void {
  if (!isPlainPath(file?.path)) throw new PackError('manifest.json: one of files has no plain path')
  if (!isCount(file.bytes) || !/^[0-9a-f]{64}$/.test(file.sha256))
    throw new PackError(`manifest.json: ${file.path} has no size or no SHA-256`)
}

/** Below the pack's folder, whatever a file system makes of it. */
function isPlainPath(path: unknown): path is string {
  if (typeof path !== 'string' || path.length > 400) return false
  return /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(path) && !path.split('/').includes('..')
}

/** @throws PackError */
export function parseItem(line: string, number: number): PackItem {
  const where = `items.ndjson, line ${number}`
  const value = parseObject(line, where)
  const isText = (name: string) => typeof value[name] === 'string'
  const isTextOrNull = (name: string) => value[name] === null || isText(name)
  const isProof = Array.isArray(value.proof) && value.proof.every((hash) => typeof hash === 'string')
  if (!isCount(value.epoch) || !isCount(value.index) || !isText('envelope') || !isProof)
    throw new PackError(`${where}: it is not of its shape`)
  if (!isTextOrNull('document') || !isTextOrNull('salt'))
    throw new PackError(`${where}: document and salt are texts or null`)
  return value as unknown as PackItem
}

function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new PackError(`${where}: it is no JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PackError(`${where}: it is no object`)
  return value as Record<string, unknown>
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

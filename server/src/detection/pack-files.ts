import type { Dirent } from 'node:fs'
import { lstat, opendir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { CountersignError } from '../platform/errors.ts'
import type { RulePackLimits } from './rule-pack.ts'
import { readUstar, UstarBroken, type UstarEntry } from './ustar.ts'

/** A file of a pack before anything is decided about it. `path` is relative to the pack, with forward slashes. */
export type PackFile = {
  readonly path: string
  readonly kind: 'file' | 'link'
  readonly bytes: number
  readonly read: () => Promise<Buffer>
}

/** Folders deeper than this are no rule pack. */
const folderMaxDepth = 32

export async function* readPackFile(path: string): AsyncGenerator<PackFile> {
  const { size } = await lstat(path)
  yield { path: basename(path), kind: 'file', bytes: size, read: () => readFile(path) }
}

/** Every file below a folder. Hidden folders (.git, .github) are left out, and links are named but not followed. */
export async function* readPackFolder(root: string, limits: RulePackLimits): AsyncGenerator<PackFile> {
  const waiting: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
  let seen = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next
    for await (const entry of await opendir(join(root, path))) {
      if (++seen > 10 * limits.rulePackMaxFiles || depth > folderMaxDepth)
        throw unreadable(root, 'it has too many files or folders for a rule pack')
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory() && !entry.name.startsWith('.')) waiting.push({ path: inner, depth: depth + 1 })
      const file = await packFile(root, inner, entry)
      if (file !== undefined) yield file
    }
  }
}

async function packFile(root: string, path: string, entry: Dirent): Promise<PackFile | undefined> {
  const read = () => readFile(join(root, path))
  if (entry.isSymbolicLink()) return { path, kind: 'link', bytes: 0, read: async () => Buffer.alloc(0) }
  if (!entry.isFile()) return undefined
  return { path, kind: 'file', bytes: (await lstat(join(root, path))).size, read }
}

/** The files of a tar archive, gzipped or not. It is read as a whole: a pack is bounded, and nothing touches the disk. */
export async function* readPackArchive(path: string, limits: RulePackLimits): AsyncGenerator<PackFile> {
  // Tar rounds every file up to a block and puts one before it; licences and readme files are not counted as rules.
  const maxBytes = 2 * limits.rulePackMaxBytes + 2048 * limits.rulePackMaxFiles
  if ((await lstat(path)).size > maxBytes) throw unreadable(path, 'the archive is too large for a rule pack')
  const archive = await inflate(path, await readFile(path), maxBytes)
  try {
    for (const entry of readUstar(archive)) {
      const file = archiveFile(entry)
      if (file !== undefined) yield file
    }
  } catch (error) {
    if (error instanceof UstarBroken) throw unreadable(path, error.message)
    throw error
  }
}

function archiveFile({ path, kind, bytes }: UstarEntry): PackFile | undefined {
  if (kind !== 'file' && kind !== 'link') return undefined
  const clean = path.replaceAll('\\', '/').replace(/^(\.\/)+/, '')
  return { path: clean, kind, bytes: bytes.length, read: async () => bytes }
}

const unzip = promisify(gunzip)

async function inflate(path: string, bytes: Buffer, maxOutputLength: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await unzip(bytes, { maxOutputLength })
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw unreadable(
      path,
      tooLarge ? 'unpacked, the archive is too large for a rule pack' : 'it is no valid gzip',
    )
  }
}

function unreadable(path: string, reason: string): CountersignError {
  return new CountersignError('RULE_PACK_UNREADABLE', `${path}: ${reason}`)
}

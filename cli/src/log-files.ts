import { createReadStream, type Dirent } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { UsageError } from './command.ts'

export type LogFile = { readonly path: string; readonly sizeBytes: number }

/** Files that hold no logs, whatever folder they lie in. */
const skipped =
  /(^|\/)(\.|README|LICENSE|NOTICE|ground-truth\.json)|\.(md|ya?ml|png|zip|tar|tgz|tar\.gz|evtx|pcap|pcapng)$/i

/**
 * The log files behind the paths a person named, in path order. A folder is walked; a file named outright is always
 * read. Errors: `UsageError` when a path does not exist.
 */
export async function findLogFiles(paths: readonly string[]): Promise<readonly LogFile[]> {
  const found: LogFile[] = []
  for (const path of paths) {
    if (path === '-') found.push({ path, sizeBytes: 0 })
    else found.push(...(await filesBehind(path)))
  }
  return found
}

async function filesBehind(path: string): Promise<readonly LogFile[]> {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined) throw new UsageError(`There is no file or folder "${path}".`)
  if (!info.isDirectory()) return [{ path, sizeBytes: info.size }]
  const entries = (await readdir(path, { withFileTypes: true })).sort(byName)
  const found: LogFile[] = []
  for (const entry of entries) {
    const inside = join(path, entry.name)
    if (skipped.test(entry.name)) continue
    if (entry.isDirectory()) found.push(...(await filesBehind(inside)))
    else if (entry.isFile()) found.push({ path: inside, sizeBytes: (await stat(inside)).size })
  }
  return found
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** The file's bytes, decompressed by what they are, not by their name. `onRead` counts bytes of the file itself. */
export async function openLog(file: LogFile, onRead: (bytes: number) => void): Promise<Readable> {
  if (file.path === '-') return process.stdin
  const magic = await firstBytes(file.path)
  const bytes = createReadStream(file.path, { highWaterMark: 256 * 1024 })
  bytes.on('data', (chunk) => onRead(chunk.length))
  if (magic[0] === 0x1f && magic[1] === 0x8b) return decompress(bytes, createGunzip())
  if (magic.readUInt32LE(0) === 0xfd2fb528) return decompress(bytes, createZstdDecompress())
  return bytes
}

function decompress<T extends NodeJS.ReadWriteStream & Readable>(bytes: Readable, through: T): Readable {
  bytes.on('error', (error) => through.destroy(error))
  return bytes.pipe(through) as Readable
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(4)
    await file.read(buffer, 0, 4, 0)
    return buffer
  } finally {
    await file.close()
  }
}

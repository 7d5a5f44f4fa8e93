import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { LogDisk } from './log-disk.ts'

/** Keeps a second process out of the folder, and survives a holder that was killed. Throws when somebody holds it. */
export type TakeLock = (path: string) => { readonly release: () => void }

const folderMode = 0o700
const fileMode = 0o600

/**
 * On Linux a write to a file opened with O_DSYNC is what write and fdatasync are together, in one call instead of two; on
 * other systems the flag promises less than the call.
 */
const isSyncedByWrite = process.platform === 'linux'
const { O_WRONLY, O_APPEND, O_CREAT, O_DSYNC } = constants
const appendFlags = O_WRONLY | O_APPEND | O_CREAT | (isSyncedByWrite ? O_DSYNC : 0)

/** A log's folder on a real file system; made when it is not there. The lock is a file named `lock` in it. */
export async function openFileDisk(folder: string, takeLock: TakeLock): Promise<LogDisk> {
  await mkdir(folder, { recursive: true, mode: folderMode })
  const lock = takeLock(join(folder, 'lock'))
  return new FileDisk(folder, lock.release)
}

class FileDisk implements LogDisk {
  private readonly folder: string
  private readonly release: () => void
  /** Files that were written to and not synced yet, and the one that is appended to. */
  private readonly handles = new Map<string, FileHandle>()
  private appending: string | undefined

  constructor(folder: string, release: () => void) {
    this.folder = folder
    this.release = release
  }

  read = async (path: string) => {
    try {
      const bytes = await readFile(this.whole(path))
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
      throw error
    }
  }

  list = async (folder: string) => {
    try {
      return await readdir(this.whole(folder))
    } catch (error) {
      if (isCode(error, 'ENOENT')) return []
      throw error
    }
  }

  makeFolder = async (path: string) => {
    try {
      await mkdir(this.whole(path), { mode: folderMode })
      return true
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false
      throw error
    }
  }

  write = async (path: string, bytes: Uint8Array) => {
    await this.forget(path)
    const handle = await open(this.whole(path), 'w', fileMode)
    this.handles.set(path, handle)
    await handle.writeFile(bytes)
  }

  append = async (path: string, bytes: Uint8Array) => {
    if (this.appending !== path) {
      if (this.appending !== undefined) await this.forget(this.appending)
      await this.forget(path)
      this.handles.set(path, await open(this.whole(path), appendFlags, fileMode))
      this.appending = path
    }
    const handle = this.handles.get(path) as FileHandle
    for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
  }

  /** fdatasync also writes the metadata that is needed to read the data again: the new length. */
  syncFile = async (path: string) => {
    if (path === this.appending && isSyncedByWrite) return
    const handle = this.handles.get(path) ?? (await open(this.whole(path), 'r+'))
    this.handles.set(path, handle)
    await handle.datasync()
    if (path !== this.appending) await this.forget(path)
  }

  syncFolder = async (path: string) => {
    const handle = await open(this.whole(path), 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  rename = async (from: string, to: string) => {
    await this.forget(from)
    await rename(this.whole(from), this.whole(to))
  }

  remove = async (path: string) => {
    await this.forget(path)
    try {
      await rm(this.whole(path), { force: true })
    } catch (error) {
      if (!isCode(error, 'EISDIR', 'ERR_FS_EISDIR', 'EPERM')) throw error
      await rmdir(this.whole(path)).catch(() => {})
    }
  }

  close = async () => {
    await Promise.all([...this.handles.keys()].map((path) => this.forget(path)))
    this.release()
  }

  private async forget(path: string): Promise<void> {
    const handle = this.handles.get(path)
    this.handles.delete(path)
    if (path === this.appending) this.appending = undefined
    await handle?.close()
  }

  private whole(path: string): string {
    return path === '' ? this.folder : join(this.folder, path)
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

/**
 * All that the log asks of a file system. Paths are relative to the log's folder, with forward slashes. What was written is
 * lost in a crash until `syncFile`; a name that was made, renamed or removed may be back as it was until `syncFolder` of
 * the folder it is in.
 */
export type LogDisk = {
  /** Undefined when there is no such file. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>
  /** Names in a folder, in no order; none when it is not there. */
  readonly list: (folder: string) => Promise<readonly string[]>
  /** Its parent exists. False when it was there already. */
  readonly makeFolder: (path: string) => Promise<boolean>
  /** The whole content of a new or an existing file. */
  readonly write: (path: string, bytes: Uint8Array) => Promise<void>
  readonly append: (path: string, bytes: Uint8Array) => Promise<void>
  readonly syncFile: (path: string) => Promise<void>
  readonly syncFolder: (path: string) => Promise<void>
  /** Replaces what is at `to`, in one step. */
  readonly rename: (from: string, to: string) => Promise<void>
  /** A file, or a folder that is empty. Nothing happens when it is not there, or not empty. */
  readonly remove: (path: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** `''` is the log's own folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Afterwards the file has the new content or, after a crash, the old one: never half of it, and for good. */
export async function replaceDurably(disk: LogDisk, path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`
  await disk.write(draft, bytes)
  await disk.syncFile(draft)
  await disk.rename(draft, path)
  await disk.syncFolder(folderOf(path))
}

/** Makes a folder and those above it. Gives back the folders whose list of names changed and is not synced yet. */
export async function makeFolders(disk: LogDisk, path: string): Promise<readonly string[]> {
  const changed: string[] = []
  const steps = path === '' ? [] : path.split('/')
  for (const at of steps.keys()) {
    const folder = steps.slice(0, at + 1).join('/')
    if (await disk.makeFolder(folder)) changed.push(folderOf(folder))
  }
  return changed
}

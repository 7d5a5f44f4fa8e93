import { folderOf, type LogDisk } from './log-disk.ts'

/** What a disk that forgets does at a crash; numbers from 0 to 1. */
export type Random = () => number

type Inode = { durable: Uint8Array; current: Uint8Array }

const sectorBytes = 512

/** Thrown by every call once the machine is down. */
export class MachineDown extends Error {}

/**
 * A disk in memory that keeps only what was synced. Each call is two boundaries at which the machine may go down: before
 * it has any effect, and after, before its caller hears of it. What was not synced is then kept, lost or torn at random:
 * names each for themselves, bytes by sectors.
 */
export class SimDisk implements LogDisk {
  private durableNames = new Map<string, Inode>()
  private names = new Map<string, Inode>()
  private durableFolders = new Set([''])
  private folders = new Set([''])
  private boundariesLeft: number
  private readonly random: Random
  /** Boundaries passed since the disk was made or last came back. */
  boundaries = 0

  constructor(random: Random, crashAfterBoundaries: number = Number.POSITIVE_INFINITY) {
    this.random = random
    this.boundariesLeft = crashAfterBoundaries
  }

  read = (path: string) => this.call(() => this.names.get(path)?.current.slice())

  list = (folder: string) =>
    this.call(() =>
      [...this.names.keys(), ...this.folders]
        .filter((path) => path !== '' && folderOf(path) === folder)
        .map((path) => path.slice(folder === '' ? 0 : folder.length + 1)),
    )

  makeFolder = (path: string) =>
    this.call(() => {
      if (!this.folders.has(folderOf(path))) throw new Error(`ENOENT ${path}`)
      if (this.folders.has(path)) return false
      this.folders.add(path)
      return true
    })

  write = (path: string, bytes: Uint8Array) => this.call(() => this.put(path, () => bytes.slice()))

  append = (path: string, bytes: Uint8Array) => this.call(() => this.put(path, (old) => joined(old, bytes)))

  syncFile = (path: string) =>
    this.call(() => {
      const inode = this.names.get(path)
      if (inode === undefined) throw new Error(`ENOENT ${path}`)
      inode.durable = inode.current
    })

  syncFolder = (folder: string) =>
    this.call(() => {
      for (const path of new Set([...this.names.keys(), ...this.durableNames.keys()])) {
        if (folderOf(path) !== folder) continue
        const inode = this.names.get(path)
        if (inode === undefined) this.durableNames.delete(path)
        else this.durableNames.set(path, inode)
      }
      for (const path of new Set([...this.folders, ...this.durableFolders])) {
        if (path === '' || folderOf(path) !== folder) continue
        if (this.folders.has(path)) this.durableFolders.add(path)
        else this.durableFolders.delete(path)
      }
    })

  rename = (from: string, to: string) =>
    this.call(() => {
      const inode = this.names.get(from)
      if (inode === undefined) throw new Error(`ENOENT ${from}`)
      this.names.delete(from)
      this.names.set(to, inode)
    })

  remove = (path: string) =>
    this.call(() => {
      this.names.delete(path)
      const isEmpty = ![...this.names.keys(), ...this.folders].some((other) => folderOf(other) === path)
      if (path !== '' && isEmpty) this.folders.delete(path)
    })

  close = async () => {}

  /** The machine comes up again: what was not synced has met its fate. */
  restart(crashAfterBoundaries: number = Number.POSITIVE_INFINITY): void {
    const folders = new Set([...this.folders, ...this.durableFolders])
    this.folders = new Set([...folders].filter((path) => this.isSettled(path) || this.random() < 0.5))
    const paths = new Set([...this.names.keys(), ...this.durableNames.keys()])
    const kept = [...paths].flatMap((path) => {
      const [now, before] = [this.names.get(path), this.durableNames.get(path)]
      const inode = now === before || this.random() < 0.5 ? now : before
      return inode === undefined || !this.isReachable(path) ? [] : [[path, inode] as const]
    })
    for (const inode of new Set(kept.map(([, inode]) => inode))) this.settle(inode)
    this.names = new Map(kept)
    this.durableNames = new Map(kept)
    this.durableFolders = new Set(this.folders)
    this.boundaries = 0
    this.boundariesLeft = crashAfterBoundaries
  }

  /** Turns over one bit of one file, each bit of the disk as likely as any other. */
  flipBit(random: Random): { readonly path: string; readonly bit: number } {
    const files = [...this.names].filter(([, { current }]) => current.length > 0)
    let bit = Math.floor(random() * files.reduce((sum, [, { current }]) => sum + current.length * 8, 0))
    for (const [path, { current }] of files) {
      if (bit >= current.length * 8) {
        bit -= current.length * 8
        continue
      }
      const bytes = current.slice()
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
      this.names.set(path, { durable: bytes, current: bytes })
      return { path, bit }
    }
    throw new Error('there is nothing to flip')
  }

  /** Every file there is, in order. */
  paths(): readonly string[] {
    return [...this.names.keys()].sort()
  }

  /** A disk with the same content, all of it synced. */
  copy(): SimDisk {
    const other = new SimDisk(this.random)
    other.folders = new Set(this.folders)
    other.durableFolders = new Set(this.folders)
    other.names = new Map([...this.names].map(([path, { current }]) => [path, { durable: current, current }]))
    other.durableNames = new Map(other.names)
    return other
  }

  /** A folder that was neither made nor removed since the last sync. */
  private isSettled(folder: string): boolean {
    return this.folders.has(folder) && this.durableFolders.has(folder)
  }

  private isReachable(path: string): boolean {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
      if (!this.folders.has(folder)) return false
    return true
  }

  private put(path: string, content: (old: Uint8Array) => Uint8Array): void {
    if (!this.folders.has(folderOf(path))) throw new Error(`ENOENT ${path}`)
    const inode = this.names.get(path) ?? { durable: new Uint8Array(0), current: new Uint8Array(0) }
    inode.current = content(inode.current)
    this.names.set(path, inode)
  }

  /** Of the bytes that were not synced, each sector is there or not; the length is the old, the new or between. */
  private settle(inode: Inode): void {
    const { durable, current } = inode
    const fate = this.random()
    if (durable === current || fate < 0.3) inode.current = durable
    else if (fate > 0.6) inode.current = this.torn(durable, current)
    inode.durable = inode.current
  }

  private torn(durable: Uint8Array, current: Uint8Array): Uint8Array {
    const shorter = Math.min(durable.length, current.length)
    const longer = Math.max(durable.length, current.length)
    const bytes = new Uint8Array(shorter + Math.floor(this.random() * (longer - shorter + 1)))
    for (let at = 0; at < bytes.length; at += sectorBytes) {
      const source = this.random() < 0.5 ? current : durable
      bytes.set(source.subarray(at, Math.min(at + sectorBytes, bytes.length)), at)
    }
    return bytes
  }

  private async call<Value>(effect: () => Value): Promise<Value> {
    this.boundary()
    const value = effect()
    this.boundary()
    return value
  }

  private boundary(): void {
    if (this.boundariesLeft <= 0) throw new MachineDown('the machine is down')
    this.boundariesLeft--
    this.boundaries++
  }
}

function joined(old: Uint8Array, added: Uint8Array): Uint8Array {
  const whole = new Uint8Array(old.length + added.length)
  whole.set(old)
  whole.set(added, old.length)
  return whole
}

import { HeadBytes, type NativeColumn } from './native-column.ts'

/**
 * Memory of at least so many bytes, its content undefined. Shared: it goes to the thread that inserts without a copy,
 * and it does not count as the garbage of either.
 */
export type TakeMemory = (bytes: number) => SharedArrayBuffer

const newMemory: TakeMemory = (bytes) => new SharedArrayBuffer(bytes)

/** Rows of one table, column by column. A row is one `add` to each column and then `endRow`. */
export class NativeBlock<Columns extends Readonly<Record<string, NativeColumn>>> {
  readonly columns: Columns
  readonly names: readonly string[]
  private readonly ordered: readonly NativeColumn[]
  private rows = 0

  constructor(columns: Columns) {
    this.columns = columns
    this.names = Object.keys(columns)
    this.ordered = Object.values(columns)
  }

  endRow(): void {
    this.rows++
  }

  rowCount(): number {
    return this.rows
  }

  size(): number {
    let sum = 0
    for (const column of this.ordered) sum += column.size()
    return sum
  }

  /** The rows so far as one block of the format; this one starts again. */
  take(takeMemory: TakeMemory = newMemory): Uint8Array<SharedArrayBuffer> {
    const parts = [new HeadBytes().count(this.ordered.length).count(this.rows).bytes()]
    this.ordered.forEach((column, index) => {
      const name = this.names[index] as string
      parts.push(new HeadBytes().name(name).name(column.type).bytes(), ...column.parts())
    })
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    const block = new Uint8Array(takeMemory(bytes), 0, bytes)
    let at = 0
    for (const part of parts) {
      block.set(part, at)
      at += part.length
    }
    this.clear()
    return block
  }

  clear(): void {
    for (const column of this.ordered) column.clear()
    this.rows = 0
  }
}

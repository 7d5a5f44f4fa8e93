/**
 * Columns in ClickHouse's `Native` format, which the engine takes as they are: no text to read, no escapes.
 * (Formats, "Native"; one file of the format is the sum of its blocks.) Memory is kept between blocks.
 */
export interface NativeColumn {
  /** The type as the lake names it; it is converted to the table's own where they differ. */
  readonly type: string
  readonly size: () => number
  readonly parts: () => readonly Uint8Array[]
  /** Starts again, empty. */
  readonly clear: () => void
}

const firstBytes = 4096
/** A column that once held more than this gives its memory back. */
const keptMaxBytes = 32 * 1024 * 1024
/** Up to this length a loop costs less than a call into the runtime. */
const shortChars = 64

/** Bytes that grow. */
class Bytes {
  private memory = Buffer.allocUnsafeSlow(firstBytes)
  private at = 0

  size(): number {
    return this.at
  }

  written(): Uint8Array {
    return this.memory.subarray(0, this.at)
  }

  clear(): void {
    this.at = 0
    if (this.memory.length > keptMaxBytes) this.memory = Buffer.allocUnsafeSlow(firstBytes)
  }

  /** Little-endian, `width` bytes; the value fits. */
  integer(value: number, width: number): void {
    this.room(width)
    let rest = value
    for (let byte = 0; byte < width; byte++) {
      this.memory[this.at++] = rest & 0xff
      rest = Math.floor(rest / 256)
    }
  }

  text(text: string): void {
    if (text.length > shortChars || !this.shortText(text)) this.encoded(text)
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    this.length(end - start)
    this.room(end - start)
    this.memory.set(source.subarray(start, end), this.at)
    this.at += end - start
  }

  /** False, and nothing written: it holds more than ASCII. */
  private shortText(text: string): boolean {
    this.room(text.length + 1)
    const { memory } = this
    let to = this.at
    memory[to++] = text.length
    for (let from = 0; from < text.length; from++) {
      const unit = text.charCodeAt(from)
      if (unit >= 0x80) return false
      memory[to++] = unit
    }
    this.at = to
    return true
  }

  private encoded(text: string): void {
    const bytes = Buffer.byteLength(text)
    this.length(bytes)
    this.room(bytes)
    this.at += this.memory.write(text, this.at)
  }

  /** LEB128, as the format writes lengths. */
  private length(value: number): void {
    this.room(10)
    let rest = value
    while (rest >= 0x80) {
      this.memory[this.at++] = (rest & 0x7f) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.memory[this.at++] = rest
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.memory.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.memory.length * 2, this.at + bytes))
    this.memory.copy(larger, 0, 0, this.at)
    this.memory = larger
  }
}

/** Text, or bytes of any kind: the lake's `String` holds both. */
export class TextColumn implements NativeColumn {
  readonly type = 'String'
  private readonly data = new Bytes()

  add(text: string): void {
    this.data.text(text)
  }

  addBytes(source: Uint8Array, start: number, end: number): void {
    this.data.bytes(source, start, end)
  }

  size(): number {
    return this.data.size()
  }

  parts(): readonly Uint8Array[] {
    return [this.data.written()]
  }

  clear(): void {
    this.data.clear()
  }
}

/** Unsigned integers. A value that does not fit counts as 0, "unknown": records are hostile. */
export class UnsignedColumn implements NativeColumn {
  readonly type: string
  private readonly width: number
  private readonly data = new Bytes()

  constructor(bits: 8 | 16 | 32) {
    this.type = `UInt${bits}`
    this.width = bits / 8
  }

  add(value: number): void {
    const fits = Number.isInteger(value) && value >= 0 && value < 256 ** this.width
    this.data.integer(fits ? value : 0, this.width)
  }

  size(): number {
    return this.data.size()
  }

  parts(): readonly Uint8Array[] {
    return [this.data.written()]
  }

  clear(): void {
    this.data.clear()
  }
}

/** What DateTime64(3) holds: 1900-01-01 to 2299-12-31. */
export const lakeTimeMinMs = Date.UTC(1900, 0, 1)
export const lakeTimeMaxMs = Date.UTC(2299, 11, 31, 23, 59, 59, 999)

/** The nearest time the lake can hold; the record itself keeps what its source wrote. */
export function lakeTimeMs(milliseconds: number): number {
  if (Number.isNaN(milliseconds)) return 0
  return Math.floor(Math.min(lakeTimeMaxMs, Math.max(lakeTimeMinMs, milliseconds)))
}

/** Times in milliseconds since the epoch. */
export class TimeColumn implements NativeColumn {
  readonly type = "DateTime64(3, 'UTC')"
  private readonly data = new Bytes()

  add(milliseconds: number): void {
    this.data.integer(lakeTimeMs(milliseconds), 8)
  }

  size(): number {
    return this.data.size()
  }

  parts(): readonly Uint8Array[] {
    return [this.data.written()]
  }

  clear(): void {
    this.data.clear()
  }
}

/** Lists of texts: where each row's list ends, then all items. */
export class TextsColumn implements NativeColumn {
  readonly type = 'Array(String)'
  private readonly ends = new Bytes()
  private readonly items = new Bytes()
  private count = 0

  add(items: readonly string[]): void {
    for (const item of items) this.items.text(item)
    this.count += items.length
    this.ends.integer(this.count, 8)
  }

  size(): number {
    return this.ends.size() + this.items.size()
  }

  parts(): readonly Uint8Array[] {
    return [this.ends.written(), this.items.written()]
  }

  clear(): void {
    this.ends.clear()
    this.items.clear()
    this.count = 0
  }
}

/** Maps of texts to texts: where each row's map ends, then all keys, then all values. */
export class TextMapColumn implements NativeColumn {
  readonly type = 'Map(String, String)'
  private readonly ends = new Bytes()
  private readonly keys = new Bytes()
  private readonly values = new Bytes()
  private count = 0

  add(entries: readonly (readonly [string, string])[]): void {
    for (const [key, value] of entries) {
      this.keys.text(key)
      this.values.text(value)
    }
    this.count += entries.length
    this.ends.integer(this.count, 8)
  }

  size(): number {
    return this.ends.size() + this.keys.size() + this.values.size()
  }

  parts(): readonly Uint8Array[] {
    return [this.ends.written(), this.keys.written(), this.values.written()]
  }

  clear(): void {
    for (const data of [this.ends, this.keys, this.values]) data.clear()
    this.count = 0
  }
}

/** Names, numbers of columns and rows: the head of a block and of each of its columns. */
export class HeadBytes {
  private readonly parts: number[] = []

  count(value: number): this {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.parts.push((rest & 0x7f) | 0x80)
    this.parts.push(rest)
    return this
  }

  name(text: string): this {
    const bytes = Buffer.from(text)
    this.count(bytes.length).parts.push(...bytes)
    return this
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.parts)
  }
}

/**
 * Rows in ClickHouse's `TabSeparated`, written straight into one growing buffer. Backslash, tab, newline, carriage
 * return and NUL are escaped (Formats, "TabSeparated: Data Formatting"); every other byte goes as it came, valid
 * UTF-8 or not.
 */
export type RowBuffer = {
  readonly text: (text: string) => void
  readonly bytes: (source: Uint8Array, start: number, end: number) => void
  readonly integer: (value: number) => void
  /** DateTime64(3): milliseconds since the epoch, within 1900 to 2299. */
  readonly time: (milliseconds: number) => void
  readonly texts: (items: readonly string[]) => void
  readonly map: (entries: readonly (readonly [string, string])[]) => void
  readonly tab: () => void
  readonly endRow: () => void
  readonly size: () => number
  readonly rowCount: () => number
  /** The rows so far in a buffer of their own; this one starts again. */
  readonly take: () => Uint8Array<SharedArrayBuffer>
}

const tab = 0x09
const newline = 0x0a
const backslash = 0x5c
const quote = 0x27

const escapes = new Uint8Array(256)
escapes[0x00] = 0x30
escapes[tab] = 0x74
escapes[newline] = 0x6e
escapes[0x0d] = 0x72
escapes[backslash] = backslash

const quotedEscapes = escapes.slice()
quotedEscapes[quote] = quote

/**
 * Memory of at least so many bytes, its content undefined. Shared: it goes to the thread that inserts without a copy,
 * and it does not count as the garbage of either.
 */
export type TakeMemory = (bytes: number) => SharedArrayBuffer

const noMemory = new SharedArrayBuffer(0)
const newMemory: TakeMemory = (bytes) => new SharedArrayBuffer(bytes)

/** Whether one of four bytes is below 0x20, a backslash or a quote. (H. S. Warren, Hacker's Delight, 6-1: zero byte in a word.) */
function mayNeedEscape(word: number): boolean {
  const slash = word ^ 0x5c5c5c5c
  const tick = word ^ 0x27272727
  const below = (word - 0x20202020) & ~word
  const found = below | ((slash - 0x01010101) & ~slash) | ((tick - 0x01010101) & ~tick)
  return (found & 0x80808080) !== 0
}

/** `firstBytes` is a guess at what will be written; no memory is taken before the first row. */
export function createRowBuffer(firstBytes: number, takeMemory: TakeMemory = newMemory): RowBuffer {
  let buffer = Buffer.from(noMemory)
  let at = 0
  let rows = 0

  const room = (bytes: number): void => {
    if (at + bytes <= buffer.length) return
    const larger = Buffer.from(takeMemory(Math.max(firstBytes, buffer.length * 2, at + bytes)))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const put = (source: Uint8Array, start: number, end: number, table: Uint8Array): void => {
    room((end - start) * 2)
    const target = buffer
    const words = end - 3
    const from4 = new DataView(source.buffer, source.byteOffset, source.byteLength)
    const to4 = new DataView(target.buffer, target.byteOffset, target.byteLength)
    let to = at
    let from = start
    while (from < end) {
      // Four bytes at once, as long as none of them could need an escape.
      while (from < words) {
        const word = from4.getInt32(from)
        if (mayNeedEscape(word)) break
        to4.setInt32(to, word)
        from += 4
        to += 4
      }
      for (const stop = Math.min(from + 4, end); from < stop; from++) {
        const byte = source[from] as number
        const letter = table[byte] as number
        if (letter !== 0) {
          target[to++] = backslash
          target[to++] = letter
        } else target[to++] = byte
      }
    }
    at = to
  }
  const putText = (text: string, table: Uint8Array): void => {
    room(text.length * 2)
    const target = buffer
    let to = at
    for (let from = 0; from < text.length; from++) {
      const unit = text.charCodeAt(from)
      if (unit >= 0x80) {
        const encoded = Buffer.from(text)
        put(encoded, 0, encoded.length, table)
        return
      }
      const letter = table[unit] as number
      if (letter !== 0) {
        target[to++] = backslash
        target[to++] = letter
      } else target[to++] = unit
    }
    at = to
  }
  const byte = (value: number): void => {
    room(1)
    buffer[at++] = value
  }
  const quoted = (text: string): void => {
    byte(quote)
    putText(text, quotedEscapes)
    byte(quote)
  }
  return {
    text: (text) => putText(text, escapes),
    bytes: (source, start, end) => put(source, start, end, escapes),
    integer: (value) => putText(String(Math.trunc(value)), escapes),
    time: (milliseconds) => putText(lakeTime(milliseconds), escapes),
    texts: (items) => {
      byte(0x5b)
      items.forEach((item, index) => {
        if (index > 0) byte(0x2c)
        quoted(item)
      })
      byte(0x5d)
    },
    map: (entries) => {
      byte(0x7b)
      entries.forEach(([key, value], index) => {
        if (index > 0) byte(0x2c)
        quoted(key)
        byte(0x3a)
        quoted(value)
      })
      byte(0x7d)
    },
    tab: () => byte(tab),
    endRow: () => {
      byte(newline)
      rows++
    },
    size: () => at,
    rowCount: () => rows,
    take: () => {
      const taken = new Uint8Array(buffer.buffer, 0, at)
      buffer = Buffer.from(noMemory)
      at = 0
      rows = 0
      return taken
    },
  }
}

/** What DateTime64(3) holds: 1900-01-01 to 2299-12-31. */
export const lakeTimeMinMs = Date.UTC(1900, 0, 1)
export const lakeTimeMaxMs = Date.UTC(2299, 11, 31, 23, 59, 59, 999)

/** The nearest time the lake can hold; the record itself keeps what its source wrote. */
export function lakeTimeMs(milliseconds: number): number {
  if (Number.isNaN(milliseconds)) return 0
  return Math.min(lakeTimeMaxMs, Math.max(lakeTimeMinMs, milliseconds))
}

/** Seconds since the epoch with ten digits: 2001 to 2286. */
const plainFromMs = 1_000_000_000_000
const plainToMs = 10_000_000_000_000

/**
 * A DateTime64(3) as text: `1772615553.250`, seconds since the epoch, which costs no calendar; outside of 2001 to 2286,
 * where the lake would take the digits for a date, `2300-01-02 03:04:05.678`.
 */
export function lakeTime(milliseconds: number): string {
  const held = Math.floor(lakeTimeMs(milliseconds))
  if (held < plainFromMs || held >= plainToMs) return calendarTime(held)
  const digits = String(held)
  return `${digits.slice(0, 10)}.${digits.slice(10)}`
}

function calendarTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '')
}

/**
 * One field in ClickHouse's `TabSeparated`: backslash, tab and newline are what the reader would take for structure.
 * (Formats, "TabSeparated: Data Formatting".)
 */
export function tsvText(text: string): string {
  return /[\\\t\n\r\0]/.test(text) ? text.replace(/[\\\t\n\r\0]/g, (found) => escapes[found] as string) : text
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
}

/** The same for bytes of any kind, UTF-8 or not. */
export function tsvBytes(bytes: Uint8Array): Uint8Array {
  const escaped: number[] = []
  for (const byte of bytes) {
    const letter = letters.get(byte)
    if (letter === undefined) escaped.push(byte)
    else escaped.push(0x5c, letter)
  }
  return Uint8Array.from(escaped)
}

const letters: ReadonlyMap<number, number> = new Map([
  [0x5c, 0x5c],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0d, 0x72],
  [0x00, 0x30],
])

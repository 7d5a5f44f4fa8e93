/**
 * Finds where JSON values begin and end in bytes, without building them: the bytes of a record stay as they came.
 * Nesting and strings are followed; grammar is left to the parser that reads the value.
 */
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

export type Range = { readonly start: number; readonly end: number }
export type Member = { readonly key: string; readonly value: Range }

/** First byte that is no JSON white space (or other control byte), or `end`. A byte order mark counts as blank. */
export function skipBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3
  while (at < end && (bytes[at] as number) <= 0x20) at++
  return at
}

/** The byte after the value that begins at `from`, or -1 when it does not end before `end`. */
export function skipValue(bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from]
  if (first === quote) return skipString(bytes, from, end)
  if (first === openBrace || first === openBracket) return skipNested(bytes, from, end)
  let at = from
  while (at < end && !endsScalar(bytes[at] as number)) at++
  return at > from ? at : -1
}

function endsScalar(byte: number): boolean {
  return byte <= 0x20 || byte === comma || byte === closeBrace || byte === closeBracket || byte === colon
}

function skipString(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    const byte = bytes[at]
    if (byte === backslash) at++
    else if (byte === quote) return at + 1
  }
  return -1
}

function skipNested(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0
  for (let at = from; at < end; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      const after = skipString(bytes, at, end)
      if (after === -1) return -1
      at = after - 1
    } else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at + 1
  }
  return -1
}

/** Elements of the array that begins at `from`. `rest`: where reading stopped when the array is broken. */
export function elementsOf(
  bytes: Uint8Array,
  from: number,
  end: number,
): { readonly elements: readonly Range[]; readonly after: number; readonly rest: number | undefined } {
  const elements: Range[] = []
  let at = skipBlank(bytes, from + 1, end)
  while (at < end) {
    if (bytes[at] === closeBracket) return { elements, after: at + 1, rest: undefined }
    const after = skipValue(bytes, at, end)
    if (after === -1) break
    elements.push({ start: at, end: after })
    at = skipBlank(bytes, after, end)
    if (bytes[at] === comma) at = skipBlank(bytes, at + 1, end)
    else if (bytes[at] !== closeBracket) break
  }
  return { elements, after: at, rest: at }
}

/** Members of the object that begins at `from`, as far as they can be told apart. */
export function membersOf(bytes: Buffer, from: number, end: number): readonly Member[] {
  const members: Member[] = []
  let at = skipBlank(bytes, from + 1, end)
  while (at < end && bytes[at] === quote) {
    const keyEnd = skipString(bytes, at, end)
    if (keyEnd === -1) break
    const key = bytes.toString('utf8', at + 1, keyEnd - 1)
    at = skipBlank(bytes, keyEnd, end)
    if (bytes[at] !== colon) break
    at = skipBlank(bytes, at + 1, end)
    const after = skipValue(bytes, at, end)
    if (after === -1) break
    members.push({ key, value: { start: at, end: after } })
    at = skipBlank(bytes, after, end)
    if (bytes[at] === comma) at = skipBlank(bytes, at + 1, end)
  }
  return members
}

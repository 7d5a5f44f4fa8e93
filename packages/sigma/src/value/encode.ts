export type WideEncoding = 'utf16le' | 'utf16be' | 'utf16'

/** Bytes of a text in UTF-16. `utf16` has a byte order mark and is little-endian, as on Windows. */
export function wideBytes(text: string, encoding: WideEncoding): Buffer {
  const little = Buffer.from(encoding === 'utf16' ? `\ufeff${text}` : text, 'utf16le')
  return encoding === 'utf16be' ? little.swap16() : little
}

/** Source: Sigma 2.1 modifiers, `base64offset`: what survives of a text in Base64 when it begins at byte 0, 1 or 2 of a triple. */
export function base64Offsets(bytes: Buffer): readonly string[] {
  const starts = [0, 2, 3]
  const ends = [0, 3, 2]
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset, ' '), bytes]).toString('base64')
    return encoded.slice(starts[offset], encoded.length - ends[(bytes.length + offset) % 3]!)
  })
}

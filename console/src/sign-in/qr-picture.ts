import encode from 'qr'

export type QrPicture = {
  /** Side of the square, in modules. */
  readonly size: number
  /** Dark modules, as the `d` of an SVG path. */
  readonly path: string
}

/** ISO/IEC 18004 asks for four light modules around the symbol. */
const quietModules = 4

/** A text as a QR code. */
export function qrPicture(text: string): QrPicture {
  const rows = encode(text, 'raw', { border: quietModules, ecc: 'medium' })
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size: rows.length, path: dark.join('') }
}

/** Test code: pictures, made byte by byte. */
import { crc32, deflateSync } from 'node:zlib'

type Made = {
  readonly width: number
  readonly height: number
  /** Chunks that are not picture, by name. */
  readonly remarks?: Readonly<Record<string, string>>
}

export function pngOf({
  width,
  height,
  remarks = {},
  pixels = true,
}: Made & { readonly pixels?: boolean }): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits of grey.
  head[8] = 8
  const rows = deflateSync(Buffer.alloc((width + 1) * height))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    ...Object.entries(remarks).map(([name, text]) => pngChunk(name, Buffer.from(text, 'latin1'))),
    ...(pixels ? [pngChunk('IDAT', rows)] : []),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([number(data.length, 'BE'), checked, number(crc32(checked), 'BE')])
}

/** Lossless; the head only, since nothing here looks at pixels. */
export function webpOf({ width, height, flags, remarks = {} }: Made & { readonly flags?: number }): Buffer {
  const picture = Buffer.concat([Buffer.from([0x2f]), number((width - 1) | ((height - 1) << 14), 'LE')])
  return riffOf([
    ...(flags === undefined ? [] : [['VP8X', extended(flags)] as const]),
    ['VP8L', picture],
    ...Object.entries(remarks).map(([name, text]) => [name, Buffer.from(text)] as const),
  ])
}

export function lossyWebp(width: number, height: number): Buffer {
  const head = Buffer.from([0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0, 0, 0, 0])
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  return riffOf([['VP8 ', head]])
}

export function animatedWebp(): Buffer {
  return riffOf([
    ['VP8X', extended(0b0000_0010)],
    ['ANIM', Buffer.alloc(6)],
  ])
}

export function riffOf(chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const body = chunks.map(([type, data]) =>
    Buffer.concat([Buffer.from(type), number(data.length, 'LE'), data, Buffer.alloc(data.length % 2)]),
  )
  const all = Buffer.concat([Buffer.from('WEBP'), ...body])
  return Buffer.concat([Buffer.from('RIFF'), number(all.length, 'LE'), all])
}

function extended(flags: number): Buffer {
  return Buffer.concat([Buffer.from([flags]), Buffer.alloc(9)])
}

function number(value: number, order: 'BE' | 'LE'): Buffer {
  const bytes = Buffer.alloc(4)
  if (order === 'BE') bytes.writeUInt32BE(value >>> 0)
  else bytes.writeUInt32LE(value >>> 0)
  return bytes
}

import { crc32 } from 'node:zlib'
import { CountersignError } from '../../platform/errors.ts'
import type { Picture } from './logo.ts'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** PNG (Third Edition), clause 11: what the picture is made of, and what its colours mean. */
const keptChunks = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT'])
/** Length, type and checksum. */
const frameBytes = 12

type Chunk = { readonly type: string; readonly data: Buffer; readonly whole: Buffer }

/** Undefined when it is no PNG. Errors: LOGO_REFUSED when it is a broken or moving one. */
export function readPng(file: Buffer): Picture | undefined {
  if (!file.subarray(0, signature.length).equals(signature)) return undefined
  const chunks = chunksOf(file)
  const types = chunks.map(({ type }) => type)
  const [header] = chunks
  if (header?.type !== 'IHDR' || header.data.length !== 13 || !types.includes('IDAT'))
    throw new CountersignError('LOGO_REFUSED', 'the PNG has no picture')
  if (types.includes('acTL')) throw new CountersignError('LOGO_REFUSED', 'the PNG moves')
  const kept = chunks.filter(({ type }) => keptChunks.has(type)).map(({ whole }) => whole)
  return {
    mediaType: 'image/png',
    width: header.data.readUInt32BE(0),
    height: header.data.readUInt32BE(4),
    bytes: Buffer.concat([signature, ...kept]),
  }
}

/** Up to the end of the picture; what follows it is left. */
function chunksOf(file: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = []
  for (let at = signature.length; at + frameBytes <= file.length; ) {
    const end = at + frameBytes + file.readUInt32BE(at)
    if (end > file.length) break
    const whole = file.subarray(at, end)
    if (crc32(whole.subarray(4, -4)) !== whole.readUInt32BE(whole.length - 4)) break
    const type = whole.subarray(4, 8).toString('latin1')
    chunks.push({ type, data: whole.subarray(8, -4), whole })
    if (type === 'IEND') return chunks
    at = end
  }
  throw new CountersignError('LOGO_REFUSED', 'the PNG is damaged or cut short')
}

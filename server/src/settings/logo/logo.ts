import { CountersignError } from '../../platform/errors.ts'
import { readPng } from './png.ts'
import { readWebp } from './webp.ts'

/** A still picture without anything but its pixels and their colour space. */
export type Picture = {
  readonly mediaType: 'image/png' | 'image/webp'
  readonly width: number
  readonly height: number
  readonly bytes: Buffer
}

export type LogoLimits = { readonly logoMaxBytes: number; readonly logoSideMaxPixels: number }

/**
 * Takes PNG and WebP by what is in the file, whatever its name says, and leaves out what is not picture: comments, places,
 * authors, anything behind the end. SVG is refused: it is a document that can hold scripts and load from elsewhere.
 * Errors: LOGO_REFUSED.
 */
export function readLogo(file: Buffer, { logoMaxBytes, logoSideMaxPixels }: LogoLimits): Picture {
  if (file.length > logoMaxBytes) throw refused(`it has ${file.length} bytes and may have ${logoMaxBytes}`)
  const picture = readPng(file) ?? readWebp(file)
  if (picture === undefined)
    throw refused(isSvg(file) ? 'SVG can hold scripts' : 'it is neither PNG nor WebP')
  const { width, height } = picture
  if (Math.min(width, height) < 1 || Math.max(width, height) > logoSideMaxPixels)
    throw refused(`it is ${width} by ${height} pixels; a side has 1 to ${logoSideMaxPixels}`)
  return picture
}

function refused(why: string): CountersignError {
  return new CountersignError('LOGO_REFUSED', why)
}

function isSvg(file: Buffer): boolean {
  return /<svg[\s>]/i.test(file.subarray(0, 4096).toString('latin1'))
}

import { FormatError } from './format-error.ts'

/** Hashes in a full tile, and entries in a full bundle: c2sp.org/tlog-tiles. */
export const tileWidth = 256
/** Levels of the tree between a tile's hashes and its root. */
export const tileHeight = 8

const levelMax = 63
const widthOfFull = tileWidth

/** `level` counts tiles from the leaves; a bundle holds the entries themselves. `width` is 1 to 256, 256 when full. */
export type TileName =
  | { readonly kind: 'hashes'; readonly level: number; readonly index: number; readonly width: number }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number }

/** `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, relative to the log's prefix. */
export function tilePath(tile: TileName): string {
  const folder = tile.kind === 'entries' ? 'entries' : String(tile.level)
  const partial = tile.width === widthOfFull ? '' : `.p/${tile.width}`
  return `tile/${folder}/${indexPath(tile.index)}${partial}`
}

/** 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
  const groups: string[] = []
  let rest = index
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'))
    rest = Math.floor(rest / 1000)
  } while (rest > 0)
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
}

// 2^53 - 1 has 16 digits: six groups.
const shape = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** @throws FormatError when the path is not spelt as the specification says, so that each tile has one path */
export function parseTilePath(path: string): TileName {
  const [, folder, groups, partial] = shape.exec(path) ?? []
  if (folder === undefined || groups === undefined) throw new FormatError('the path names no tile')
  const index = Number(groups.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? widthOfFull : Number(partial)
  const tile: TileName =
    folder === 'entries'
      ? { kind: 'entries', index, width }
      : { kind: 'hashes', level: Number(folder), index, width }
  const isInRange = Number.isSafeInteger(index) && (tile.kind === 'entries' || tile.level <= levelMax)
  // Written again it must be the same: no `x000/` in front, no level `07`, no width 256.
  if (!isInRange || tilePath(tile) !== path) throw new FormatError('the path names no tile')
  return tile
}

/** How wide tile `index` of `level` is in a tree of `size` entries; 0 when it does not exist. */
export function widthInTree(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / 256 ** level)
  return Math.max(0, Math.min(widthOfFull, hashes - index * tileWidth))
}

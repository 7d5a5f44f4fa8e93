import { tileWidth } from '../tile-path.ts'
import { LogError } from './log-error.ts'
import type { TileStore } from './tile-store.ts'

/** What reading a whole log came to. Every message of `damaged` names the entries and says what to do. */
export type Audit = {
  readonly checkedFiles: number
  readonly mendedFiles: readonly string[]
  readonly damaged: readonly string[]
}

/** Checks all that is full; the edge and the heads were seen to before. */
export async function auditTree(tiles: TileStore, mendedHeads: readonly string[]): Promise<Audit> {
  tiles.forgetCache()
  const damaged: string[] = []
  let checkedFiles = 0
  const check = async (read: () => Promise<unknown>) => {
    checkedFiles++
    try {
      await read()
    } catch (error) {
      if (!(error instanceof LogError)) throw error
      damaged.push(error.message)
    }
  }
  const { size } = tiles
  for (let level = 0, span = tileWidth; span <= size; level++, span *= tileWidth)
    for (let index = 0; (index + 1) * span <= size; index++)
      await check(() => tiles.hashes(level, index, tileWidth))
  for (let index = 0; (index + 1) * tileWidth <= size; index++) await check(() => tiles.entries(index))
  return {
    checkedFiles,
    mendedFiles: [...mendedHeads, ...tiles.repaired.splice(0)],
    damaged: [...new Set(damaged)],
  }
}

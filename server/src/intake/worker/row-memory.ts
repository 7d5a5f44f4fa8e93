import type { TakeMemory } from '../../platform/lake/native-block.ts'

/** Memory of rows that comes back after it was written: see body-memory.ts for why. */
export type RowMemory = {
  readonly take: TakeMemory
  readonly giveBack: (buffers: readonly SharedArrayBuffer[]) => void
}

const keptMinBytes = 256 * 1024
const keptMaxBuffers = 3
const slack = 4

export function rowMemory(): RowMemory {
  const free: SharedArrayBuffer[] = []
  return {
    take: (bytes) => {
      const at = free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= bytes * slack)
      const [found] = at === -1 ? [] : free.splice(at, 1)
      return found ?? new SharedArrayBuffer(bytes)
    },
    giveBack: (buffers) => {
      free.push(...buffers.filter(({ byteLength }) => byteLength >= keptMinBytes))
      // The oldest are of a size that nobody asks for.
      if (free.length > keptMaxBuffers) free.splice(0, free.length - keptMaxBuffers)
    },
  }
}

/**
 * Shared memory for bodies, used again: fresh memory costs the kernel a fault per page, and the collector a round for
 * every few bodies.
 */
export type BodyMemory = {
  /** At least so many bytes; what is in them is left over from another body. */
  readonly take: (bytes: number) => SharedArrayBuffer
  /** Only when nobody reads it any more. */
  readonly giveBack: (memory: SharedArrayBuffer) => void
}

/** Smaller ones come cheap and are not kept. */
const keptMinBytes = 256 * 1024
const keptMaxBytes = 64 * 1024 * 1024
/** A body may sit in memory up to this many times its size. */
const slack = 4

export function bodyMemory(): BodyMemory {
  const free: SharedArrayBuffer[] = []
  let freeBytes = 0
  return {
    take: (bytes) => {
      const at = free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= bytes * slack)
      const [found] = at === -1 ? [] : free.splice(at, 1)
      if (found === undefined) return new SharedArrayBuffer(bytes < keptMinBytes ? bytes : roundUp(bytes))
      freeBytes -= found.byteLength
      return found
    },
    giveBack: (memory) => {
      if (memory.byteLength < keptMinBytes || freeBytes + memory.byteLength > keptMaxBytes) return
      freeBytes += memory.byteLength
      free.push(memory)
    },
  }
}

/** To a quarter of a power of two, so that bodies of about one size share memory. */
function roundUp(bytes: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(bytes)) - 2)
  return Math.ceil(bytes / step) * step
}

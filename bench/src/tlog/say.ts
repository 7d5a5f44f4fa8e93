import { writeSync } from 'node:fs'

const retryMilliseconds = 1
const nobody = new Int32Array(new SharedArrayBuffer(4))

/**
 * Writes to the standard output before it returns, so that what is said survives this process. A pipe that is full is
 * waited for.
 */
export function say(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(nobody, 0, 0, retryMilliseconds)
    }
  }
}

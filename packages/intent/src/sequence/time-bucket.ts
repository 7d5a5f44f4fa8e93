/** How many classes of elapsed time there are. */
export const timeBuckets = 16

/** The class of a time between two events: 0 below a second, then by powers of two, 15 from about four and a half hours. */
export function timeBucket(elapsedMs: number): number {
  const seconds = Math.floor(elapsedMs / 1000)
  if (seconds < 1) return 0
  return Math.min(timeBuckets - 1, 32 - Math.clz32(Math.min(seconds, 0x7fffffff)))
}

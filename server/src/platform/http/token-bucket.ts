/** A full bucket holds a minute's worth, and fills again evenly. Times in milliseconds. */
export type TokenBuckets = {
  /** Takes one token of this key; when there is none, in how many whole seconds there is. */
  readonly take: (key: string, nowMs: number) => number | undefined
}

type Bucket = { tokens: number; atMs: number }

const minuteMs = 60_000
/** Above this many, buckets that are full again are dropped: they say no more than none. */
const bucketsKeptMax = 10_000

export function tokenBuckets(perMinute: number): TokenBuckets {
  const buckets = new Map<string, Bucket>()
  const filled = (bucket: Bucket, nowMs: number) =>
    Math.min(perMinute, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) * perMinute) / minuteMs)
  const dropFull = (nowMs: number) => {
    for (const [key, bucket] of buckets) if (filled(bucket, nowMs) >= perMinute) buckets.delete(key)
  }
  return {
    take: (key, nowMs) => {
      const bucket = buckets.get(key) ?? { tokens: perMinute, atMs: nowMs }
      const tokens = filled(bucket, nowMs)
      if (!buckets.has(key) && buckets.size >= bucketsKeptMax) dropFull(nowMs)
      const isLeft = tokens >= 1
      buckets.set(key, { tokens: isLeft ? tokens - 1 : tokens, atMs: nowMs })
      return isLeft ? undefined : Math.ceil(((1 - tokens) * minuteMs) / perMinute / 1000)
    },
  }
}

import type { Found } from '@countersign/ocsf/fields'
import { rfc3339, timeMsOf } from '@countersign/ocsf/time'

/** ISO 8601, UTC, from the many ways that configuration writes a time; undefined for what is none, and for zero. */
export function isoTime(value: Found): string | undefined {
  if (value === 0 || value === '0') return undefined
  const ms = timeMsOf(value)
  return ms === undefined ? undefined : rfc3339(ms)
}

/** The latest of several times, all ISO 8601 in UTC. */
export function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1)
}

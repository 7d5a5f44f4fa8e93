import { CountersignError } from '../platform/errors.ts'

/** Bytes of requests held in memory, bounded. */
export type InFlight = {
  /** Errors: TOO_BUSY when they do not fit. The returned function gives them back, once. */
  readonly reserve: (bytes: number) => () => void
  readonly bytes: () => number
}

const retryAfterSeconds = 1

export function inFlight(maxBytes: number): InFlight {
  let held = 0
  return {
    reserve: (bytes) => {
      // A single request always fits when nothing else is held: its own limits bound it.
      if (held > 0 && held + bytes > maxBytes)
        throw new CountersignError('TOO_BUSY', 'intakeInFlightMaxBytes are held already', {
          retryAfterSeconds,
        })
      held += bytes
      let open = true
      return () => {
        if (open) held -= bytes
        open = false
      }
    },
    bytes: () => held,
  }
}

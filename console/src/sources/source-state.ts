import type { Source } from '@countersign/api/source'

/** A source that sent within this time counts as live. */
export const liveWithinMs = 5 * 60_000

export type SourceState = 'live' | 'quiet' | 'silent' | 'revoked'

export const sourceStateWords: Readonly<Record<SourceState, string>> = {
  live: 'Live',
  quiet: 'Quiet',
  silent: 'Never sent',
  revoked: 'Revoked',
}

export function sourceState(source: Source, nowMs: number): SourceState {
  if (source.revokedAt !== null) return 'revoked'
  if (source.lastSeenAt === null) return 'silent'
  return nowMs - Date.parse(source.lastSeenAt) < liveWithinMs ? 'live' : 'quiet'
}

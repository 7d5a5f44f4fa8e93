import { sql } from 'kysely'
import type { State, StateTransaction } from '../../platform/state/state.ts'

const channel = 'signal_outbox'

/** Polls of receivers that wait for something to be told (RFC 8936, section 2.4), on every node. */
export type PollWaiters = {
  /**
   * Waits from now on, so that nothing told after this is missed. `news` resolves when something was told on the stream, or
   * `forMs` have passed; `stop` has to be called in any case. Errors: STATE_DOWN.
   */
  readonly begin: (streamId: string, forMs: number) => Promise<Waiting>
  /** For a server that stops: everybody is answered. */
  readonly wakeAll: () => void
}

export type Waiting = { readonly news: Promise<void>; readonly stop: () => void }

/** Wakes whoever waits on the stream once the transaction is committed. */
export async function tellWaiters(tx: StateTransaction, streamId: string): Promise<void> {
  await sql`SELECT pg_notify(${channel}, ${streamId})`.execute(tx)
}

export function openPollWaiters(state: Pick<State, 'listen'>): PollWaiters {
  const waiting = new Map<string, Set<() => void>>()
  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake()
  }
  // A lost connection may have lost news: then the payload names no stream, and everybody looks again.
  const wake = (streamId: string) => {
    if (streamId === '') return wakeAll()
    for (const one of waiting.get(streamId) ?? []) one()
  }
  let listening: Promise<unknown> | undefined
  const listen = () => {
    listening ??= state.listen(channel, wake).catch((error: unknown) => {
      listening = undefined
      throw error
    })
    return listening
  }
  return {
    begin: async (streamId, forMs) => {
      await listen()
      const { promise: news, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, forMs)
      const wakes = waiting.get(streamId) ?? new Set()
      waiting.set(streamId, wakes.add(resolve))
      return {
        news,
        stop: () => {
          clearTimeout(timer)
          wakes.delete(resolve)
          if (wakes.size === 0) waiting.delete(streamId)
        },
      }
    },
    wakeAll,
  }
}

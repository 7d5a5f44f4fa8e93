import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.ts'

export type Listener = {
  readonly listen: (channel: string, handler: (payload: string) => void) => Promise<() => Promise<void>>
  readonly close: () => Promise<void>
}

/** Channels are written into LISTEN, which takes no parameters. */
const channelPattern = /^[a-z][a-z0-9_]{0,62}$/
const reconnectFirstMilliseconds = 50
const reconnectMaxMilliseconds = 5000

/**
 * One connection for all channels, made when first needed and made again when it breaks. Notifications sent while
 * it is down are lost: after a reconnect each handler is called with an empty payload, meaning "look again".
 */
export function openListener(login: pg.ClientConfig, log: Log): Listener {
  const handlers = new Map<string, Set<(payload: string) => void>>()
  let client: Promise<pg.Client> | undefined
  let closed = false

  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client({ ...login, application_name: 'countersign listener' })
    made.on('error', (error) => log.warn({ err: error }, 'the listening connection broke'))
    made.on('notification', ({ channel, payload }) => deliver(channel, payload ?? ''))
    await made.connect()
    for (const channel of handlers.keys()) await made.query(`LISTEN ${channel}`)
    made.once('end', () => {
      if (!closed) client = reconnect()
    })
    return made
  }

  const reconnect = async (): Promise<pg.Client> => {
    for (let pause = reconnectFirstMilliseconds; ; pause = Math.min(pause * 2, reconnectMaxMilliseconds)) {
      await sleep(pause)
      if (closed) throw new Error('the listener is closed')
      try {
        const made = await connect()
        for (const channel of handlers.keys()) deliver(channel, '')
        return made
      } catch (error) {
        log.debug({ err: error }, 'listening again failed')
      }
    }
  }

  const deliver = (channel: string, payload: string) => {
    for (const handler of handlers.get(channel) ?? []) {
      try {
        handler(payload)
      } catch (error) {
        log.error({ err: error, channel }, 'a notification handler failed')
      }
    }
  }

  return {
    listen: async (channel, handler) => {
      if (!channelPattern.test(channel)) throw new TypeError(`not a channel name: ${channel}`)
      const existing = handlers.get(channel)
      const set = existing ?? new Set()
      handlers.set(channel, set.add(handler))
      client ??= connect()
      const connected = await client
      if (existing === undefined) await connected.query(`LISTEN ${channel}`)
      return async () => {
        set.delete(handler)
      }
    },
    close: async () => {
      closed = true
      const open = await client?.catch(() => undefined)
      await open?.end().catch(() => undefined)
    },
  }
}

import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOfSecret } from '../auth/secret.ts'
import type { MetricsConfig } from '../config.ts'
import { CountersignError } from '../errors.ts'
import type { Log } from '../log.ts'
import { expositionContentType } from './exposition.ts'
import type { Metrics } from './metric.ts'

export type MetricsServer = { readonly url: string; readonly close: () => Promise<void> }

/**
 * `GET /metrics` on a port of its own, so that what stands in front of the console never shows it. Undefined when no
 * port is set. Errors: PORT_TAKEN.
 */
export async function openMetricsServer(
  config: MetricsConfig,
  metrics: Metrics,
  log: Log,
): Promise<MetricsServer | undefined> {
  if (config.port === undefined) return undefined
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, config.token, metrics).catch((error: unknown) => {
      log.error({ err: error }, 'metrics could not be read')
      outgoing.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new CountersignError('PORT_TAKEN', `metrics: ${cause.message}`, { cause })),
    )
    server.listen(config.port, config.host, resolve)
  })
  const { address, port, family } = server.address() as AddressInfo
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
  log.info({ url }, 'metrics')
  return {
    url,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  token: string,
  metrics: Metrics,
): Promise<void> {
  if (incoming.method !== 'GET' || incoming.url?.split('?')[0] !== '/metrics') {
    outgoing.writeHead(404).end()
  } else if (!isAllowed(incoming.headers.authorization, token)) {
    outgoing.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
  } else {
    const text = await metrics.text()
    outgoing.writeHead(200, { 'content-type': expositionContentType }).end(text)
  }
}

/** Hashed before they are compared: equal lengths, so the time tells nothing. */
function isAllowed(authorization: string | undefined, token: string): boolean {
  if (token === '') return true
  return timingSafeEqual(hashOfSecret(authorization ?? ''), hashOfSecret(`Bearer ${token}`))
}

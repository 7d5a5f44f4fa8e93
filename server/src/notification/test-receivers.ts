/** Test code: a mail server and an HTTP receiver on loopback, which answer as they are told. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Receiver = {
  readonly origin: string
  /** `host:port`, for webhook-allow. */
  readonly host: string
  readonly received: Received[]
  /** How the next requests are answered, in turn; then 204. */
  readonly answers: ((response: ServerResponse) => void)[]
  readonly close: () => Promise<void>
}

export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, headers).end('an answer that nobody reads')
  }
export const stall = () => undefined

/** With a certificate it speaks https alone. */
export async function openReceiver(tls?: { readonly cert: string; readonly key: string }): Promise<Receiver> {
  const received: Received[] = []
  const answers: Receiver['answers'] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    received.push({ path: request.url ?? '', headers: request.headers, body: await text(request) })
    const answer = answers.shift() ?? status(204)
    answer(response)
  }
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { origin: `${tls === undefined ? 'http' : 'https'}://${host}`, host, received, answers, close }
}

export type Letter = { readonly to: readonly string[]; readonly raw: string }

export type MailBox = {
  readonly url: string
  readonly letters: Letter[]
  /** Thrown at the next letters, in turn. */
  readonly refusals: { readonly at: 'recipient' | 'message'; readonly code: number }[]
  readonly close: () => Promise<void>
}

export async function openMailBox(): Promise<MailBox> {
  const letters: Letter[] = []
  const refusals: MailBox['refusals'] = []
  const refusal = (at: 'recipient' | 'message') => {
    if (refusals[0]?.at !== at) return null
    return Object.assign(new Error('no'), { responseCode: refusals.shift()?.code })
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => done(refusal('recipient')),
    onData: (stream, session, done) => {
      text(stream).then((raw) => {
        const refused = refusal('message')
        if (refused === null) letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
        done(refused)
      }, done)
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `smtp://127.0.0.1:${port}`, letters, refusals, close }
}

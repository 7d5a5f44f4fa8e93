import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import { declareAudit } from '../audit/declare-audit.ts'
import { enforceRights } from '../auth/enforce-rights.ts'
import type { Config } from '../config.ts'
import { CountersignError } from '../errors.ts'
import type { Log } from '../log.ts'
import { addConditionalRequests } from './conditional.ts'
import { addOpenApi } from './open-api.ts'
import { answerProblem } from './problem.ts'
import './route-access.ts'
import { addSecurityHeaders } from './security-headers.ts'

/** What features register their routes on: Fastify with TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

const idleSweepMilliseconds = 50

/** The server without a route. Request ids are ours: one from outside would be log content. */
export async function openApp(config: Config, log: Log): Promise<App> {
  const { limits } = config
  const app: App = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    bodyLimit: limits.apiBodyMaxBytes,
    requestTimeout: limits.requestTimeoutSeconds * 1000,
    http: { maxHeaderSize: limits.headerMaxBytes },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 500 },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler((error, request, reply) => answerProblem(error, request, reply))
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  cutEndlessOnClose(app)
  cutSilentOnClose(app)
  addSecurityHeaders(app, config)
  enforceRights(app)
  declareAudit(app)
  addConditionalRequests(app)
  await app.register(cookie)
  await addOpenApi(app)
  return app
}

function cutEndlessOnClose(app: App): void {
  const open = new Set<ServerResponse>()
  app.addHook('onRequest', async (request, { raw }) => {
    if (request.routeOptions.config.endless !== true) return
    open.add(raw)
    raw.once('close', () => open.delete(raw))
  })
  app.addHook('preClose', async () => {
    for (const raw of open) raw.destroy()
  })
}

/**
 * Browsers open connections ahead of need. Node counts one that has not sent a byte as busy, not as idle, so a stop would
 * wait for it as long as for a request.
 */
function cutSilentOnClose(app: App): void {
  const open = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  app.addHook('preClose', async () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
  })
}

/** Resolves to the address bound. Errors: PORT_TAKEN. */
export async function listen(app: App, config: Config): Promise<string> {
  try {
    return await app.listen({ host: config.host, port: config.port })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause
    throw new CountersignError('PORT_TAKEN', message, { cause })
  }
}

/**
 * Stops taking requests, waits for open ones, then cuts what is left. Node closes idle connections once, when the stop
 * begins; one whose request ends later would be kept for its keep-alive time, so idle ones are looked for again.
 */
export async function closeApp(app: App, graceSeconds: number): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), idleSweepMilliseconds)
  const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(cut)
  }
}

import type { App } from '../http/app.ts'
import { runAudited } from './audit-scope.ts'
import { openRequestAudit, type RequestAudit, type RequestAuditParts } from './request-audit.ts'

declare module 'fastify' {
  interface FastifyRequest {
    audit: RequestAudit | undefined
  }
}

/**
 * Every request to a route with an audit name leaves an entry: with the change, in the transaction that makes it; and if
 * nothing was changed, or it went wrong, before the answer is sent. No entry, no change and no answer but a failure.
 * Who is not signed in is recorded only where signing in is not asked for: elsewhere there is nobody to name.
 */
export function auditRequests(app: App, parts: RequestAuditParts): void {
  app.decorateRequest('audit', undefined)
  app.addHook('preHandler', (request, _, done) => {
    if (request.routeOptions.config.audit === undefined) return done()
    request.audit = openRequestAudit(parts, request)
    runAudited(request.audit, done)
  })
  const answered: WeakSet<object> = new WeakSet()
  app.addHook('onSend', async (request, reply, payload) => {
    const { audit, access } = request.routeOptions.config
    const nobody = request.caller === undefined && access !== 'open'
    if (audit === undefined || nobody || answered.has(request)) return payload
    // Once only: when it fails, the answer that says so passes here again.
    answered.add(request)
    try {
      const entry = request.audit ?? openRequestAudit(parts, request)
      if (reply.hasHeader('idempotency-replayed')) entry.note({ target: { repetition: 'nothing was done' } })
      await entry.answered(reply.statusCode)
    } catch (error) {
      // A session that nobody knows of is handed to nobody.
      reply.removeHeader('set-cookie')
      throw error
    }
    return payload
  })
}

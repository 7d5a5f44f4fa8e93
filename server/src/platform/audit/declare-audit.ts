import type { App } from '../http/app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name in the audit trail. */
    audit?: string
  }
}

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const namePattern = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/

/**
 * Every route under /api/ that writes declares its name in the audit trail: `config: { audit: 'incident.update' }`. One that
 * forgets stops the start. A route that reads declares one when it hands out raw customer data. The OpenAPI document
 * says the same as `x-audit`.
 */
export function declareAudit(app: App): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/')) return
    const { audit } = route.config ?? {}
    const what = `${route.method} ${route.url}`
    if (audit === undefined) {
      if ([route.method].flat().every((method) => readMethods.has(method))) return
      throw new Error(`${what} writes and has to declare its name in the audit trail: config.audit`)
    }
    if (!namePattern.test(audit))
      throw new Error(`${what}: "${audit}" is no audit name such as incident.resolve`)
    route.schema = { ...route.schema, ...{ 'x-audit': audit } }
  })
}

/**
 * Every route under /api/ needs a signed-in person, unless it says `config: { access: 'open' }`.
 * A stream that never ends by itself says `endless`, and is cut when the server stops instead of waited for.
 */
declare module 'fastify' {
  interface FastifyContextConfig {
    access?: 'open'
    endless?: true
  }
}

export type RouteAccess = 'open' | 'person'

export function accessOf(path: string, declared: 'open' | undefined): RouteAccess {
  if (declared === 'open') return 'open'
  return path.startsWith('/api/') ? 'person' : 'open'
}

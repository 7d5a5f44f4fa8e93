/** Every route under /api/ needs a signed-in person, unless it says `config: { access: 'open' }`. */
declare module 'fastify' {
  interface FastifyContextConfig {
    access?: 'open'
  }
}

export type RouteAccess = 'open' | 'person'

export function accessOf(path: string, declared: 'open' | undefined): RouteAccess {
  if (declared === 'open') return 'open'
  return path.startsWith('/api/') ? 'person' : 'open'
}

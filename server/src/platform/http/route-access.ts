import type { Right } from '@countersign/api/person'

/**
 * What a route says about itself: who may use it (see `platform/auth/enforce-rights.ts`). A stream that never ends by
 * itself says `endless`, and is cut when the server stops instead of waited for.
 */
declare module 'fastify' {
  interface FastifyContextConfig {
    access?: 'open' | 'session' | 'api-key'
    right?: Right
    endless?: true
    /** It makes its change only of the version that `If-Match` names (see `platform/http/conditional.ts`). */
    ifMatch?: true
  }
}

import type { FastifyRequest } from 'fastify'

/** RFC 6750 section 2.1: `Authorization: Bearer csk_…`. Any other scheme or key is not an API key of ours. */
export function apiKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  return header === undefined ? undefined : /^bearer +(csk_.*)$/i.exec(header)?.[1]
}

import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'
import type { App } from './app.ts'

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const tagBytes = 12

/**
 * Conditional requests (RFC 9110 section 13) for the whole API. Every JSON answer to a GET has an ETag: the version its route
 * gave it, else a hash of its content; asked with that tag in `If-None-Match` it is 304. A write is made conditional by
 * `If-Match` where its route declares `ifMatch`; elsewhere the header is refused, because a condition that is not looked
 * at would be a promise nobody keeps. Errors: REQUEST_INVALID.
 */
export function addConditionalRequests(app: App): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.ifMatch === true) route.schema = { ...route.schema, ...{ 'x-if-match': true } }
  })
  app.addHook('preValidation', async (request) => refuseUnheeded(request))
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isTagged(request, reply) || typeof payload !== 'string') return payload
    const tag = String(reply.getHeader('etag') ?? `"${hashOf(payload)}"`)
    reply.header('etag', tag)
    if (!names(request.headers['if-none-match'], tag)) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return null
  })
}

function refuseUnheeded({ method, headers, url, routeOptions }: FastifyRequest): void {
  if (headers['if-match'] === undefined || readMethods.has(method) || !url.startsWith('/api/')) return
  if (routeOptions.config.ifMatch === true) return
  throw new CountersignError('REQUEST_INVALID', 'this route has no version to compare If-Match with')
}

function isTagged({ method, url }: FastifyRequest, reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '')
  const isJson = type.startsWith('application/json')
  return readMethods.has(method) && url.startsWith('/api/') && reply.statusCode === 200 && isJson
}

function hashOf(payload: string): string {
  return createHash('sha256').update(payload).digest('base64url').slice(0, tagBytes)
}

/** RFC 9110 section 13.1.2: a list of tags, compared weakly, or `*`. */
function names(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const tags = header.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(tag.replace(/^W\//, ''))
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'

/** A strong entity tag (RFC 9110 section 8.8.3) made of a version, which has no quote in it. */
export function etagOf(version: number | string): string {
  return `"${version}"`
}

export function answerEtag(reply: FastifyReply, version: number | string): void {
  reply.header('etag', etagOf(version))
}

/**
 * The version that `If-Match` asks for; undefined without the header or with `*`, which everything that exists matches.
 * RFC 9110 section 13.1.1: weak tags never match, so one is answered like a list of several: as not valid.
 * Errors: REQUEST_INVALID.
 */
export function ifMatchVersion(request: FastifyRequest): string | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^"([^"]{0,100})"$/.exec(header.trim())?.[1]
  if (version === undefined)
    throw new CountersignError('REQUEST_INVALID', 'If-Match has to be one ETag of this resource, or *')
  return version
}

/** As `ifMatchVersion`, for resources whose version is a number: another text is no version that there ever was. */
export function ifMatchNumber(request: FastifyRequest): number | undefined {
  const version = ifMatchVersion(request)
  if (version === undefined) return undefined
  return /^\d{1,15}$/.test(version) ? Number(version) : -1
}

import type { FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A write that a browser sends from another site is refused: beside SameSite=Strict, for old browsers and for sites on
 * a sibling domain. Browsers say where a request comes from (Fetch Metadata `Sec-Fetch-Site`; RFC 6454 `Origin`);
 * scripts say nothing and carry no cookie by accident. Errors: CROSS_SITE_REFUSED.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  if (readMethods.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new CountersignError(
      'CROSS_SITE_REFUSED',
      `the request comes from a ${String(site).slice(0, 20)} page`,
    )
  }
  const { origin, host } = request.headers
  if (origin === undefined) return
  const own = publicUrl === undefined ? host : new URL(publicUrl).host
  if (!URL.canParse(origin) || new URL(origin).host !== own) {
    throw new CountersignError('CROSS_SITE_REFUSED', 'the Origin header names another site')
  }
}

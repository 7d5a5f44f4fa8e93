import type { Config } from '../config.ts'
import type { App } from './app.ts'

/**
 * Scripts only from our own files; log content that reaches the page as markup cannot run. Style is the exception:
 * the component library sets sizes and colours through style attributes.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

export function addSecurityHeaders(app: App, config: Config): void {
  const secure = isSecure(config)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (secure) reply.header('strict-transport-security', 'max-age=31536000')
    // What the API answers is a customer's data: no cache keeps it.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}

export function isSecure(config: Config): boolean {
  return config.publicUrl?.startsWith('https://') ?? false
}

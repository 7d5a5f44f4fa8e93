import { Brand, LogoScheme } from '@countersign/api/settings'
import { Type } from 'typebox'
import type { App } from '../platform/http/app.ts'
import type { SettingsService } from './service.ts'

const PicturePath = Type.Object({ scheme: LogoScheme, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) })

/** OpenAPI 3.1: bytes have a media type and an empty schema. */
export const pictureContent = {
  'image/png': { schema: Type.Unsafe<Buffer>({}) },
  'image/webp': { schema: Type.Unsafe<Buffer>({}) },
}

/** A picture and nothing else, also when somebody opens it by its own address. */
const pictureHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox",
  'content-disposition': 'inline',
  // Not a customer's data, and the address holds the hash of what it answers.
  'cache-control': 'public, max-age=31536000, immutable',
}

/** What the sign-in page shows, to anybody. */
export function addBrandRoutes(app: App, settings: SettingsService): void {
  app.get('/api/brand', { schema: { response: { 200: Brand } }, config: { access: 'open' } }, settings.brand)
  app.get(
    '/api/brand/logo/:scheme/:sha256',
    {
      schema: { params: PicturePath, response: { 200: { content: pictureContent } } },
      config: { access: 'open' },
    },
    async (request, reply) => {
      const { scheme, sha256 } = request.params
      const { mediaType, bytes } = await settings.picture(scheme, sha256)
      return reply.headers(pictureHeaders).type(mediaType).send(bytes)
    },
  )
}

import { readFileSync } from 'node:fs'
import type { App } from './app.ts'

const files = {
  '/api/docs': ['page.html', 'text/html; charset=utf-8'],
  '/api/docs/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/api/docs/page.css': ['page.css', 'text/css; charset=utf-8'],
} as const

/** The browsable page of the API: three small files of ours, so that no other host learns who reads it. */
export function addApiPage(app: App): void {
  for (const [path, [file, type]] of Object.entries(files)) {
    const text = readFileSync(new URL(`./api-page/${file}`, import.meta.url), 'utf8')
    app.get(path, { schema: { hide: true }, config: { access: 'open' } }, async (_, reply) =>
      reply.type(type).send(text),
    )
  }
}

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import { CountersignError } from '../errors.ts'
import type { App } from './app.ts'
import { answerProblem } from './problem.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Countersign</title>
<h1>The console is not built yet</h1>
<p>The server works: see <a href="/api/health">/api/health</a>. Build the console with <code>npm run build:console</code>, then reload.</p></html>
`

/**
 * The console's files, and its page for every other address, since the console routes by itself. Registered last:
 * it answers what no route took.
 */
export async function addConsoleFiles(app: App, folder: string): Promise<void> {
  const assets = join(folder, 'assets')
  if (existsSync(assets)) {
    // File names there carry a hash of the content.
    await app.register(staticFiles, {
      root: assets,
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
    })
  }
  app.setNotFoundHandler(async (request, reply) => {
    const page = request.method === 'GET' && !/^\/(?:api|assets)(?:\/|$)/.test(request.url)
    if (!page) {
      const what = `${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`
      return answerProblem(new CountersignError('NOT_FOUND', what), request, reply)
    }
    return reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(await pageOf(folder))
  })
}

async function pageOf(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8')
  } catch {
    return notBuilt
  }
}

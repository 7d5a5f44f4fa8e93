/** The files of packages/client that are made from the server's description of itself. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { shapeFinder } from '../packages/client/src/generator/named-shapes.ts'
import { type ApiDescription, routesSource } from '../packages/client/src/generator/routes-source.ts'
import { startPlatform } from '../server/src/main.ts'
import { readConfig } from '../server/src/platform/config.ts'
import { temporaryFolder } from '../server/src/platform/test-server.ts'
import { apiShapes } from './api-shapes.ts'

const root = new URL('..', import.meta.url).pathname

/** Formatted source by path from the repository's root. Starts a server of its own for a moment. */
export async function clientFiles(): Promise<ReadonlyMap<string, string>> {
  const description = await describedByServer()
  const findShape = shapeFinder(await apiShapes())
  const files = [...routesSource(description, findShape)].map(([name, text]) => {
    const path = `packages/client/src/${name}`
    return [path, formatted(path, text)] as const
  })
  return new Map(files)
}

async function describedByServer(): Promise<ApiDescription> {
  const folder = temporaryFolder('client')
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const running = await startPlatform({ config, consoleFolder: folder.path })
  try {
    const answer = await fetch(`${running.url}/api/openapi.json`)
    return (await answer.json()) as ApiDescription
  } finally {
    await running.stop()
    folder.remove()
  }
}

function formatted(path: string, text: string): string {
  const biome = join(root, 'node_modules/.bin/biome')
  const check = ['check', '--write', '--unsafe', `--stdin-file-path=${path}`]
  return execFileSync(biome, check, { cwd: root, input: text, encoding: 'utf8' })
}

/** The schemas of packages/api that come with a static type of the same name. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedShape } from '../packages/client/src/generator/named-shapes.ts'
import type { Schema } from '../packages/client/src/generator/schema-type.ts'
import { simplified } from '../server/src/platform/http/describe-api.ts'

const folder = new URL('../packages/api/src', import.meta.url).pathname

/** In the form that the server describes them in. */
export async function apiShapes(): Promise<readonly NamedShape[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return (await Promise.all(files.sort().map(shapesOf))).flat()
}

async function shapesOf(file: string): Promise<readonly NamedShape[]> {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  const names = [...source.matchAll(/^export type (\w+) = Static<typeof \1>/gm)].map(([, name = '']) => name)
  const exported = (await import(path)) as Readonly<Record<string, unknown>>
  const module = `@countersign/api/${file.replace(/\.ts$/, '')}`
  return names.map((name) => ({ name, module, schema: plain(exported[name]) }))
}

/** As JSON carries it: without what the schema library keeps beside it. */
function plain(schema: unknown): Schema {
  return simplified(JSON.parse(JSON.stringify(schema))) as Schema
}

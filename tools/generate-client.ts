/** `npm run generate:client`: writes the typed client anew after a route or schema has changed. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { clientFiles } from './client-files.ts'

const root = new URL('..', import.meta.url).pathname
const routes = 'packages/client/src/routes'

const files = await clientFiles()
mkdirSync(join(root, routes), { recursive: true })
for (const name of readdirSync(join(root, routes))) {
  if (!files.has(`${routes}/${name}`)) rmSync(join(root, routes, name))
}
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
console.log(`${files.size} files of packages/client`)

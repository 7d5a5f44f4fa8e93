/** Builds the console into dist/; does nothing when dist/ is newer than everything it is made from. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..')
const output = join(here, 'dist', 'index.html')
const madeFrom = [
  join(here, 'src'),
  join(here, 'index.html'),
  join(here, 'vite.config.ts'),
  join(here, 'build.ts'),
  join(here, 'package.json'),
  join(root, 'package-lock.json'),
  join(root, 'packages', 'api', 'src'),
  join(root, 'packages', 'brand', 'src'),
  join(root, 'packages', 'client', 'src'),
  join(root, 'packages', 'explanation', 'src'),
  join(root, 'packages', 'filter', 'src'),
  join(root, 'packages', 'ocsf', 'src'),
]

function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : stat.mtimeMs
  const inside = readdirSync(path).filter((name) => name !== 'browser')
  return Math.max(0, ...inside.map((name) => newestMs(join(path, name))))
}

function isFresh(): boolean {
  const builtMs = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return builtMs > Math.max(...madeFrom.map(newestMs))
}

/** What a browser loads before any page, and each page on top of it; compressed, as a proxy sends it. */
function tellSizes(): void {
  const assets = join(here, 'dist', 'assets')
  const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))
  const kilobytes = (names: readonly string[]) =>
    (names.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0) / 1024).toFixed(
      1,
    )
  const first = files.filter((name) => readFileSync(output, 'utf8').includes(name))
  console.log(`console: ${kilobytes(first)} KB at the start, ${kilobytes(files)} KB with every page (gzip)`)
  for (const page of files.filter((name) => /-page-.*\.js$/.test(name)))
    console.log(`  ${page.replace(/-page-.*/, '').padEnd(9)} ${kilobytes([page]).padStart(5)} KB`)
}

if (process.argv.includes('--force') || !isFresh()) {
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
  tellSizes()
}

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Load, LoadResult } from './append-load.ts'

const source = new URL('./peer', import.meta.url).pathname

/**
 * Builds and runs Tessera's POSIX log under the same load. A text says why there is no peer: no Go on this machine, or no
 * way to its modules.
 */
export function tesseraLoad(folder: string, { callers, seconds, entryBytes }: Load): LoadResult | string {
  const program = join(folder, 'tessera-load')
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer }
    return code === 'ENOENT'
      ? 'no peer: Go is not on this machine'
      : `no peer: it cannot be built: ${String(stderr).split('\n')[0]}`
  }
  const flags = { folder: join(folder, 'tessera'), callers, seconds, 'entry-bytes': entryBytes }
  const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`)
  const output = execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(output.toString()) as LoadResult
}

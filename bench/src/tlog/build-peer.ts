import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const source = new URL('./peer', import.meta.url).pathname

export type BuiltPeer =
  | { readonly kind: 'built'; readonly program: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** Builds one of the Go programs in `peer/`. Without Go, or a way to its modules, it says so. */
export function buildPeer(name: 'load' | 'check', folder: string): BuiltPeer {
  const program = join(folder, `peer-${name}`)
  try {
    execFileSync('go', ['build', '-o', program, `./${name}`], {
      cwd: source,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return { kind: 'built', program }
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer }
    const why =
      code === 'ENOENT' ? 'Go is not on this machine' : `it cannot be built: ${String(stderr).split('\n')[0]}`
    return { kind: 'missing', reason: `no peer in Go: ${why}` }
  }
}

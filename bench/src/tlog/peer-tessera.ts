import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Load, LoadResult } from './append-load.ts'
import { buildPeer } from './build-peer.ts'

/**
 * Builds and runs Tessera's POSIX log under the same load. A text says why there is no peer: no Go on this machine, or no
 * way to its modules.
 */
export function tesseraLoad(folder: string, { callers, seconds, entryBytes }: Load): LoadResult | string {
  const built = buildPeer('load', folder)
  if (built.kind === 'missing') return built.reason
  const flags = { folder: join(folder, 'tessera'), callers, seconds, 'entry-bytes': entryBytes }
  const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`)
  const output = execFileSync(built.program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return JSON.parse(output.toString()) as LoadResult
}

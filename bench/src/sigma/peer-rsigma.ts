import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import type { LaneName } from './sigma-corpus.ts'

/** The newest release that builds with the Rust 1.95 of Debian-era toolchains; later ones ask for 1.96. */
export const rsigmaVersion = '0.23.0'

/** Routed events a second on one core that its authors publish (rsigma 0.21, July 2026): Apple M4 Pro, AMD Ryzen 6850U. */
export const publishedRates: Readonly<Record<LaneName, string>> = {
  raw_windows: '98,836 (M4 Pro), 65,826 (Ryzen 6850U)',
  structured_windows: '29,800 (M4 Pro)',
  cisco_syslog: '106,241 (M4 Pro)',
  sysmon_file_event: '45,481 (M4 Pro)',
  'otrf-20k': 'none',
}

export type Rsigma = { readonly binary: string }
export type RsigmaReading =
  | { readonly kind: 'ready'; readonly rsigma: Rsigma }
  | { readonly kind: 'absent'; readonly reason: string }

const run = promisify(execFile)

/** Builds the peer with cargo into the user's cache, once. It takes many minutes on a small machine. */
export async function prepareRsigma(say: (line: string) => void): Promise<RsigmaReading> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const root = process.env.COUNTERSIGN_RSIGMA_ROOT ?? join(cache, 'countersign', `rsigma-${rsigmaVersion}`)
  const binary = join(root, 'bin', 'rsigma')
  if (existsSync(binary)) return { kind: 'ready', rsigma: { binary } }
  if (!onPath('cargo')) return { kind: 'absent', reason: 'cargo is not on the PATH' }
  say(`building rsigma ${rsigmaVersion} with cargo into ${root} (many minutes)`)
  mkdirSync(root, { recursive: true })
  try {
    await run('cargo', ['install', 'rsigma', '--version', rsigmaVersion, '--locked', '--root', root], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return { kind: 'ready', rsigma: { binary } }
  } catch (error) {
    return { kind: 'absent', reason: `cargo could not build it: ${lastLine(error)}` }
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.trim().split('\n').at(-1) ?? ''
}

function onPath(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export type RsigmaRun = { readonly cpuSeconds: number; readonly matches: number }

/** One run over a file of events on one core: processor seconds of the whole process, and the matches it wrote. */
export async function runRsigma(
  { binary }: Rsigma,
  rules: string,
  events: string,
  folder: string,
): Promise<RsigmaRun> {
  const out = join(folder, 'matches.ndjson')
  const pin = onPath('taskset') ? 'taskset -c 0 ' : ''
  const command = `${pin}"$0" engine eval -r "$1" --logsource-routing --quiet --output-format ndjson < "$2" > "$3"; times`
  const { stdout } = await run('sh', ['-c', command, binary, rules, events, out])
  const { stdout: lines } = await run('wc', ['-l', out])
  return { cpuSeconds: childSeconds(stdout), matches: Number.parseInt(lines, 10) }
}

/** `times` of the shell: its own user and system time, then its children's. */
function childSeconds(times: string): number {
  const children = times.trim().split('\n').at(-1) ?? ''
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  )
}

/** The lane again and again in one file, so that reading the rules weighs little. */
export function writeEvents(file: string, lines: readonly string[], times: number): number {
  writeFileSync(file, `${Array<string>(times).fill(lines.join('\n')).join('\n')}\n`)
  return lines.length * times
}

/** Which folder may import which: the floors of ARCHITECTURE.md, as one table. */
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export type FloorViolation = { readonly file: string; readonly imports: string; readonly because: string }

/** Lowest first. A feature may import from features before it, and only through their `service.ts`. */
const serverFloors = [
  ['platform'],
  ['evidence'],
  ['audit'],
  ['tenancy', 'backup'],
  ['settings'],
  ['people'],
  ['notification'],
  ['intake', 'identity', 'search', 'retention'],
  ['detection'],
  ['economics', 'journey'],
  ['incident'],
  ['triage'],
  ['response'],
  ['investigation'],
  ['compliance'],
  ['mcp'],
]

const importPattern =
  /(?:^|\n)\s*(?:import|export)[^'"\n]*?(?:from\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

export function importsOf(source: string): readonly string[] {
  return [...source.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '')
}

/** Judges one file; paths are relative to the repository root, with forward slashes. */
export function floorViolations(file: string, source: string): readonly FloorViolation[] {
  const found: FloorViolation[] = []
  for (const imported of importsOf(source)) {
    const because = judge(file, resolveImport(file, imported))
    if (because !== undefined) found.push({ file, imports: imported, because })
  }
  return found
}

export function floorViolationsOf(root: string, files: readonly string[]): readonly FloorViolation[] {
  return files.flatMap((file) => floorViolations(file, readFileSync(join(root, file), 'utf8')))
}

/** `@countersign/x/y` and relative imports become repository paths; anything else is a dependency. */
function resolveImport(file: string, imported: string): string | undefined {
  if (imported.startsWith('.')) return normalize(join(dirname(file), imported))
  const [, room, rest] = /^@countersign\/([^/]+)(?:\/(.*))?$/.exec(imported) ?? []
  if (room === undefined) return undefined
  const folder = ['server', 'console', 'cli', 'range', 'bench'].includes(room) ? room : `packages/${room}`
  return `${folder}/src/${rest ?? ''}.ts`
}

function judge(file: string, target: string | undefined): string | undefined {
  if (target === undefined) return undefined
  const from = roomOf(file)
  const to = roomOf(target)
  if (from === to && from !== 'server') return undefined
  if (from === 'packages' && to !== 'packages') return 'a package never imports what stands above it'
  // Its browser tests start a real platform and feed it; nothing of that is built into the console.
  const isBrowserTest = file.startsWith('console/src/browser/')
  if (from === 'console' && to !== 'packages' && !isBrowserTest)
    return 'the console speaks to the server over HTTP only'
  if (from === 'range' && to !== 'packages') return 'the range imports packages only'
  if (from === 'server' && (to === 'cli' || to === 'console' || to === 'bench'))
    return 'the server never imports its users'
  if (from === 'server' && to === 'server') return judgeInsideServer(file, target)
  return undefined
}

function judgeInsideServer(file: string, target: string): string | undefined {
  const from = featureOf(file)
  const to = featureOf(target)
  // main.ts is the composition root; tests may compose what they need.
  if (from === undefined || from === to || isTestCode(file)) return undefined
  if (to === undefined) return 'only tests and the command line import the composition root'
  if (floorOf(to) > floorOf(from)) return `${to} stands above ${from}: take a port and let main.ts wire it`
  if (floorOf(to) === floorOf(from))
    return `${to} and ${from} share a floor: take a port and let main.ts wire it`
  if (to !== 'platform' && !target.endsWith(`/${to}/service.ts`)) return `reach ${to} through its service.ts`
  return undefined
}

/** Tests, and what they share: `test-intake.ts`. */
function isTestCode(file: string): boolean {
  return /(?:\.test\.tsx?|\/test-[a-z0-9-]+\.ts)$/.test(file)
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? ''
}

function featureOf(path: string): string | undefined {
  const [, , feature, ...rest] = path.split('/')
  return rest.length > 0 ? feature : undefined
}

function floorOf(feature: string): number {
  return serverFloors.findIndex((floor) => floor.includes(feature))
}

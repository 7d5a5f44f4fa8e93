import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LabelledEvent } from '@countersign/intent/sequence/intent-event'
import type { Outcome } from './outcome.ts'
import type { Split, TenantAlerts } from './tenants.ts'

const run = promisify(execFile)
const context = 10
const timeoutMs = 86_400_000
const columns = 3 + context
/** DeepCASE, and what it imports: its package names no dependencies. */
const packages = ['deepcase', 'argformat', 'numpy', 'pandas', 'scikit-learn', 'scipy', 'torch', 'tqdm']

/** What was measured elsewhere with the authors' code on the same split; said where it cannot be run here. */
export const deepCasePublished =
  'DeepCASE, measured elsewhere on this split: closed 72.2-72.5 %, to a person 4.0-4.4 %, attack alerts closed 0-1'

/**
 * DeepCASE itself, installed from the Python registry into a folder that is removed afterwards. Needs python3 with venv
 * and about 6 GB on the disk. Its clusters get the highest risk in them, as in its paper.
 */
export async function deepCase(split: Split, epochs: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-deepcase-'))
  try {
    await run('python3', ['-m', 'venv', join(folder, 'venv')])
    const python = join(folder, 'venv/bin/python')
    await run(python, ['-m', 'pip', 'install', '--quiet', ...packages], { maxBuffer: 1 << 26 })
    return await deepCaseWith(python, folder, split, epochs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The same with a Python that has `deepcase` already. */
export async function deepCaseWith(
  python: string,
  folder: string,
  split: Split,
  epochs: number,
): Promise<Outcome> {
  const { rows, features } = sequences(split)
  const [rowsPath, outPath] = [join(folder, 'rows.bin'), join(folder, 'predictions.bin')]
  await writeFile(rowsPath, new Uint8Array(rows.buffer))
  const script = new URL('run-deepcase.py', import.meta.url).pathname
  const { stdout } = await run(python, [script, rowsPath, outPath, String(features), String(epochs)], {
    maxBuffer: 1 << 26,
  })
  const seconds = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { train: number; test: number }
  const bytes = await readFile(outPath)
  const scores = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  return {
    name: `DeepCASE, ${epochs} epochs`,
    verdicts: [...scores].map((score) => (score < 0 ? 'human' : score > 0 ? 'attack' : 'closed')),
    note: `${seconds.train.toFixed(0)} s to learn, ${seconds.test.toFixed(0)} s to judge (processor)`,
  }
}

/** Alerts as DeepCASE takes them: the alert's name as a number, and ten before it on the host within a day. */
function sequences({ train, test }: Split): { readonly rows: Int32Array; readonly features: number } {
  const tenants = [...train, test]
  const names = [...new Set(tenants.flatMap(({ events }) => events.map(({ type }) => type)))].sort()
  const numbers = new Map(names.map((name, index) => [name, index]))
  const none = names.length
  const rows = new Int32Array(tenants.reduce((sum, { events }) => sum + events.length, 0) * columns)
  let at = 0
  for (const tenant of tenants) {
    at = writeTenant(rows, at, tenant, tenant === test, none, ({ type }) => numbers.get(type) ?? none)
  }
  return { rows, features: names.length + 1 }
}

function writeTenant(
  rows: Int32Array,
  from: number,
  { events }: TenantAlerts,
  isTest: boolean,
  none: number,
  numberOf: (event: LabelledEvent) => number,
): number {
  const hosts = new Map<string, LabelledEvent[]>()
  let at = from
  for (const event of events) {
    const before = hosts.get(event.entity) ?? []
    hosts.set(event.entity, before)
    const recent = before.filter(({ timeMs }) => event.timeMs - timeMs <= timeoutMs).map(numberOf)
    const padding = Array.from({ length: context - recent.length }, () => none)
    const label = event.label === 'attack' ? 1 : 0
    rows.set([isTest ? 1 : 0, label, numberOf(event), ...padding, ...recent], at)
    at += columns
    before.push(event)
    if (before.length > context) before.shift()
  }
  return at
}

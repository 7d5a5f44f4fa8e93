/** `node range/src/main.ts --out DIR [--seed N] [--rate N] [--seconds N]`: a folder of native logs, and the ground truth beside it. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { defaultSimulation, groundTruth, type SimulationOptions, simulate } from './simulation.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: String(defaultSimulation.seed) },
    rate: { type: 'string', default: String(defaultSimulation.eventsPerSecond) },
    seconds: { type: 'string', default: String(defaultSimulation.durationSeconds) },
    long: { type: 'boolean', default: false },
    start: { type: 'string', default: '2026-03-04T09:00:00Z' },
  },
})

if (values.out === undefined) {
  console.error(
    'Say where to write: node range/src/main.ts --out DIR [--seed N] [--rate EVENTS_PER_SECOND] [--seconds N] [--start RFC3339] [--long]',
  )
  process.exit(2)
}

await writeRange(values.out, {
  ...defaultSimulation,
  seed: Number(values.seed),
  eventsPerSecond: Number(values.rate),
  durationSeconds: Number(values.seconds),
  startMs: Date.parse(values.start),
  longStories: values.long,
})

/** `<out>/<tenant>/<source>.log`, and `<out>/ground-truth.json`, which no detector may read. */
async function writeRange(out: string, options: SimulationOptions): Promise<void> {
  const files = new Map<string, ReturnType<typeof createWriteStream>>()
  for (const record of simulate(options)) {
    const path = join(out, record.tenantId, `${record.source}.log`)
    let file = files.get(path)
    if (file === undefined) {
      mkdirSync(join(out, record.tenantId), { recursive: true })
      file = createWriteStream(path)
      files.set(path, file)
    }
    file.write(`${record.line}\n`)
  }
  for (const file of files.values()) await finished(file.end())
  writeFileSync(join(out, 'ground-truth.json'), `${JSON.stringify(groundTruth(options), null, 2)}\n`)
}

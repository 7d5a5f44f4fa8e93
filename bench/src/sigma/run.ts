import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { readRulePack } from '@countersign/server/detection/rule-pack'
import { Evaluation } from '@countersign/sigma/base/evaluation'
import { compileRuleBase, type RuleBase } from '@countersign/sigma/base/rule-base'
import type { SigmaRule } from '@countersign/sigma/document/document'
import { createMatcher } from '@countersign/sigma/matcher'
import { naiveMatch } from '@countersign/sigma/naive-match'
import type { RecordLogSource } from '@countersign/sigma/view/record-log-source'
import type { FieldReader } from '@countersign/sigma/view/source-view'
import { viewOf } from '@countersign/sigma/view/views'
import { corpus, missingCorpus } from '../corpora.ts'
import { cpuSeconds, liveBytes, median, megabytes, thousands } from './measure.ts'
import {
  prepareRsigma,
  publishedRates,
  type Rsigma,
  rsigmaVersion,
  runRsigma,
  writeEvents,
} from './peer-rsigma.ts'
import {
  archiveDocuments,
  type Lane,
  laneCorpus,
  laneNames,
  parsed,
  readLane,
  rulesOf,
} from './sigma-corpus.ts'

/** The commit of the published figures. */
const rulesPath = 'detection/lanes/sigma-rules-994da166.tar.gz'
const usage = 'npm run bench -- sigma [--peer rsigma] [--repeat 9] [--naive-events 150]'

/** Rules on events, on one core: events a processor second, JSON parsing and the explanation of matches included. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peer: { type: 'string' },
      repeat: { type: 'string', default: '9' },
      'naive-events': { type: 'string', default: '150' },
    },
  })
  const documents = await archiveDocuments(rulesPath)
  if (documents === undefined || (values.peer !== undefined && values.peer !== 'rsigma')) {
    console.error(documents === undefined ? missingCorpus(rulesPath) : usage)
    return 2
  }
  pinToOneCore()
  console.log(machine())
  const before = liveBytes()
  let base: RuleBase | undefined
  const seconds = cpuSeconds(() => {
    base = compileRuleBase(rulesOf(documents))
  })
  console.log(
    `${base!.rules.length} rules compiled in ${seconds.toFixed(2)} s: ${megabytes(liveBytes() - before)}`,
  )
  const measured = benchLanes(
    base!,
    rulesOf(documents),
    Number(values.repeat),
    Number(values['naive-events']),
  )
  printRates(measured)
  if (values.peer === 'rsigma') await benchPeer(measured)
  return 0
}

/** Where the system can hold a process to one core, with all of its threads. */
function pinToOneCore(): void {
  const command = 'if command -v taskset; then taskset -a -c -p 0 "$0"; fi'
  execFileSync('sh', ['-c', command, String(process.pid)], { stdio: 'ignore' })
}

function machine(): string {
  const cores = cpus()
  return `${cores[0]?.model ?? 'unknown processor'}, ${cores.length} cores, Node ${process.versions.node}; one thread is used`
}

type Routed = {
  readonly lane: Lane
  readonly matches: number
  /** Median, and the best of all passes: on a busy machine the nearer to what the engine takes. */
  readonly rate: number
  readonly bestRate: number
  readonly parseRate: number
  readonly matcherBytes: number
}

type Measured = Routed & {
  readonly naiveRate: number
  readonly unindexedRate: number
  readonly naiveEvents: number
}

/** The engine on every lane first, then what it is compared with, so that neither is compiled with the other in mind. */
function benchLanes(
  base: RuleBase,
  rules: readonly SigmaRule[],
  repeat: number,
  naiveEvents: number,
): readonly Measured[] {
  const routed = laneNames.flatMap((name) => {
    const lane = readLane(name)
    if (lane === undefined) console.log(missingCorpus(laneCorpus(name)))
    return lane === undefined ? [] : [benchLane(base, lane, repeat)]
  })
  return routed.map((measured) => ({
    ...measured,
    ...benchNaively(base, rules, measured.lane, naiveEvents),
    unindexedRate: benchUnindexed(base, measured.lane, naiveEvents),
  }))
}

function benchLane(base: RuleBase, lane: Lane, repeat: number): Routed {
  const before = liveBytes()
  const matcher = createMatcher(base)
  let matches = 0
  const pass = (): void => {
    matches = 0
    for (let at = 0; at < lane.lines.length; at++)
      matches += matcher.match(parsed(lane.lines[at]!), lane.formats[at]!).length
  }
  pass()
  const rates = Array.from({ length: repeat }, () => lane.lines.length / cpuSeconds(pass))
  const parse = cpuSeconds(() => {
    for (const line of lane.lines) parsed(line)
  })
  const matcherBytes = liveBytes() - before
  return {
    lane,
    matches,
    rate: median(rates),
    bestRate: Math.max(...rates),
    parseRate: lane.lines.length / parse,
    matcherBytes,
  }
}

/** Evenly spread events; every rule is evaluated on each. */
function benchNaively(
  base: RuleBase,
  rules: readonly SigmaRule[],
  lane: Lane,
  events: number,
): Pick<Measured, 'naiveRate' | 'naiveEvents'> {
  const usable = new Set(base.rules.map(({ header }) => header))
  const evaluated = rules.filter(({ header }) => usable.has(header))
  const step = Math.max(1, Math.floor(lane.lines.length / events))
  const pass = (): void => {
    for (let event = 0; event < events; event++)
      naiveMatch(evaluated, parsed(lane.lines[event * step]!), lane.formats[event * step]!, {
        routing: 'off',
      })
  }
  pass()
  return { naiveRate: events / cpuSeconds(pass), naiveEvents: events }
}

/** The same compiled rules, every one evaluated on every event: shared lines are still worked out once. */
function benchUnindexed(base: RuleBase, lane: Lane, events: number): number {
  const evaluation = new Evaluation(base)
  const step = Math.max(1, Math.floor(lane.lines.length / events))
  const readersBySource = new Map<RecordLogSource, (FieldReader | undefined)[]>()
  const pass = (): void => {
    for (let event = 0; event < events; event++) {
      const fields = parsed(lane.lines[event * step]!)
      const view = viewOf(lane.formats[event * step]!)
      const source = view.classify(fields)
      const readers = readersBySource.get(source) ?? base.fields.map((field) => view.reader(field, source))
      readersBySource.set(source, readers)
      evaluation.begin(fields, readers, (slot) => view.reader(base.fields[slot]!, source))
      for (const { root } of base.rules) evaluation.condition(root)
    }
  }
  pass()
  return events / cpuSeconds(pass)
}

function printRates(measured: readonly Measured[]): void {
  console.log(
    '\nevents per processor second (user and system), JSON parsing included, routed by log source; median and best of the passes\n' +
      'lane                   events   events/s       best   matches  parsing alone  naive/s    ratio  unindexed/s    ratio  matcher holds',
  )
  for (const { lane, matches, rate, bestRate, parseRate, naiveRate, unindexedRate, matcherBytes } of measured)
    console.log(
      lane.name.padEnd(20) +
        String(lane.lines.length).padStart(9) +
        thousands(rate).padStart(11) +
        thousands(bestRate).padStart(11) +
        thousands(matches).padStart(10) +
        thousands(parseRate).padStart(15) +
        thousands(naiveRate).padStart(9) +
        `${thousands(rate / naiveRate)}x`.padStart(9) +
        thousands(unindexedRate).padStart(13) +
        `${thousands(rate / unindexedRate)}x`.padStart(9) +
        megabytes(matcherBytes).padStart(15),
    )
  console.log(
    `Naive: the reference, every line of every rule from the documents, no index, no routing, nothing remembered between\n` +
      `rules. Unindexed: the same compiled rules and memory, every rule evaluated. Both on ${measured[0]?.naiveEvents ?? 0} evenly spread events.\n` +
      'Keywords are searched in every value of a record. The generated lanes hold few distinct texts; the last is real.',
  )
}

/** Lanes are repeated until they hold at least this many events: start and rule reading are subtracted. */
const peerMinEvents = 100_000
const peerRuns = 3

async function benchPeer(measured: readonly Measured[]): Promise<void> {
  const reading = await prepareRsigma((line) => console.log(line))
  console.log(`\nrsigma ${rsigmaVersion} (Rust, MIT)`)
  if (reading.kind === 'absent') {
    console.log(
      `Not run: ${reading.reason}. Published figures of its authors, other machines, rsigma 0.21, routed:`,
    )
    for (const { lane, rate } of measured)
      console.log(
        `${lane.name.padEnd(20)} ours ${thousands(rate)}; theirs ${publishedRates[lane.name as keyof typeof publishedRates]}`,
      )
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  try {
    await comparePeer(reading.rsigma, measured, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function comparePeer(rsigma: Rsigma, measured: readonly Measured[], folder: string): Promise<void> {
  const rules = await writeRules(folder)
  console.log('lane                  ours/s   matches   rsigma/s   matches  ours to rsigma')
  for (const { lane, rate, matches } of measured) {
    const peer = await benchPeerLane(rsigma, rules, lane, folder)
    console.log(
      lane.name.padEnd(18) +
        thousands(rate).padStart(10) +
        thousands(matches).padStart(10) +
        thousands(peer.rate).padStart(11) +
        thousands(peer.matches).padStart(10) +
        `${(rate / peer.rate).toFixed(2)}x`.padStart(16),
    )
  }
  console.log(
    'Same rules, same events, one core each. rsigma reads a file and writes its matches as JSON; ours are objects in\n' +
      'memory, with the field and value of each. rsigma routes by the log source that a record states (product, category,\n' +
      'service); it does not derive one from channel and event id, so on the real events, which state none, it evaluates\n' +
      'more rules and field names mean what they say. Its rate is the time of many events less that of one.',
  )
}

async function benchPeerLane(
  rsigma: Rsigma,
  rules: string,
  lane: Lane,
  folder: string,
): Promise<{ readonly rate: number; readonly matches: number }> {
  const many = join(folder, 'many.ndjson')
  const one = join(folder, 'one.ndjson')
  const times = Math.ceil(peerMinEvents / lane.lines.length)
  const events = writeEvents(many, lane.lines, times)
  writeEvents(one, lane.lines.slice(0, 1), 1)
  const rates: number[] = []
  let matches = 0
  for (let at = 0; at < peerRuns; at++) {
    const start = await runRsigma(rsigma, rules, one, folder)
    const whole = await runRsigma(rsigma, rules, many, folder)
    rates.push((events - 1) / (whole.cpuSeconds - start.cpuSeconds))
    matches = whole.matches / times
  }
  return { rate: median(rates), matches }
}

/** The peer reads a folder. */
async function writeRules(folder: string): Promise<string> {
  const root = join(folder, 'rules')
  const pack = await readRulePack(corpus(rulesPath)!, 'sigmahq')
  for (const { path, text } of pack.documents) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

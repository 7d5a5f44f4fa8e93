import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { corpus, missingCorpus } from '../corpora.ts'
import { type Child, endChild, startChild } from './child.ts'
import type { ClientOrder, ClientReport } from './client.ts'
import type { AloneRate, AloneSaid } from './lake-alone.ts'
import { percentile, probeWhile, signIn } from './probe.ts'
import { type TreeUse, treeUse } from './process-tree.ts'

export type ServerSaid = {
  readonly url: string
  readonly keys: Readonly<Record<'load' | 'probe', string>>
  readonly link: string
  readonly pid: number
  readonly source: string
  readonly loaded: { readonly rules: number; readonly refusedRules: number }
  readonly waitedMilliseconds: number
}

export const serverScript = new URL('./server.ts', import.meta.url)
const clientScript = new URL('./client.ts', import.meta.url)
const aloneScript = new URL('./lake-alone.ts', import.meta.url)
const sampleSet = 'detection/otrf/otrf-20k.jsonl.gz'
const rulesSet = 'detection/sigma-rules.tar.gz'

/** HTTP to durable and matched, and beside it, in the same run, what the lake takes alone. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '300000' },
      batch: { type: 'string', default: '2000' },
      connections: { type: 'string', default: '4' },
      gzip: { type: 'boolean', default: false },
      'no-probe': { type: 'boolean', default: false },
    },
  })
  const [sample, rules] = [corpus(sampleSet), corpus(rulesSet)]
  if (sample === undefined || rules === undefined) {
    console.error(missingCorpus(sample === undefined ? sampleSet : rulesSet))
    return 1
  }
  const order = {
    sample,
    events: Number(values.events),
    batchEvents: Number(values.batch),
    connections: Number(values.connections),
    gzip: values.gzip,
  }
  printMachine(args)
  const alone = await lakeAlone(order)
  await load(order, rules, alone, !values['no-probe'])
  return 0
}

const warmUpEvents = 40_000

type Order = Omit<ClientOrder, 'url' | 'key' | 'source'>

async function lakeAlone(order: Order): Promise<AloneSaid> {
  const args = [order.sample, String(order.events), String(order.batchEvents)]
  const said = await startChild<AloneSaid>(aloneScript, args).said
  const line = ({ rows, seconds, cpuSeconds }: AloneRate) =>
    `${count(rows / seconds)} rows/s, ${count(rows / cpuSeconds)} per CPU-s`
  console.log(`lake alone          raw inserts as text: ${line(said.text)}`)
  console.log(`                    as the binary blocks of the workers: ${line(said.native)}`)
  return said
}

async function load(order: Order, rules: string, alone: AloneSaid, probing: boolean): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  await chmod(data, 0o711)
  const server = startChild<ServerSaid>(serverScript, [join(data, 'data'), rules])
  try {
    const said = await server.said
    console.log(`rules               ${said.loaded.rules} matched with, ${said.loaded.refusedRules} refused`)
    await loadServer(order, said, alone, probing)
  } finally {
    await endChild(server)
    await rm(data, { recursive: true, force: true })
  }
}

async function loadServer(order: Order, said: ServerSaid, alone: AloneSaid, probing: boolean): Promise<void> {
  const clientOf = (events: number): Child<ClientReport> =>
    startChild(
      clientScript,
      [],
      JSON.stringify({ ...order, events, url: said.url, key: said.keys.load, source: said.source }),
    )
  await clientOf(warmUpEvents).said
  console.log(
    `warm-up             ${count(warmUpEvents)} events, not counted: the workers' code is compiled by then`,
  )
  const before = treeUse(said.pid)
  const peak = watchPeak(said.pid)
  const client = clientOf(order.events)
  let over = false
  const cookie = await signIn(said.url, said.link)
  const target = { url: said.url, key: said.keys.probe, source: said.source, cookie }
  const probes = probing ? probeWhile(target, () => over) : Promise.resolve([])
  const report = await client.said
  over = true
  const used = treeUse(said.pid)
  printLoad(report, used.cpuSeconds - before.cpuSeconds, alone)
  printProbes(await probes)
  printMemory(peak.stop(), used)
}

type Peak = { readonly stop: () => TreeUse }

function watchPeak(pid: number): Peak {
  let peak = treeUse(pid)
  const timer = setInterval(() => {
    const now = treeUse(pid)
    if (now.residentBytes > peak.residentBytes) peak = now
  }, 500)
  return {
    stop: () => {
      clearInterval(timer)
      return peak
    },
  }
}

function printMachine(args: readonly string[]): void {
  const [cpu] = cpus()
  console.log(
    `machine             ${cpus().length} x ${cpu?.model ?? 'unknown'}, ${gigabytes(totalmem())} GB, Node ${process.version}`,
  )
  console.log(`command             npm run bench -- intake ${args.join(' ')}`)
  console.log(`data                ${sampleSet}, sent round and round; rules ${rulesSet}`)
}

function printLoad(report: ClientReport, cpuSeconds: number, alone: AloneSaid): void {
  const rate = report.events / report.seconds
  const ratio = ({ rows, seconds }: AloneRate) => (rate / (rows / seconds)).toFixed(2)
  console.log(
    `sent                ${count(report.events)} events in ${report.requests} requests, ${report.refused} told to come again`,
  )
  console.log(
    `found               ${count(report.findings)} findings, ${count(report.unparsed)} lines unparsed`,
  )
  console.log(
    `durable and matched ${count(rate)} events/s (target 25,000), ${count(report.events / cpuSeconds)} per CPU-s of the server`,
  )
  console.log(
    `against the lake    ${ratio(alone.text)} of its raw inserts as text (target 0.50), ${ratio(alone.native)} of its inserts of blocks`,
  )
  console.log(
    `cores used          server ${(cpuSeconds / report.seconds).toFixed(2)}, client ${(report.cpuSeconds / report.seconds).toFixed(2)}`,
  )
}

function printProbes(latencies: readonly number[]): void {
  if (latencies.length === 0) return
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
  console.log(
    `incident readable   p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms over ${latencies.length} probes under load (target p99 2000 ms)`,
  )
}

function printMemory(peak: TreeUse, last: TreeUse): void {
  const text = ({ residentBytes, proportionalBytes, processes }: TreeUse) =>
    `${gigabytes(residentBytes)} GB resident, ${gigabytes(proportionalBytes)} GB proportional, ${processes} processes`
  console.log(`memory, peak        ${text(peak)} (target 1.6 GB)`)
  console.log(`memory, at the end  ${text(last)}`)
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2)
}

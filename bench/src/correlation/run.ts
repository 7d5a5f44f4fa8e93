import process from 'node:process'
import { parseArgs } from 'node:util'
import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import type { CorrelationPlan } from '@countersign/sigma/correlation/plan'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { CorrelationRow } from '@countersign/sigma/correlation/row'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { runManyTenants } from './many-tenants.ts'

/**
 * Lanes, each with the figure that rsigma 0.21 (Rust, MIT) publishes for the same kind of load. Published, on another
 * machine (Apple M4 Pro), not side by side.
 */
const lanes = [
  {
    name: 'event_count',
    correlation:
      '{type: event_count, rules: [base], group-by: [ip], timespan: 5m, condition: {gte: 1000000}}',
    published: 'about 0.9-1.2M',
  },
  {
    name: 'value_count, 1800 distinct values a window',
    correlation:
      '{type: value_count, rules: [base], group-by: [site], timespan: 5m, condition: {field: user, gte: 1000000}}',
    published: '57k',
  },
  {
    name: 'value_count that holds all the time',
    correlation:
      '{type: value_count, rules: [base], group-by: [site], timespan: 5m, condition: {field: user, gte: 1000}}',
    published: undefined,
  },
  {
    name: 'temporal_ordered',
    correlation: '{type: temporal_ordered, rules: [base, other], group-by: [ip], timespan: 5m}',
    published: undefined,
  },
] as const

/** `npm run bench -- correlation [--events N] [--rounds N] [--tenants N]`. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '500000' },
      rounds: { type: 'string', default: '3' },
      tenants: { type: 'string', default: '200' },
    },
  })
  const rows = generate(Number(values.events))
  console.log(`${rows.length} rows in memory, one core; events per CPU-second, best of ${values.rounds}\n`)
  for (const { name, correlation, published } of lanes) {
    const plan = planOf(correlation)
    const best = Math.max(...Array.from({ length: Number(values.rounds) }, () => measure(plan, rows)))
    const peer = published === undefined ? '' : `   rsigma publishes ${published} events/s`
    console.log(`${name.padEnd(46)}${Math.round(best).toLocaleString('en').padStart(12)}${peer}`)
  }
  await runManyTenants(Number(values.tenants))
  return 0
}

function planOf(correlation: string): CorrelationPlan {
  const base = (name: string) =>
    `title: ${name}\nid: ${name}\nlogsource: {product: x}\ndetection: {s: {f: v}, condition: s}\n---\n`
  const yaml = `${base('base')}${base('other')}title: top\nid: top\ncorrelation: ${correlation}`
  const { planned } = planCorrelations(parseSigmaDocuments(yaml, { pack: 'bench', path: 'bench.yml' }))
  return planned[0]?.plan as CorrelationPlan
}

/** Six events a second: in five minutes 1800, each of another user. */
function generate(count: number): readonly CorrelationRow[] {
  return Array.from({ length: count }, (_, at) => ({
    tenantId: 'tenant',
    ruleId: at % 50 === 49 ? 'other' : 'base',
    timeMs: 1_767_225_600_000 + Math.floor((at * 1000) / 6),
    eventIds: [at.toString(16).padStart(32, '0')],
    captured: { ip: `10.0.${at % 7}.${at % 251}`, site: 'one', user: `user-${(at * 7919) % 3600}` },
  }))
}

function measure(plan: CorrelationPlan, rows: readonly CorrelationRow[]): number {
  const before = process.cpuUsage()
  evaluateCorrelation(plan, rows)
  const { user, system } = process.cpuUsage(before)
  return (rows.length * 1_000_000) / (user + system)
}

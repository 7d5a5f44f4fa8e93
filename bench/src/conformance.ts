/** `npm run conformance [-- --misses] [-- --json] [area…]`: scores the engines on public data with known answers. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { ConformanceRow, ConformanceRun } from './conformance-row.ts'
import { conformanceTable } from './conformance-table.ts'
import { corporaRoot } from './corpora.ts'

/** Loaded when asked for, so that one area can be scored alone and quickly. */
const areas: Readonly<Record<string, () => Promise<ConformanceRun>>> = {
  sigma: async () => (await import('./conformance-sigma.ts')).conformanceSigma,
  ocsf: async () => (await import('./conformance-ocsf.ts')).conformanceOcsf,
  labelled: async () => (await import('./conformance-labelled.ts')).conformanceLabelled,
  authority: async () => (await import('./authority/chain.ts')).conformanceChain,
  escalation: async () => (await import('./authority/escalation.ts')).conformanceEscalation,
  spiffe: async () => (await import('./authority/conformance-spiffe.ts')).conformanceSpiffe,
  authzen: async () => (await import('./authority/conformance-authzen.ts')).conformanceAuthzen,
  tlog: async () => (await import('./tlog/conformance-tlog.ts')).conformanceTlog,
  intent: async () => (await import('./intent/conformance-intent.ts')).conformanceIntent,
  oracle: async () => (await import('./authority/oracle.ts')).conformanceOracle,
  oscal: async () => (await import('./oscal/conformance-oscal.ts')).conformanceOscal,
}

const { values, positionals } = parseArgs({
  options: { misses: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  allowPositionals: true,
})

const unknown = positionals.filter((name) => areas[name] === undefined)
if (unknown.length > 0) {
  console.error(`There is no area ${unknown.join(', ')}. Areas: ${Object.keys(areas).join(', ')}.`)
  process.exit(2)
}

const rows: ConformanceRow[] = []
for (const [name, load] of Object.entries(areas)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  rows.push(...(await (await load())()))
}

console.log(values.json ? JSON.stringify(rows, undefined, 2) : conformanceTable(rows, values.misses))
if (!values.json && !values.misses && rows.some(({ misses }) => misses.length > 0))
  console.log('\nEach miss with its reason: npm run conformance -- --misses')
if (!values.json && rows.some(({ missing }) => missing !== undefined))
  console.log(
    `\nNot scored: data that is not under ${corporaRoot}. docs/conformance.md says what to get and from where.`,
  )

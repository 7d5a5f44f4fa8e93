/** `npm run bench -- NAME [options]`: benchmarks against named peers. They print ratios and are never asserted. */
import process from 'node:process'

type Bench = { readonly run: (args: readonly string[]) => Promise<number> }

const benches: Readonly<Record<string, { readonly what: string; readonly load: () => Promise<Bench> }>> = {
  sigma: {
    what: 'rules on events, one core; --peer rsigma runs the Rust engine beside it',
    load: () => import('./sigma/run.ts'),
  },
  normalise: {
    what: 'a line into an OCSF event, beside JSON.parse alone',
    load: () => import('./normalise/run.ts'),
  },
  correlation: {
    what: 'correlation rules in memory, and what their schedule costs over 200 tenants',
    load: () => import('./correlation/run.ts'),
  },
  stories: {
    what: 'incidents per true attack story of the range, stories missed, and incidents of honest work; --seeds N',
    load: () => import('./stories/run.ts'),
  },
  intake: {
    what: 'HTTP to durable and matched, with a client on the same machine',
    load: () => import('./intake/run.ts'),
  },
  queue: {
    what: 'the queue page: 50,000 incidents of 200 tenants',
    load: () => import('./queue/run.ts'),
  },
  search: {
    what: 'searches in 10 million events, beside the same SQL on a plain table',
    load: () => import('./search/run.ts'),
  },
  'who-can': {
    what: 'who may do something, over 5,000 roles, beside the simulator asked about each',
    load: () => import('./authority/who-can.ts'),
  },
  evaluator: {
    what: 'one decision of escalation, beside the simulator on the same one',
    load: () => import('./authority/evaluator-speed.ts'),
  },
  explain: {
    what: 'one event explained among many: look-ups and time',
    load: () => import('./authority/chain-speed.ts'),
  },
  'explain-lake': {
    what: 'explanations through the API in a tenant with a million events',
    load: () => import('./explain/run.ts'),
  },
  identities: {
    what: 'the inventory of one tenant with 200,000 identities',
    load: () => import('./identity/run.ts'),
  },
  decision: {
    what: 'the decision point with 1,000 mandates, in the engine and over HTTP, beside Cedar with all of them in one set',
    load: () => import('./decision/run.ts'),
  },
  tlog: {
    what: 'durable appends to the evidence log, beside Tessera; --crashes, --kills, --flips or --independent N: trials',
    load: () => import('./tlog/run.ts'),
  },
  intent: {
    what: 'alerts of one tenant judged with what others taught; --peer deepcase runs DeepCASE beside it',
    load: () => import('./intent/run.ts'),
  },
  idle: {
    what: 'memory of an idle server, and the time of a second start',
    load: () => import('./idle/run.ts'),
  },
}

const [name = '', ...args] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined) {
  const list = Object.entries(benches).map(([id, { what }]) => `  ${id.padEnd(12)}${what}`)
  console.error(`npm run bench -- NAME [options]\n\n${list.join('\n')}`)
  process.exit(2)
}
process.exitCode = await (await bench.load()).run(args)

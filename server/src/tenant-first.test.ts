/**
 * Law 1 of the house, for what has no table: whatever is remembered beyond a request, queued or told to other processes
 * begins with the tenant, or stands here with the reason why it need not. A new one fails until it does.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))
const sources: ReadonlyMap<string, string> = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/(^|\/)test-|\.test\.ts$|\.d\.ts$|conformance/.test(path))
    .map((path) => [path, readFileSync(root + path, 'utf8')]),
)

/** How the source shows that the tenant comes first; or why there is none. */
type Begins = { readonly tenant: RegExp } | { readonly none: string }
type Register = Readonly<Record<string, Begins>>

const remembered: Register = {
  'identity/configuration/policy-book.ts kept': { tenant: /JSON\.stringify\(\[\s*tenantId,/ },
  'identity/checks/standing.ts standings': { none: 'within one pass over one tenant' },
  'identity/decision/basis.ts kept': { tenant: /kept = new Map<TenantId,/ },
  'identity/decision/basis.ts loading': { tenant: /loading = new Map<TenantId,/ },
  'identity/decision/spend-meter.ts accounts': { tenant: /JSON\.stringify\(\[tenantId,/ },
  'identity/explanation/service.ts kept': { tenant: /kept = new Map<TenantId,/ },
  'identity/signal/poll-waiters.ts waiting': {
    none: 'keyed by a stream’s id, which is random and one tenant’s',
  },
  'identity/signal/risk-board.ts levels': { tenant: /levels\.get\(tenantId\)/ },
  'identity/signal/transmitter-keys.ts kept': { tenant: /`\$\{tenant_id\}\/\$\{source_id\}/ },
  'compliance/oscal/check-thread.ts waiting': {
    none: 'questions under way, by a number; each waits for its own answer',
  },
  'evidence/pending-documents.ts none': { none: 'empty' },
  'evidence/resting-tenants.ts resting': { tenant: /resting = new Map<TenantId,/ },
  'evidence/receipts.ts windows': { tenant: /key = `\$\{tenantId\}\// },
  'evidence/sequencer.ts running': { tenant: /running = new Map<TenantId,/ },
  'evidence/sequencer.ts compared': { tenant: /name = `\$\{tenantId\}\// },
  'evidence/sequencer.ts noTail': { none: 'empty' },
  'evidence/tenant-log.ts open': { tenant: /key = `\$\{stored\.tenant_id\}\// },
  'intake/finding-queue.ts waiting': { tenant: /waiting = new Map<TenantId,/ },
  'intake/finding-queue.ts resting': { tenant: /resting = new Map<TenantId,/ },
  'intake/finding-queue.ts running': { tenant: /running = new Map<TenantId,/ },
  'intake/source-notice.ts quiet': { tenant: /key = `\$\{tenantId\}\// },
  'detection/judged-news.ts tenants': { tenant: /tenants = new Map<TenantId,/ },
  'identity/mandate/service.ts told': {
    none: 'ids of findings, which are hashes that begin with the tenant',
  },
  'detection/rule-library.ts planned': {
    none: 'per library; then the tenant, or nothing for all that changed no rule',
  },
  'identity/authority/escalation.ts graphs': { none: 'keyed by the snapshot itself, which is one tenant’s' },
  'identity/decision/basis.ts slices': { none: 'made anew within the basis of one tenant' },
  'identity/decision/key-cache.ts kept': { none: 'keyed by an API key, from which the tenant follows' },
  'identity/explanation/lake-uses.ts asked': { none: 'within one explanation, on the lake of one tenant' },
  'tenancy/key-cache.ts entries': { none: 'the three of tenancy/service.ts' },
  'tenancy/service.ts keys': { none: 'keyed by a source key, from which the tenant follows' },
  'tenancy/service.ts registers': { none: 'the operator’s register of tenants' },
  'tenancy/service.ts grouped': { none: 'the operator’s groups of tenants' },
  'people/open-id-kept.ts kept': { none: 'what a provider publishes of itself, by its id' },
  'platform/http/http-spans.ts contexts': { none: 'spans of requests under way' },
  'platform/trace/open-export.ts under': { none: 'exports of spans under way, which hold no tenant' },
  'platform/trace/otlp-sender.ts failing': { none: 'names of signals' },
  'platform/http/token-bucket.ts buckets': { none: 'numbers, by session, API key or address' },
  'platform/http/rate-limit.ts requests': { none: 'numbers, by session or API key' },
  'platform/http/rate-limit.ts writes': { none: 'numbers, by session or API key' },
  'platform/http/rate-limit.ts signIns': { none: 'numbers, by address' },
  'platform/audit/audit-requests.ts answered': { none: 'requests under way' },
  'status.ts perPack': { none: 'within one report to the operator' },
  'platform/audit/request-audit.ts written': { none: 'within one request' },
  'platform/metrics/registry.ts sources': { none: 'names of metrics' },
  'platform/metrics/series.ts held': { none: 'numbers; a tenant’s name only where the operator wants it' },
  'platform/metrics/series.ts seen': { none: 'which labels were given' },
  'platform/jobs/jobs.ts timers': { none: 'timers' },
  'platform/lock.ts held': { none: 'paths of lock files' },
  'platform/state/listener.ts handlers': { none: 'names of channels, which are listed below' },
  'notification/local-time.ts formats': { none: 'how clocks are read, by time zone' },
  'platform/http/app.ts open': { none: 'open connections' },
  'incident/stream.ts clients': { none: 'live streams; each is told of its own tenants' },
  'intake/worker/pool.ts seats': { none: 'worker threads' },
  'intake/write/batch-writer.ts groups': { none: 'writes under way, by a random id' },
  'detection/rule-service.ts listeners': { none: 'who is told that rules changed' },
  'detection/catalogue.ts rules': { none: 'rules of the packs, shared by all tenants' },
  'detection/back-test-side.ts baseMatches': { none: 'within one test of one tenant' },
  'detection/back-test-side.ts beyond': { none: 'within one test of one tenant' },
  'detection/correlation-finding.ts byGroup': { none: 'within one pass over one tenant' },
}

/** By the name of the queue, the file that works on it: its handler is given the tenant first. */
const queues: Readonly<Record<string, string>> = {
  correlate: 'detection/jobs.ts',
  'identity-checks': 'identity/checks/jobs.ts',
  'compliance-assess': 'compliance/jobs.ts',
  'evidence-heartbeat': 'evidence/jobs.ts',
  'evidence-witness': 'evidence/jobs.ts',
  'notification-clocks': 'compliance/clocks/jobs.ts',
  triage: 'triage/jobs.ts',
  'triage-training': 'triage/jobs.ts',
  'identity-fold': 'identity/inventory/jobs.ts',
  'incident-sweep': 'incident/jobs.ts',
  investigate: 'investigation/jobs.ts',
  'investigate-sweep': 'investigation/jobs.ts',
  mandates: 'identity/mandate/jobs.ts',
  'notification-deliver': 'notification/jobs.ts',
  'notification-sweep': 'notification/jobs.ts',
  retention: 'retention/jobs.ts',
  'rule-test': 'detection/back-test.ts',
  'signal-deliver': 'identity/signal/jobs.ts',
  'signal-poll': 'identity/signal/jobs.ts',
  'signal-store': 'identity/signal/jobs.ts',
  'signal-sweep': 'identity/signal/jobs.ts',
}

/** What is told to the other processes; every receiver reads the news itself, through the wall. */
const channels: Readonly<Record<string, Begins & { readonly told: string }>> = {
  identity_risk_changed: {
    told: 'identity/signal/risk-board.ts',
    tenant: /pg_notify\(\$\{channel\}, \$\{tenantId\}\)/,
  },
  signal_outbox: {
    told: 'identity/signal/poll-waiters.ts',
    none: 'the id of a stream: whoever polls it looks into its own outbox',
  },
  access_basis: { told: 'identity/decision/basis.ts', tenant: /notify\(channel, tenantId\)/ },
  incident_changed: {
    told: 'incident/write-incident.ts',
    tenant: /StreamedChange = \{\s*readonly tenantId: string/,
  },
  source_changed: { told: 'add-intake.ts', tenant: /notify\(sourceChannel, JSON\.stringify\(\{ tenantId, / },
  tenancy_changed: {
    told: 'tenancy/service.ts',
    none: 'an id, which nobody reads: all that is remembered is dropped',
  },
  rules_changed: { told: 'detection/rule-service.ts', none: 'an empty word: all rules are read again' },
}

const declared =
  /^(\s*)(?:export |private |readonly |const |let |#)+(\w+)[^\n=]*= new (?:Map|WeakMap|Set|WeakSet)\b(?:<[^\n]*>)?\(\)/gm
const made = /^\s*const (\w+) = (?:keyCache|tokenBuckets)\b/gm
const inParts = /\b(told): new Set\(\)/g
/** What a function hands out goes on using what it made. */
const handsOut = /\n {2}return (?:async )?(?:\{[\s\S]*?=>|\([^)]*\) =>|\w+ =>)|\bstate\.listen\(|addHook\(/

/** Maps and sets of a module, of a class, and of a function that hands out functions over them. */
function rememberedIn(path: string, text: string): readonly string[] {
  const outlives = ({ 0: whole, 1: indent = '', index }: RegExpExecArray) => {
    if (indent.replaceAll('\n', '') === '' || !/\b(?:const|let)\b/.test(whole)) return true
    const rest = text.slice(index, text.indexOf('\n}', index))
    return indent.replaceAll('\n', '').length === 2 && handsOut.test(rest)
  }
  const names = [
    ...[...text.matchAll(declared)].filter(outlives).map(([, , name]) => name),
    ...[...text.matchAll(made), ...text.matchAll(inParts)].map(([, name]) => name),
  ]
  return [...new Set(names)].map((name) => `${path} ${name}`)
}

function namesIn(pattern: RegExp): readonly string[] {
  const found = [...sources.values()].flatMap((text) =>
    [...text.matchAll(pattern)].map(([, name]) => name ?? ''),
  )
  return [...new Set(found)].sort()
}

describe('tenant first', () => {
  test('what a process remembers beyond a request is keyed by the tenant, or is listed with its reason', () => {
    const found = [...sources].flatMap(([path, text]) => rememberedIn(path, text))
    assert.deepEqual(found.sort(), Object.keys(remembered).sort())
    for (const [name, begins] of Object.entries(remembered))
      if ('tenant' in begins) assert.match(sources.get(name.split(' ')[0] ?? '') ?? '', begins.tenant, name)
  })

  test('every queue is worked on by somebody who is told the tenant first', () => {
    assert.deepEqual(namesIn(/[qQ]ueue = '([\w-]+)'/g), Object.keys(queues).sort())
    for (const [name, path] of Object.entries(queues))
      assert.ok(sources.get(path)?.includes(`'${name}'`), `${name} is not of ${path}`)
    const jobs = sources.get('platform/jobs/jobs.ts') ?? ''
    assert.match(jobs, /stored: Stored = \{ tenantId, data \}/)
    assert.match(jobs, /singletonKey: `\$\{tenantId\}\//)
    assert.equal(namesIn(/(boss\.(?:send|insert|schedule|publish))\(/g).join(), 'boss.send')
  })

  test('every channel tells the tenant first, or is listed with its reason', () => {
    assert.deepEqual(namesIn(/[cC]hannel = '([a-z_]+)'/g), Object.keys(channels).sort())
    for (const [name, begins] of Object.entries(channels))
      if ('tenant' in begins) assert.match(sources.get(begins.told) ?? '', begins.tenant, name)
  })

  test('a new map, set, queue or channel is found', () => {
    const held =
      'export function open() {\n  const kept = new Map<string, string>()\n  return {\n    of: (id) => kept.get(id),\n  }\n}'
    assert.deepEqual(rememberedIn('a.ts', held), ['a.ts kept'])
    assert.deepEqual(rememberedIn('a.ts', 'class A {\n  readonly #b = new Map<string, X>()\n}'), ['a.ts b'])
    assert.deepEqual(rememberedIn('a.ts', '\nconst a = new Set()\n'), ['a.ts a'])
    const local = 'function of() {\n  const sums = new Map<string, number>()\n  return sums.size\n}'
    assert.deepEqual(rememberedIn('a.ts', local), [])
  })
})

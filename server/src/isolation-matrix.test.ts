/** Every route × every id of another tenant × every role: refused, or answered with the asker's own alone. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { atTools } from './mcp/test-attempts.ts'
import { openLog } from './platform/log.ts'
import { deliveries } from './test-deliveries.ts'
import {
  type Asker,
  type AskerKind,
  askersAt,
  askersOf,
  openSender,
  type Reply,
  type Send,
} from './test-isolation-askers.ts'
import {
  type ApiDocument,
  type Attempt,
  attemptsOf,
  type Foreign,
  routesOf,
} from './test-isolation-attempts.ts'
import { rowsByTable, walledTables } from './test-tenant-rows.ts'
import {
  bank,
  canary,
  quietCanary,
  sharedThings,
  shop,
  startTwoTenants,
  type TwoTenants,
} from './test-two-tenants.ts'

const attemptsMin = 10_000
const idempotencyKey = 'of-a-write-at-the-bank'
const many = '1000000'
const flags = {
  'api-requests-per-minute': many,
  'api-writes-per-minute': many,
  'sign-in-failures-free': '100',
  'sign-in-requests-per-minute': many,
}

let world: TwoTenants
let document: ApiDocument
let askers: readonly Asker[]
let foreign: Foreign
let sender: ReturnType<typeof openSender>
let log = ''

before(async () => {
  const destination = { write: (line: string) => (log += line) }
  world = await startTwoTenants({ flags, log: openLog('debug', { format: 'json', destination }) })
  document = (await world.operator.send('GET', '/api/openapi.json')).body as unknown as ApiDocument
  askers = await askersOf(world)
  const { shopThings: own, bankThings } = world
  await noteAtTheBank()
  foreign = { own, foreign: bankThings, cursors: await cursorsOfTheBank(), idempotencyKey }
  sender = openSender(world.running.url)
})
after(async () => {
  sender?.close()
  await world?.stop()
})

async function noteAtTheBank(): Promise<void> {
  const { incidentId } = world.bankThings
  const note = { text: `a second note of ${canary} ${quietCanary}`, handOver: true }
  const path = `/api/tenants/${bank}/incidents/${incidentId}/notes`
  const { status } = await world.operator.send('POST', path, note, { 'idempotency-key': idempotencyKey })
  assert.equal(status, 201)
}

/** Where the bank has more than one row, a page of one row leads to a cursor. */
async function cursorsOfTheBank(): Promise<ReadonlyMap<string, string>> {
  const cursors = new Map<string, string>()
  for (const { method, path, operation } of routesOf(document)) {
    const takes = (name: string) => operation.parameters?.some((one) => one.name === name) === true
    if (method !== 'GET' || !takes('cursor')) continue
    const values: Readonly<Record<string, string>> = { ...world.bankThings, tenantId: bank }
    const address = path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x')
    const { body } = await world.operator.send(
      'GET',
      `${address}?limit=1${takes('tenant') ? '&tenant=bank' : ''}`,
    )
    const { nextCursor } = body as { nextCursor?: string }
    if (nextCursor !== undefined) cursors.set(path, encodeURIComponent(nextCursor))
  }
  return cursors
}

/** What nobody of the shop can know. Whatever of it a request named itself is no secret in the answer. */
function secretsAt(address: string): readonly string[] {
  const { ruleId, groupId, providerId, sourceName, policyId, ...ids } = world.bankThings
  const words = [canary, quietCanary]
  // The shop's own trail tells what its people named in the attempts before: ids, and the bank in a search.
  const own = Object.entries(ids).flatMap(([name, id]) => (sharedThings.has(name) ? [] : [id]))
  return isTrail(address) ? words : [...words, JSON.stringify(bank), ...own]
}

/** What people did is in the audit trail, and from there in the evidence log and its packs. */
const isTrail = (address: string): boolean => /\/(?:audit|evidence)\b/.test(address)

function hasEntryOfTheBank(text: string): boolean {
  const { items = [] } = JSON.parse(text.slice(text.indexOf('\n') + 1)) as {
    readonly items?: readonly { readonly tenantId: string | null }[]
  }
  return items.some(({ tenantId }) => tenantId === bank)
}

/** Why this answer is a leak; undefined when it is none. */
function leakIn(attempt: Attempt, { status, text }: Reply): string | undefined {
  if (status >= 500 || status === 429) return `answers ${status}`
  if (attempt.isForeign && status < 400) return `answers ${status} where something of the bank is named`
  if (/\/audit\b/.test(attempt.address) && status === 200 && hasEntryOfTheBank(text))
    return 'shows an entry of the bank'
  const asked = decodeURIComponent(attempt.address) + attempt.address + (attempt.body ?? '')
  const shown = secretsAt(attempt.address).find((word) => text.includes(word) && !asked.includes(word))
  return shown === undefined ? undefined : `shows ${shown}`
}

type Outcome = {
  readonly leaks: readonly string[]
  /** By asker. */
  readonly asked: ReadonlyMap<Asker, number>
  /** Answers that were no refusals, by asker. */
  readonly answered: ReadonlyMap<Asker, number>
}

/** Each asker one request after the other, all askers at once. */
async function runMatrix(attempts: readonly Attempt[], who: readonly Asker[], send: Send): Promise<Outcome> {
  const [asked, answered] = [new Map<Asker, number>(), new Map<Asker, number>()]
  const leaks: string[] = []
  const count = (map: Map<Asker, number>, asker: Asker) => map.set(asker, (map.get(asker) ?? 0) + 1)
  const asking = attempts.map((attempt, turn) => new Set(askersAt(who, attempt, turn)))
  const ask = async (asker: Asker) => {
    for (const attempt of attempts.filter((_, turn) => asking[turn]?.has(asker))) {
      const reply = await send(asker, attempt)
      const leak = leakIn(attempt, reply)
      if (leak !== undefined) leaks.push(`${asker.name}: ${attempt.method} ${attempt.address} ${leak}`)
      if (reply.status < 300) count(answered, asker)
      count(asked, asker)
    }
  }
  await Promise.all(who.map(ask))
  return { leaks, asked, answered }
}

function total(counts: ReadonlyMap<Asker, number>, kind?: AskerKind): number {
  const counted = [...counts].filter(([asker]) => kind === undefined || asker.kind === kind)
  return counted.reduce((sum, [, count]) => sum + count, 0)
}

/** A line per kind of asker. */
function tableOf(outcomes: readonly Outcome[]): readonly string[] {
  const sum = (which: 'asked' | 'answered', kind: AskerKind) =>
    outcomes.reduce((all, outcome) => all + total(outcome[which], kind), 0)
  return [...new Set(askers.map(({ kind }) => kind))].map((kind) => {
    const people = askers.filter((asker) => asker.kind === kind).length
    return `${String(people).padStart(3)} × ${kind}: ${sum('asked', kind)} attempts, ${sum('answered', kind)} answered of their own`
  })
}

/** By table, so that a change is named by where it is. */
async function hashesOfTheBank(): Promise<Readonly<Record<string, string>>> {
  const { platform, evidence } = world.running
  // What was done there so far is on its way into its log; nothing new may come after it.
  await evidence.pass(bank)
  const rows = await rowsByTable(platform, bank, await walledTables(platform))
  assert.ok([...rows.values()].some((text) => text.includes(canary)))
  const hashed = [...rows].map(([table, text]) => [table, createHash('sha256').update(text).digest('hex')])
  return Object.fromEntries(hashed)
}

/** The receivers that shippers' protocols prescribe, which the document does not list. */
function atReceivers(): readonly Attempt[] {
  return deliveries(world.bankThings).map(({ path, scheme, body }) => ({
    route: `POST ${path.split('?')[0]?.replace(world.bankThings.sourceId, '{source}')} as ${scheme}`,
    right: undefined,
    method: 'POST',
    address: path,
    headers: { 'content-type': 'application/json', 'x-tenant': bank, 'x-scope-orgid': bank },
    body,
    isForeign: path.startsWith('/ingest/'),
  }))
}

/** Long enough for a test of the bank's rule to have ended: it writes what it found. */
async function settled(): Promise<void> {
  // The inventory follows the lake, and would do so in the middle of a slow run.
  for (const tenantId of [shop, bank]) await world.running.identities.inventory.fold(tenantId)
  for (;;) {
    const { body } = await world.operator.send('GET', `/api/rule-tests/${world.bankThings.testId}`)
    if (!['waiting', 'running'].includes(body.status ?? '')) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The live stream of an asker, from the first change on; what was told until somebody stops listening. */
async function listen(asker: Asker): Promise<{ readonly told: () => string; readonly stop: () => void }> {
  const abort = new AbortController()
  const response = await fetch(`${world.running.url}/api/stream`, {
    headers: { ...asker.headers(), 'last-event-id': '0' },
    signal: abort.signal,
  })
  let text = JSON.stringify([...response.headers])
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  const over = response.status === 200 ? read().catch(() => undefined) : response.text()
  if (response.status !== 200) text += await over
  return { told: () => text, stop: () => abort.abort() }
}

test('the live stream tells each role of the shop, if of anything, and nobody of the bank', async () => {
  const { operator, bankThings, shopThings } = world
  const streams = await Promise.all(askers.map(listen))
  const rank = async (tenantId: string, { incidentId }: { readonly incidentId: string }) =>
    operator.send('PATCH', `/api/tenants/${tenantId}/incidents/${incidentId}`, { status: 'in-progress' })
  await rank(bank, bankThings)
  await rank(shop, shopThings)
  // Once because it resumes from the start, and once more for the change.
  const isTold = ({ told }: (typeof streams)[number]) => told().split(shopThings.incidentId).length > 2
  const listening = streams.filter(({ told }) => told().includes('text/event-stream'))
  // Seven people and the two keys that may read incidents.
  assert.equal(listening.length, 9)
  while (!listening.every(isTold)) await new Promise((resolve) => setTimeout(resolve, 20))
  for (const { told, stop } of streams) {
    stop()
    const shown = secretsAt('/api/stream').find((word) => told().includes(word))
    assert.equal(shown, undefined, told())
  }
})

test('no role gets anything of the bank from any route, whichever of its ids it names, and nothing there changes', async (t) => {
  await settled()
  const before = await hashesOfTheBank()
  const [attempts, deliveries] = [attemptsOf(document, foreign), atReceivers()]
  const outcomes = [await runMatrix(attempts, askers, sender.send)]
  // After all others have ended: what a receiver takes names the bank, and is the shop's own from then on.
  outcomes.push(await runMatrix(deliveries, askers, sender.send))
  const calls = atTools(world.shopThings, world.bankThings)
  outcomes.push(await runMatrix(calls, askers, sender.send))
  assert.deepEqual(
    outcomes.flatMap(({ leaks }) => leaks),
    [],
  )
  const asked = outcomes.reduce((all, outcome) => all + total(outcome.asked), 0)
  const routes = new Set([...attempts, ...deliveries, ...calls].map(({ route }) => route))
  for (const line of tableOf(outcomes)) t.diagnostic(line)
  t.diagnostic(`${asked} attempts at ${routes.size} routes by ${askers.length} askers, 0 leaks`)
  assert.ok(asked >= attemptsMin, `${asked} attempts`)
  for (const { method, path } of routesOf(document)) assert.ok(routes.has(`${method} ${path}`), path)
  assert.deepEqual(await hashesOfTheBank(), before)
  // Whoever may read gets answers: the refusals are about the tenant.
  for (const asker of askers)
    if (asker.takeCookie !== undefined) assert.ok((outcomes[0]?.answered.get(asker) ?? 0) > 50, asker.name)
  assert.ok(log.includes('Server listening'), 'the log was not read')
  for (const word of [canary, quietCanary, world.bankThings.apiKey, world.bankThings.key])
    assert.ok(!log.includes(word), `the log shows ${word}`)
})

/** A server with a hole: this route of it answers anybody who asks. */
const hole = '/api/tenants/{tenantId}/incidents/{incidentId}/hole'
const withHole = (): ApiDocument => ({ paths: { ...document.paths, [hole]: { get: {} } } })

const holes: Readonly<Record<string, (incident: string) => Reply>> = {
  'in a body': (incident) => ({ status: 200, text: incident }),
  'in the body of a refusal': (incident) => ({ status: 404, text: incident }),
  'in a header': () => ({ status: 404, text: JSON.stringify({ 'x-owner': quietCanary }) }),
  'by saying yes': () => ({ status: 204, text: '' }),
  'by breaking': () => ({ status: 500, text: '' }),
}

for (const [how, answer] of Object.entries(holes))
  test(`a route that leaks ${how} is found, and no other is blamed`, async () => {
    const path = `/api/tenants/${bank}/incidents/${world.bankThings.incidentId}`
    const incident = JSON.stringify((await world.operator.send('GET', path)).body)
    assert.ok(incident.includes(canary))
    const send: Send = async (_, { route }) =>
      route.endsWith('/hole') ? answer(incident) : { status: 404, text: '' }
    const { leaks } = await runMatrix(attemptsOf(withHole(), foreign), askers.slice(0, 2), send)
    assert.ok(leaks.length >= 2)
    for (const leak of leaks) assert.match(leak, /\/hole\b/)
  })

test('a change of one row of the bank is found', async () => {
  const before = await hashesOfTheBank()
  const path = `/api/tenants/${bank}/incidents/${world.bankThings.incidentId}`
  assert.equal((await world.operator.send('PATCH', path, { assignee: 'somebody else' })).status, 200)
  assert.notDeepEqual(await hashesOfTheBank(), before)
})

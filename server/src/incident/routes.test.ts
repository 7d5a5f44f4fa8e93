import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { IncidentDetail } from '@countersign/api/incident'
import type { Role } from '@countersign/api/person'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import type { Caller } from '../platform/auth/person.ts'
import { rightsOf } from '../platform/auth/rights.ts'
import { readConfig } from '../platform/config.ts'
import { CountersignError } from '../platform/errors.ts'
import { type App, openApp } from '../platform/http/app.ts'
import { openLog } from '../platform/log.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { addIncidentRoutes } from './routes.ts'
import type { Incidents } from './service.ts'
import type { StreamHub } from './stream.ts'

const shop = 'shop' as TenantId
const incidentId = 'a'.repeat(32)
let app: App
let asked: unknown[] = []
const clients: {
  write: (text: string) => void
  lastSeq: number | undefined
  tenantIds: readonly TenantId[]
}[] = []

before(async () => {
  app = await openApp(readConfig({}, {}), openLog('silent'))
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    const role = request.headers['x-role']
    if (typeof role === 'string') request.caller = callerOf(role as Role)
  })
  addIncidentRoutes(app, { incidents: fakeIncidents(), hub: fakeHub() })
  await app.listen({ host: '127.0.0.1', port: 0 })
})

after(async () => {
  app.server.closeAllConnections()
  await app.close()
})

const get = (path: string, role = 'analyst') =>
  app.inject({ method: 'GET', url: path, headers: { 'x-role': role } })

test('without a session nothing is answered', async () => {
  for (const path of ['/api/incidents', '/api/stream', `/api/tenants/shop/incidents/${incidentId}`]) {
    const answer = await app.inject({ method: 'GET', url: path })
    assert.equal(answer.statusCode, 401, path)
    assert.equal(answer.json().code, 'SIGN_IN_NEEDED')
  }
})

test('a tenant outside the rights is answered like one that does not exist, on every route', async () => {
  const paths = ['', '/ocsf', '/findings.ndjson', '/explanation.md'].map(
    (rest) => `/api/tenants/bank/incidents/${incidentId}${rest}`,
  )
  for (const path of [...paths, '/api/incidents?tenant=bank', '/api/incidents?tenant=shop,bank']) {
    const answer = await get(path)
    assert.equal(answer.statusCode, 404, path)
    assert.equal(answer.json().code, 'NOT_FOUND')
  }
})

test('the queue asks for the tenants of the person, filtered as the query says', async () => {
  asked = []
  const answer = await get('/api/incidents?status=new&severity=high&limit=10')
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(asked, [[[shop], { status: 'new', severity: 'high', limit: 10 }]])
  for (const query of ['limit=0', 'limit=201', 'severity=enormous', 'status=closed']) {
    assert.equal((await get(`/api/incidents?${query}`)).statusCode, 400, query)
  }
})

test('the answer keeps the whole explanation, so that its hash can be checked', async () => {
  const detail = (await get(`/api/tenants/shop/incidents/${incidentId}`)).json<IncidentDetail>()
  assert.equal(explanationHash(detail.explanation as Explanation), detail.explanationHash)
})

test('an auditor reads and may not change; a change without a known status is refused', async () => {
  const patch = (role: string, body: object) =>
    app.inject({
      method: 'PATCH',
      url: `/api/tenants/shop/incidents/${incidentId}`,
      headers: { 'x-role': role },
      payload: body,
    })
  assert.equal((await patch('auditor', { assignee: 'Ada' })).json().code, 'FORBIDDEN')
  assert.equal((await patch('analyst', { status: 'closed' })).statusCode, 400)
  assert.equal((await patch('analyst', { assignee: 'Ada' })).statusCode, 200)
})

test('the explanation comes as markdown in which log content is no markup', async () => {
  const answer = await get(`/api/tenants/shop/incidents/${incidentId}/explanation.md`)
  assert.equal(answer.headers['content-type'], 'text/markdown; charset=utf-8')
  assert.match(answer.body, /&lt;script&gt;/)
})

test('the stream is an event stream that resumes from Last-Event-ID and ends with its reader', async () => {
  const { port } = app.server.address() as { port: number }
  const reader = new AbortController()
  const response = await fetch(`http://127.0.0.1:${port}/api/stream`, {
    headers: { 'x-role': 'analyst', 'last-event-id': '41' },
    signal: reader.signal,
  })
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const body = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!text.includes('id: 42')) text += decoder.decode((await body?.read())?.value)
  assert.equal(text, 'retry: 2000\n\nid: 42\nevent: incident\ndata: {}\n\n')
  assert.deepEqual(
    clients.map(({ lastSeq, tenantIds }) => [lastSeq, tenantIds]),
    [[41, [shop]]],
  )
  reader.abort()
  while (clients.length > 0) await new Promise((resolve) => setImmediate(resolve))
})

function callerOf(role: Role): Caller {
  const rights = rightsOf(role, 'all-tenants')
  return { kind: 'api-key', person: { personId: 'p', name: 'Ada', role, rights, tenantIds: [shop] } }
}

function fakeHub(): StreamHub {
  return {
    join: async (client, lastSeq) => {
      const joined = { ...client, lastSeq }
      clients.push(joined)
      client.write('id: 42\nevent: incident\ndata: {}\n\n')
      return () => clients.splice(clients.indexOf(joined), 1)
    },
    clients: () => clients.length,
    close: async () => {},
  }
}

function fakeIncidents(): Incidents {
  const explanation: Explanation = {
    id: 'e',
    tenantId: 'shop',
    region: 'local',
    subject: { kind: 'incident-finding', id: incidentId },
    statement: 'Somebody did <script>.',
    claims: [
      {
        text: 'It happened.',
        kind: 'for',
        certainty: 'proven',
        cites: [{ kind: 'event', id: 'e1', locator: { file: 'f', line: 1 } }],
      },
    ],
    decidedBy: [],
  }
  const detail: IncidentDetail = {
    incident: {
      tenantId: 'shop',
      incidentId,
      title: 't',
      statement: explanation.statement,
      severity: 'high',
      status: 'new',
      identities: [],
      hosts: [],
      firstAt: new Date(0).toISOString(),
      lastAt: new Date(0).toISOString(),
      updatedAt: new Date(0).toISOString(),
      findingCount: 0,
      ruleCount: 0,
      assignee: null,
      snoozedUntil: null,
      resolution: null,
      version: 7,
    },
    explanation,
    explanationHash: explanationHash(explanation),
    findings: [],
    findingsOmitted: 0,
    history: [],
    merged: [],
  }
  const unused = () => Promise.reject(new CountersignError('INTERNAL', 'not used here'))
  return {
    recordFindings: unused,
    sweep: unused,
    ocsf: unused,
    ocsfFindings: unused,
    changesSince: unused,
    counts: unused,
    neighbours: unused,
    openByIdentity: unused,
    handOver: unused,
    patchMany: unused,
    merge: unused,
    unmerge: unused,
    notes: { list: unused, add: unused, change: unused },
    views: { list: unused, add: unused, change: unused, remove: unused },
    list: async (...question) => {
      asked.push(structuredClone(question))
      return { items: [], counts: {} }
    },
    detail: async () => detail,
    patch: async () => detail,
  }
}

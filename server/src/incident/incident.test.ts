import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import type { DetectionFinding } from '@countersign/incident/finding'
import { factsAt, findingOf, ruleNamed, startMs } from '@countersign/incident/finding-fixture'
import { sql } from 'kysely'
import pg from 'pg'
import type { Person } from '../platform/auth/person.ts'
import { rightsOf } from '../platform/auth/rights.ts'
import type { Clock } from '../platform/clock.ts'
import type { Lake } from '../platform/lake/lake.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { defaultLimits } from '../platform/limits.ts'
import { openLog } from '../platform/log.ts'
import { type OpenedState, openState } from '../platform/state/open-state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Incidents, incidentMigrations, openIncidents } from './service.ts'
import { openStreamHub } from './stream.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-incident-'))
const log = openLog('silent')
const clock = steppingClock()
let opened: OpenedState
let incidents: Incidents
let lake: Lake

before(async () => {
  // The embedded server runs as another user when started as root, and has to get in.
  chmodSync(directory, 0o711)
  opened = await openState({
    config: { kind: 'embedded' },
    directory: join(directory, 'state'),
    limits: defaultLimits,
    log,
    migrations: [incidentMigrations],
  })
  lake = await openLake({
    config: { kind: 'chdb' },
    directory: join(directory, 'lake'),
    limits: defaultLimits,
  })
  incidents = openIncidents({ state: opened.state, lake, clock, log, region: 'local' as Region })
})

after(async () => {
  await opened?.state.close()
  await lake?.close()
  rmSync(directory, { recursive: true, force: true })
})

let tenantNumber = 0
/** Every test has tenants of its own, so that they do not see each other. */
function newTenant(): TenantId {
  tenantNumber += 1
  return `tenant-${tenantNumber}` as TenantId
}

const analyst = (...tenantIds: TenantId[]): Person => ({
  personId: 'p1',
  name: 'Ada',
  role: 'analyst',
  rights: rightsOf('analyst', 'some-tenants'),
  tenantIds,
})

const seen = (tenantId: TenantId, minute: number, user = 'anna', rule = ruleNamed('Trail deleted')) =>
  findingOf([factsAt(minute, { identityKey: `aws:111122223333:user/${user}` })], { tenantId, rule })

test('a finding that has grown takes its own place, and a resolved incident is not opened again by it', async () => {
  const tenantId = newTenant()
  const actor = { identityKey: 'aws:111122223333:user/anna' } as const
  const rule = ruleNamed('Many secrets read')
  const grown = (...minutes: readonly number[]) => ({
    ...findingOf(
      minutes.map((minute) => factsAt(minute, actor)),
      { tenantId, rule },
    ),
    findingId: 'f'.repeat(32),
  })
  await incidents.recordFindings(tenantId, [grown(0, 1, 2)])
  const [opened] = (await incidents.list([tenantId], {})).items
  const changes = await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5)])
  assert.deepEqual(
    changes.map(({ kind, incidentId }) => [kind, incidentId]),
    [['updated', opened?.incidentId]],
  )
  const { findings } = await incidents.detail(tenantId, opened?.incidentId ?? '')
  assert.deepEqual(
    findings.map(({ events }) => events.length),
    [4],
  )
  assert.deepEqual(await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5)]), [])

  const resolved = { status: 'resolved', reason: 'known' } as const
  await incidents.patch(analyst(tenantId), tenantId, opened?.incidentId ?? '', resolved)
  assert.deepEqual(await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5, 6)]), [])
  const after = await incidents.list([tenantId], {})
  assert.ok(after.items.every(({ incidentId }) => incidentId === opened?.incidentId))
})

test('findings become one incident with its explanation, whose hash is that of the canonical form', async () => {
  const tenantId = newTenant()
  const changes = await incidents.recordFindings(tenantId, [seen(tenantId, 0), seen(tenantId, 4)])
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['created'],
  )
  const { items, counts } = await incidents.list([tenantId], {})
  assert.equal(items.length, 1)
  assert.equal(counts.high, 1)
  const detail = await incidents.detail(tenantId, items[0]?.incidentId ?? '')
  assert.equal(detail.findings.length, 2)
  assert.equal(detail.explanationHash, explanationHash(detail.explanation as Explanation))
  assert.equal(detail.incident.statement, (detail.explanation as Explanation).statement)
  assert.deepEqual(
    detail.history.map(({ what }) => what),
    ['opened the incident'],
  )
})

test('the same findings again change nothing and tell nobody', async () => {
  const tenantId = newTenant()
  const findings = [seen(tenantId, 0), seen(tenantId, 4)]
  await incidents.recordFindings(tenantId, findings)
  const once = await incidents.list([tenantId], {})
  assert.deepEqual(await incidents.recordFindings(tenantId, [...findings, ...findings]), [])
  assert.deepEqual(await incidents.list([tenantId], {}), once)
})

test('later findings extend the incident and rebuild its explanation', async () => {
  const tenantId = newTenant()
  const [created] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const first = await incidents.detail(tenantId, created?.incidentId ?? '')
  const [updated] = await incidents.recordFindings(tenantId, [
    seen(tenantId, 9, 'anna', ruleNamed('Key created')),
  ])
  assert.deepEqual([updated?.incidentId, updated?.kind], [created?.incidentId, 'updated'])
  const second = await incidents.detail(tenantId, created?.incidentId ?? '')
  assert.equal(second.incident.ruleCount, 2)
  assert.notEqual(second.explanationHash, first.explanationHash)
})

test('two writers at once make one incident and lose no finding', async () => {
  const tenantId = newTenant()
  const all = Array.from({ length: 24 }, (_, minute) => seen(tenantId, minute))
  const writers = [0, 1, 2, 3].map((writer) =>
    incidents.recordFindings(
      tenantId,
      all.filter((_, index) => index % 4 === writer || index % 4 === 0),
    ),
  )
  await Promise.all(writers)
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => row.findingCount),
    [24],
  )
})

test('findings acknowledged before a crash and never grouped are found by the sweep, once', async () => {
  const tenantId = newTenant()
  const grouped = seen(tenantId, 0)
  const lost = seen(tenantId, 3)
  await incidents.recordFindings(tenantId, [grouped])
  await storeFindings([grouped, lost])
  assert.equal(await incidents.sweep(tenantId), 1)
  assert.equal(await incidents.sweep(tenantId), 0)
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => row.findingCount),
    [2],
  )
})

test('a finding that links two incidents merges them: one row, and the old address leads to it', async () => {
  const tenantId = newTenant()
  const role = 'aws:111122223333:assumed-role/deploy'
  const byRole = findingOf([factsAt(2, { identityKey: role })], { tenantId })
  const link = findingOf(
    [
      factsAt(4, {
        identityKey: role,
        chain: [{ identityKey: 'aws:111122223333:user/anna', relation: 'assumed-role' }],
      }),
    ],
    { tenantId },
  )
  await incidents.recordFindings(tenantId, [seen(tenantId, 0), byRole])
  const two = await incidents.list([tenantId], {})
  assert.equal(two.items.length, 2)
  await incidents.recordFindings(tenantId, [link])
  const one = await incidents.list([tenantId], {})
  assert.deepEqual(
    one.items.map((row) => row.findingCount),
    [3],
  )
  for (const row of two.items) {
    assert.equal(
      (await incidents.detail(tenantId, row.incidentId)).incident.incidentId,
      one.items[0]?.incidentId,
    )
  }
})

test('weak signals are shown to nobody until they add up', async () => {
  const tenantId = newTenant()
  const low = (minute: number, name: string, tactic: string) =>
    seen(tenantId, minute, 'anna', ruleNamed(name, { level: 'low', tags: [`attack.${tactic}`] }))
  assert.deepEqual(
    await incidents.recordFindings(tenantId, [low(0, 'a', 'discovery'), low(1, 'b', 'discovery')]),
    [],
  )
  assert.deepEqual((await incidents.list([tenantId], {})).items, [])
  const [change] = await incidents.recordFindings(tenantId, [low(2, 'c', 'persistence')])
  assert.equal(change?.kind, 'created')
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => [row.findingCount, row.severity]),
    [[3, 'medium']],
  )
})

test('a noisy rule is counted in full while only its first findings are kept', async () => {
  const tenantId = newTenant()
  const noisy = Array.from({ length: 130 }, (_, index) => seen(tenantId, index / 10))
  const [change] = await incidents.recordFindings(tenantId, noisy)
  const detail = await incidents.detail(tenantId, change?.incidentId ?? '')
  assert.equal(detail.incident.findingCount, 130)
  assert.equal(detail.findings.length, 100)
  assert.equal(detail.findingsOmitted, 30)
})

test('a person of another tenant sees nothing, in the list, by id or in the stream', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  assert.deepEqual((await incidents.list([foreign], {})).items, [])
  await assert.rejects(incidents.detail(foreign, change?.incidentId ?? ''), { code: 'NOT_FOUND' })
  assert.deepEqual(await incidents.changesSince([foreign], 0), [])
})

test('row level security holds by itself: without a tenant, or with another, a bare SELECT sees no row', async () => {
  const tenantId = newTenant()
  await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const client = new pg.Client(opened.login)
  await client.connect()
  try {
    for (const table of ['incident', 'incident_finding', 'incident_history', 'incident_sweep']) {
      const { rows } = await client.query(`SELECT * FROM countersign.${table}`)
      assert.deepEqual(rows, [], table)
      const { rows: forced } = await client.query(
        `SELECT relforcerowsecurity FROM pg_class WHERE oid = 'countersign.${table}'::regclass`,
      )
      assert.deepEqual(forced, [{ relforcerowsecurity: true }], table)
    }
  } finally {
    await client.end()
  }
  const write = opened.state.forTenant(newTenant(), (tx) =>
    sql`INSERT INTO incident_sweep VALUES (${tenantId}, now())`.execute(tx),
  )
  await assert.rejects(write, /row-level security/)
})

test('a finding of another tenant is refused before anything is written', async () => {
  const tenantId = newTenant()
  await assert.rejects(
    incidents.recordFindings(tenantId, [seen(tenantId, 0), seen(newTenant(), 1)]),
    RangeError,
  )
  assert.deepEqual((await incidents.list([tenantId], {})).items, [])
})

test('names that PostgreSQL cannot hold are recorded all the same, and found again', async () => {
  const tenantId = newTenant()
  const odd = `a\u0000\ud800${'x'.repeat(9000)}`
  await incidents.recordFindings(tenantId, [seen(tenantId, 0, odd)])
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 1, odd)])
  assert.equal(change?.kind, 'updated')
})

test('a person takes, resolves with a reason, and the history tells who did what', async () => {
  const tenantId = newTenant()
  const person = analyst(tenantId)
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const id = change?.incidentId ?? ''
  await incidents.patch(person, tenantId, id, { assignee: 'Ada', status: 'in-progress' })
  await assert.rejects(incidents.patch(person, tenantId, id, { status: 'resolved' }), {
    code: 'REQUEST_INVALID',
  })
  const done = await incidents.patch(person, tenantId, id, { status: 'resolved', reason: 'planned change' })
  assert.equal(done.incident.status, 'resolved')
  assert.deepEqual(
    done.history.map(({ who, what }) => `${who} ${what}`),
    [
      'Ada changed the status from in-progress to resolved: planned change',
      'Ada changed the status from new to in-progress, assigned it to Ada',
      'Countersign opened the incident',
    ],
  )
})

test('a resolved incident takes no more findings: the next one opens a new incident', async () => {
  const tenantId = newTenant()
  const [first] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  await incidents.patch(analyst(tenantId), tenantId, first?.incidentId ?? '', {
    status: 'resolved',
    reason: 'known',
  })
  const [second] = await incidents.recordFindings(tenantId, [seen(tenantId, 5)])
  assert.equal(second?.kind, 'created')
  assert.notEqual(second?.incidentId, first?.incidentId)
  assert.equal((await incidents.list([tenantId], { status: 'new' })).items.length, 1)
})

test('the queue comes most severe first, page by page, each incident once', async () => {
  const tenantId = newTenant()
  const levels = ['medium', 'critical', 'high', 'medium', 'high'] as const
  const findings = levels.map((level, index) =>
    seen(tenantId, index, `u${index}`, ruleNamed(`r${index}`, { level })),
  )
  await incidents.recordFindings(tenantId, findings)
  const got: string[] = []
  let cursor: string | undefined
  do {
    const page = await incidents.list([tenantId], {
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    })
    got.push(...page.items.map((row) => `${row.severity} ${row.identities[0]?.slice(-2)}`))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  assert.deepEqual(got, ['critical u1', 'high u4', 'high u2', 'medium u3', 'medium u0'])
  await assert.rejects(incidents.list([tenantId], { cursor: 'bm9wZQ' }), { code: 'REQUEST_INVALID' })
})

test('a stream tells of changes of its tenants only, and one that resumes misses nothing', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const hub = await openStreamHub(opened.state, incidents, log)
  try {
    const told = inbox()
    await hub.join({ tenantIds: [tenantId], write: told.write }, undefined)
    await incidents.recordFindings(foreign, [seen(foreign, 0)])
    const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
    const first = await told.next()
    assert.match(
      first,
      /^id: \d+\nevent: incident\ndata: \{"tenantId":"tenant-\d+","incidentId":"[0-9a-f]{32}","kind":"created"\}\n\n$/,
    )
    assert.ok(first.includes(change?.incidentId ?? 'none') && !first.includes(foreign))
    const missed = await incidents.recordFindings(tenantId, [seen(tenantId, 1, 'bert')])
    const resumed = inbox()
    await hub.join({ tenantIds: [tenantId], write: resumed.write }, change?.seq)
    assert.ok(
      resumed
        .all()
        .join('')
        .includes(missed[0]?.incidentId ?? 'none'),
    )
    assert.ok(!resumed.all().join('').includes(foreign))
  } finally {
    await hub.close()
  }
})

test('the OCSF form carries status, assignee and the attribution of every rule', async () => {
  const tenantId = newTenant()
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  await incidents.patch(analyst(tenantId), tenantId, change?.incidentId ?? '', {
    assignee: 'Ada',
    status: 'in-progress',
  })
  const finding = await incidents.ocsf(tenantId, change?.incidentId ?? '')
  assert.deepEqual([finding.class_uid, finding.status_id, finding.assignee], [2005, 2, { name: 'Ada' }])
  assert.match(JSON.stringify(finding.finding_info_list), /"rule_author","value":"A\. Author"/)
})

test('the findings of an incident leave as OCSF Detection Findings, with their rule and what matched', async () => {
  const tenantId = newTenant()
  const one = findingOf([factsAt(0)], { tenantId })
  const [change] = await incidents.recordFindings(tenantId, [one])
  const [event, ...more] = await incidents.ocsfFindings(tenantId, change?.incidentId ?? '')
  assert.equal(more.length, 0)
  assert.deepEqual([event?.class_uid, event?.type_uid, event?.time], [2004, 200401, one.lastMs])
  assert.equal(event?.metadata.uid, one.findingId)
  assert.deepEqual(event?.unmapped?.matched, [
    { selection: 'selection', field: 'eventName', value: 'DeleteTrail' },
  ])
  assert.match(JSON.stringify(event?.evidences), /"uid":"aws:111122223333:user\/anna"/)
})

function steppingClock(): Clock {
  let now = startMs
  return {
    now: () => {
      now += 1000
      return now
    },
  }
}

function inbox() {
  const messages: string[] = []
  let wake = () => {}
  return {
    write: (text: string) => {
      messages.push(text)
      wake()
    },
    all: () => messages,
    next: async () => {
      if (messages.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return messages.shift() ?? ''
    },
  }
}

/** A row of the lake's findings, as intake writes it. */
async function storeFindings(findings: readonly DetectionFinding[]): Promise<void> {
  const columns = ['tenant_id', 'finding_id', 'rule_id', 'reported', 'first_time', 'created_at', 'finding']
  const rows = findings.map((finding) => {
    const time = new Date(finding.firstMs).toISOString().replace('T', ' ').replace('Z', '')
    const { tenantId, findingId, rule } = finding
    const values = [tenantId, findingId, rule.id, '1', time, time, JSON.stringify(finding)]
    return values.map((value) => value.replaceAll('\\', '\\\\')).join('\t')
  })
  await lake.insert({
    table: 'findings',
    columns,
    rows: Buffer.from(`${rows.join('\n')}\n`),
    rowCount: rows.length,
    token: findings.map((finding) => finding.findingId).join(),
  })
}

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { CheckedIdentityPage, CheckSummary, IdentityChecks } from '@countersign/api/check'
import type { IncidentPage } from '@countersign/api/incident'
import type { Claim } from '@countersign/explanation/explanation'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { done, startAuthority, startMs, type TestAuthority } from '../test-authority.ts'

const shop = 'shop' as TenantId
const account = '111122223333'
const at = '/api/tenants/shop/identities'
const role = (name: string) => `aws:${account}:assumed-role/${name}`
const dayMs = 86_400_000

let world: TestAuthority
before(async () => {
  world = await startAuthority()
  await push(account, accountDetails({ subject: undefined }))
  await sendSpans()
  await world.running.identities.inventory.fold(shop)
  await pass()
})
after(async () => world?.stop())

const pass = () => world.running.checking.pass(shop)
const get = <T>(path: string) => done<T>(world.operator, 'GET', path)
const failing = (checkId: string, outcome = 'failed') =>
  get<CheckedIdentityPage>(`${at}/checks/${checkId}?outcome=${outcome}`)
const checksOf = (key: string) => get<IdentityChecks>(`${at}/${encodeURIComponent(key)}/checks`)
const keysOf = ({ items }: CheckedIdentityPage) => items.map(({ identityKey }) => identityKey)

async function push(id: string, value: object): Promise<void> {
  const files = [{ path: 'account.json', text: JSON.stringify(value) }]
  const validFrom = new Date(startMs - dayMs).toISOString()
  await done(world.operator, 'POST', '/api/tenants/shop/configurations', { id, files, validFrom })
}

/** A role for a pipeline, with or without a subject; an owner in its tags. */
function accountDetails({ subject }: { readonly subject: string | undefined }) {
  const hub = 'token.actions.githubusercontent.com'
  const condition = subject === undefined ? {} : { Condition: { StringEquals: { [`${hub}:sub`]: subject } } }
  return {
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
    RoleDetailList: [
      {
        Path: '/',
        RoleName: 'deploy',
        RoleId: 'AROAEXAMPLEDEPLOY',
        Arn: `arn:aws:iam::${account}:role/deploy`,
        CreateDate: '2025-01-01T00:00:00Z',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${hub}` },
              Action: 'sts:AssumeRoleWithWebIdentity',
              ...condition,
            },
          ],
        },
        InstanceProfileList: [],
        RolePolicyList: [],
        AttachedManagedPolicies: [],
        Tags: [{ Key: 'owner', Value: 'leaver@shop.test' }],
      },
    ],
  }
}

/** Twenty runs that a person asked for, and one in which nobody did. */
async function sendSpans(): Promise<void> {
  const source = await done<{ key: string }>(world.operator, 'POST', '/api/tenants/shop/sources', {
    name: 'agents',
    format: 'otel-genai-span',
  })
  const lines = Array.from({ length: 20 }, (_, run) => [
    span({ run: `asked-${run}`, minute: run, operation: 'invoke_agent', person: 'omar@shop.test' }),
    span({ run: `asked-${run}`, minute: run + 0.5, tool: 'search', parent: `asked-${run} ${run}` }),
  ]).flat()
  const alone = span({ run: 'alone', minute: 40, tool: 'wipe' })
  const response = await fetch(`${world.url}/ingest/agents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${source.key}`, 'content-type': 'application/x-ndjson' },
    body: [...lines, alone].map((line) => JSON.stringify(line)).join('\n'),
  })
  assert.equal(response.status, 200, await response.text())
}

type Span = {
  readonly run: string
  readonly minute: number
  readonly operation?: string
  readonly tool?: string
  readonly person?: string
  readonly parent?: string
}

function span({ run, minute, operation = 'execute_tool', tool, person, parent }: Span) {
  return {
    traceId: `trace-${run}`,
    spanId: `${run} ${minute}`,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: operation,
    startTimeUnixNano: `${startMs - dayMs + minute * 60_000}000000`,
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.agent.name': 'triage',
      'gen_ai.conversation.id': run,
      ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool }),
      ...(person === undefined ? {} : { 'enduser.id': person }),
    },
  }
}

describe('the summary', () => {
  test('names every check with what decides it, and counts how identities stand', async () => {
    const { checks, identities, passedAt } = await get<CheckSummary>(`${at}/checks`)
    assert.ok(passedAt !== null && identities >= 2)
    const loose = checks.find(({ checkId }) => checkId === 'loose-trust')
    assert.deepEqual([loose?.failed, loose?.owasp, loose?.isTold], [1, ['NHI6:2025'], true])
    const memory = checks.find(({ checkId }) => checkId === 'agent-memory-poisoning')
    assert.deepEqual([memory?.failed, memory?.unknown], [0, 1])
    assert.match(memory?.undecidable ?? '', /memory/)
  })
})

describe('an identity that fails', () => {
  test('is listed with why, each claim cited, and told once as a finding that others are grouped with', async () => {
    const page = await failing('loose-trust')
    assert.deepEqual(keysOf(page), [role('deploy')])
    const claims = (page.items[0]?.claims ?? []) as readonly Claim[]
    assert.ok(claims.length > 0 && claims.every(({ cites }) => cites.length > 0))
    assert.match(claims[0]?.text ?? '', /no condition holds the subject/)
    const again = await pass()
    assert.equal(again.told, 0)
    const { items } = await get<IncidentPage>('/api/incidents?tenant=shop&limit=200')
    assert.ok(
      items.some(({ title }) => title.includes('A role lets in more than it names')),
      JSON.stringify(items.map(({ title }) => title)),
    )
  })

  test('is an agent whose spans show a call that nobody asked for', async () => {
    const page = await failing('agent-goal-hijack')
    assert.deepEqual(keysOf(page), ['agent:triage'])
    assert.match(page.items[0]?.statement ?? '', /wipe in a run in which nobody asked/)
  })

  test('is shown on its own page, what fails first, with how to mend it and who decided', async () => {
    const { items } = await checksOf('agent:triage')
    assert.equal(items[0]?.outcome, 'failed')
    assert.ok(items.every(({ fix }) => fix.length > 0))
    assert.match(JSON.stringify(items[0]?.decidedBy), /identity-check\//)
    assert.ok(items.some(({ outcome }) => outcome === 'unknown'))
  })

  test('is fixed when it passes: the failure ends, and its life says so', async () => {
    world.wait(60_000)
    await push(account, accountDetails({ subject: 'repo:fernworks/app:ref:refs/heads/main' }))
    const { items, fixed } = await checksOf(role('deploy'))
    assert.equal(items.find(({ checkId }) => checkId === 'loose-trust')?.outcome, 'passed')
    assert.deepEqual(
      fixed.map(({ checkId }) => checkId),
      ['loose-trust'],
    )
    assert.deepEqual(keysOf(await failing('loose-trust')), [])
    const { items: life } = await get<{ items: { what: string }[] }>(
      `${at}/${encodeURIComponent(role('deploy'))}/life`,
    )
    assert.ok(life.some(({ what }) => what.startsWith('no longer fails a check')))
  })
})

describe('an owner who leaves', () => {
  test('is found for the identity, whoever names them, and not before', async () => {
    const { person } = await done<{ person: { id: string } }>(
      world.operator,
      'POST',
      '/api/tenants/shop/people',
      {
        name: 'Leaver',
        email: 'leaver@shop.test',
        role: 'approver',
      },
    )
    world.wait(dayMs + 60_000)
    await pass()
    const standing = async (outcome: string) => {
      const operator = await world.signIn()
      return keysOf(
        await done<CheckedIdentityPage>(operator, 'GET', `${at}/checks/owner-left?outcome=${outcome}`),
      )
    }
    assert.ok((await standing('passed')).includes(role('deploy')))
    await done(await world.signIn(), 'PATCH', `/api/tenants/shop/people/${person.id}`, { disabled: true })
    world.wait(dayMs + 60_000)
    await pass()
    assert.deepEqual(await standing('failed'), [role('deploy')])
  })
})

test('a check that is none is not found, and nobody of another tenant sees how identities stand', async () => {
  const operator = await world.signIn()
  assert.equal((await operator.send('GET', `${at}/checks/none-such`)).status, 404)
  assert.equal((await operator.send('GET', `${at}/${encodeURIComponent('agent:nobody')}/checks`)).status, 404)
  const { items } = await done<CheckedIdentityPage>(
    operator,
    'GET',
    '/api/tenants/bank/identities/checks/agent-goal-hijack',
  )
  assert.deepEqual(items, [])
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { InventoryItem } from '../inventory/inventory-item.ts'
import { importConfiguration } from './import-configuration.ts'
import * as given from './import-fixtures.ts'
import type { ConfigurationFile } from './importer.ts'

const context = { takenAt: '2026-03-02T00:00:00.000Z', cluster: 'prod' }
const all = await importConfiguration(given.everything, context)

function itemOf(key: string): InventoryItem {
  const found = all.items.find((item) => item.key === key)
  assert.ok(found !== undefined, `${key} is not among ${all.items.map((item) => item.key).join(', ')}`)
  return found
}

const actions = (item: InventoryItem): readonly string[] => item.grants.map(({ action }) => action)

describe('configuration becomes identities', () => {
  it('tells every file by its content', () => {
    assert.deepEqual(all.unknown, [])
    const sources = new Map(all.read.map(({ name, source }) => [name, source]))
    assert.equal(sources.get('report.csv'), 'credential-report')
    assert.equal(sources.get('agents-of-directory.json'), 'entra')
    assert.equal(sources.get('infra/main.tf'), 'terraform')
  })

  it('keeps no secret, from any source', () => {
    assert.doesNotMatch(JSON.stringify(all), /never-kept/)
  })

  it('gives the policy it read for decisions', () => {
    assert.deepEqual(all.snapshots.map(({ kind }) => kind).sort(), ['aws', 'aws', 'kubernetes'])
  })

  it('does not read an audit event as the object that it carries', async () => {
    const event = { kind: 'Event', apiVersion: 'audit.k8s.io/v1', requestObject: { kind: 'RoleBinding' } }
    const { unknown } = await importConfiguration(
      [{ name: 'audit.log', text: JSON.stringify(event) }],
      context,
    )
    assert.deepEqual(unknown, ['audit.log'])
  })
})

describe('AWS', () => {
  it('takes a person from a tag with an address, and a team as a weak hint', () => {
    const backup = itemOf('aws:444455556666:user/backup')
    assert.deepEqual(
      backup.accountable.map(({ key, confidence }) => [key, confidence]),
      [
        ['user:mara@fernworks.example', 'stated'],
        ['user:storage', 'weak'],
      ],
    )
    assert.equal(backup.purpose, 'nightly copy')
  })

  it('knows the age and last use of keys from the credential report', () => {
    const [, report] = all.items.filter(({ key }) => key === 'aws:444455556666:user/backup')
    assert.deepEqual(report?.credentials, [
      {
        kind: 'access-key',
        id: 'access key 1',
        active: true,
        createdAt: '2023-02-02T08:00:00.000Z',
        lastUsedAt: '2026-02-28T01:00:00.000Z',
      },
    ])
    assert.equal(itemOf('aws:444455556666:root').credentials.length, 0)
  })

  it('finds the workflow that a role trusts, under the key that its calls carry', () => {
    const job = itemOf('github:fernworks/app/ref:refs/heads/main')
    assert.equal(job.kind, 'ci-workflow')
    assert.deepEqual(job.grants, [
      { action: 'sts:AssumeRoleWithWebIdentity', resource: 'arn:aws:iam::444455556666:role/deploy' },
    ])
    assert.equal(itemOf('aws:444455556666:assumed-role/deploy').credentials[0]?.kind, 'federated')
  })

  it('reads Terraform into the same items', () => {
    const worker = itemOf('aws:444455556666:assumed-role/worker')
    assert.equal(worker.accountable[0]?.key, 'user:mara@fernworks.example')
  })
})

describe('Kubernetes', () => {
  it('names service accounts as audit logs do, with bindings and cloud roles', () => {
    const account = itemOf('k8s:prod:shop/checkout')
    assert.deepEqual(actions(account), ['ClusterRole view', 'sts:AssumeRoleWithWebIdentity'])
    assert.equal(account.accountable[0]?.key, 'user:jonas@fernworks.example')
    assert.equal(itemOf('k8s:prod:user/mara@fernworks.example').kind, 'unknown')
  })

  it('asks for the cluster when nothing names it', async () => {
    const { gaps } = await importConfiguration([given.manifests], { takenAt: context.takenAt })
    assert.match(gaps.join(), /do not name their cluster/)
  })
})

describe('GitHub', () => {
  it('names apps as the audit log does, with what they may do', () => {
    const app = itemOf('github:fernworks/dependency-watch[bot]')
    assert.equal(app.kind, 'app-installation')
    assert.deepEqual(actions(app), ['contents:write', 'metadata:read', 'pull_requests:write'])
    assert.equal(app.enabled, true)
  })

  it('takes the organisation of members from what lies beside them', () => {
    assert.equal(itemOf('github:fernworks/mara-dev').kind, 'person')
  })

  it('knows who added a deploy key, and whose a token is', () => {
    const key = itemOf('github:fernworks/app/deploy-key/812')
    assert.equal(key.createdBy, 'github:fernworks/jonas-ops')
    assert.deepEqual(actions(key), ['contents:write'])
    const token = itemOf('github:fernworks/jonas-ops/token/90')
    assert.equal(token.accountable[0]?.confidence, 'stated')
    assert.equal(token.credentials[0]?.expiresAt, '2026-08-01T00:00:00.000Z')
  })

  it('reads what a workflow may do, and the role that it assumes', () => {
    const job = itemOf('github:fernworks/app/deploy')
    assert.deepEqual(actions(job), ['contents:read', 'id-token:write', 'sts:AssumeRoleWithWebIdentity'])
  })
})

describe('Entra', () => {
  it('joins the parts of an application by its id, with owner, credentials and grants by name', () => {
    const app = itemOf('entra:0b6d2f58:app/c44b4083')
    assert.deepEqual(app.accountable[0]?.key, 'entra:0b6d2f58:user/moreau@lantern.example')
    assert.deepEqual(
      app.credentials.map(({ kind, id }) => [kind, id]),
      [
        ['client-secret', 'K1'],
        ['certificate', 'K2'],
      ],
    )
    assert.deepEqual(actions(app), ['Mail.Read', 'User.Read', 'Files.Read.All'])
    assert.deepEqual(
      app.grants.map(({ resource }) => resource),
      ['Microsoft Graph', 'Microsoft Graph', 'Microsoft Graph'],
    )
  })

  it('knows the sponsor of an agent identity, by name when the user is there', () => {
    const agent = itemOf('entra:0b6d2f58:app/ag-1')
    assert.equal(agent.kind, 'ai-agent')
    assert.deepEqual(
      agent.accountable.map(({ role, key }) => [role, key]),
      [['sponsor', 'entra:0b6d2f58:user/moreau@lantern.example']],
    )
  })
})

describe('OAuth, SPIFFE, MCP, agents and OCSF', () => {
  it('reads a client with its contact, and that its secret never expires', () => {
    const client = itemOf('oauth:login.fernworks.example/ledger-web')
    assert.equal(client.accountable[0]?.key, 'user:mara@fernworks.example')
    assert.deepEqual(client.credentials, [
      { kind: 'client-secret', id: 'client secret', createdAt: '2025-01-01T00:00:00.000Z' },
    ])
  })

  it('reads SPIRE entries, and says which have no valid id', () => {
    const workload = itemOf('spiffe://fernworks.example/ns/shop/sa/checkout')
    assert.equal(workload.purpose, 'workloads with k8s:ns:shop and k8s:sa:checkout')
    assert.ok(all.gaps.includes('of the entries in entries.json, 1 have no valid SPIFFE id'))
  })

  it('names the variables that hold credentials of an MCP server, and nothing of their values', () => {
    const server = itemOf('mcp:tickets')
    assert.equal(server.purpose, 'MCP server, started by npx @fernworks/tickets-mcp@2.1.0')
    assert.deepEqual(
      server.credentials.map(({ id }) => id),
      ['environment TICKETS_API_TOKEN'],
    )
    assert.equal(itemOf('mcp:search').purpose, 'MCP server at https://mcp.fernworks.example/search')
  })

  it('names an agent as its spans do, with owner, sponsor and tools', () => {
    const agent = itemOf('agent:triage')
    assert.deepEqual(actions(agent), ['tool search_tickets', 'tool close_ticket', 'tool assign'])
    assert.deepEqual(
      agent.accountable.map(({ role }) => role),
      ['owner', 'sponsor'],
    )
  })

  it('reads users of OCSF inventory under the keys of OCSF telemetry', () => {
    assert.equal(itemOf('user:svc-print').kind, 'service-account')
  })
})

describe('documents of any content', () => {
  const anyFile = fc.record({
    name: fc.constantFrom('a.json', 'b.yaml', 'c.csv', '.github/workflows/w.yml'),
    text: fc.oneof(fc.json(), fc.string()),
  })

  it('never make an importer throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFile, { maxLength: 4 }), async (files) => {
        await importConfiguration(files, context)
      }),
      { numRuns: 300 },
    )
  })

  it('are read whatever a hostile value stands where text is expected', async () => {
    const fixtures = given.everything.filter(({ name }) => name.endsWith('.json'))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixtures), fc.jsonValue(), fc.nat(), async (file, value, at) => {
        await importConfiguration([damaged(file, value, at)], context)
      }),
      { numRuns: 500 },
    )
  })
})

/** The file with its `at`-th value replaced. */
function damaged(file: ConfigurationFile, value: unknown, at: number): ConfigurationFile {
  let count = 0
  const total = file.text.split(':').length
  const text = JSON.stringify(JSON.parse(file.text), (_key, old) => (count++ === at % total ? value : old))
  return { name: file.name, text: text ?? 'null' }
}

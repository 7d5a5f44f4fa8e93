/** `npm run bench -- evaluator`: the evaluator that walks escalation graphs, beside the simulator, on the same decisions. */
import process from 'node:process'
import type { AwsRequest } from '@countersign/authority/aws/aws-request'
import type { AwsPrincipal, AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { decide } from '@countersign/authority/aws/decide'
import { decideAccess } from '@countersign/authority/escalation/decide-access'
import { escalationPaths } from '@countersign/authority/escalation/escalation-path'
import { worldOf } from '@countersign/authority/escalation/world'

const accountId = '111122223333'
const takenAt = '2026-03-01T00:00:00Z'
const principalCount = 300
const decisions = 3_000
const action = 's3:GetObject'
const resource = 'arn:aws:s3:::ledger/2026/march.csv'

export async function run(): Promise<number> {
  const principals = Array.from({ length: principalCount }, (_, at) => principal(at))
  const snapshot: AwsSnapshot = {
    kind: 'aws',
    origin: 'log',
    takenAt,
    principals,
    managedPolicies: [],
    resources: [],
    organization: { scps: [], rcps: [] },
    gaps: [],
  }
  const simulatorMs = await cpuMsEach((at) => decide(snapshot, requestBy(principals[at % principalCount])))
  const { authorities } = worldOf(snapshot)
  const all = [...authorities.values()]
  const ownMs = await cpuMsEach((at) => {
    const authority = all[at % all.length]
    if (authority !== undefined) decideAccess(authority, { action, target: { arn: resource, accountId } })
  })
  const startedAt = cpuMs()
  const { paths } = escalationPaths({ ...snapshot })
  console.log(`one decision, simulator: ${(simulatorMs * 1000).toFixed(1)} µs of CPU`)
  console.log(`one decision, escalation's evaluator: ${(ownMs * 1000).toFixed(1)} µs of CPU`)
  console.log(
    `all paths of ${principalCount} principals (${paths.length}): ${((cpuMs() - startedAt) / 1000).toFixed(2)} s of CPU`,
  )
  return 0
}

const services = ['iam', 'lambda', 'ec2', 's3', 'sts', 'ecs', 'glue', 'sagemaker', 'cloudformation']
const verbs = ['Get*', 'List*', 'PassRole', 'Create*', 'Invoke*']

/** Roles in turn with users; each with one statement for every service, and every fortieth may do everything. */
function principal(at: number): AwsPrincipal {
  const kind = at % 2 === 0 ? 'role' : 'user'
  const name = `${kind}-${at}`
  const trusted = `arn:aws:iam::${accountId}:role/role-${(at * 14) % principalCount}`
  const own = services.map((service, index) => ({
    Effect: 'Allow',
    Action: `${service}:${verbs[(at + index) % verbs.length]}`,
    Resource: service === 's3' ? 'arn:aws:s3:::ledger*' : `arn:aws:${service}:*:${accountId}:*${at % 11}*`,
  }))
  const statements = at % 40 === 0 ? [{ Effect: 'Allow', Action: '*', Resource: '*' }] : own
  const trust = [
    { Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' },
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]
  return {
    kind,
    arn: `arn:aws:iam::${accountId}:${kind}/${name}`,
    accountId,
    name,
    inline: [{ name: 'own', document: { Version: '2012-10-17', Statement: statements } }],
    attached: [],
    groups: [],
    tags: {},
    ...(kind === 'role'
      ? { trust: { name: 'trust', document: { Version: '2012-10-17', Statement: trust } } }
      : {}),
  }
}

function requestBy(caller: AwsPrincipal | undefined): AwsRequest {
  return {
    caller: { kind: caller?.kind === 'user' ? 'user' : 'role', arn: caller?.arn ?? '', accountId },
    action,
    resource,
    resourceAccountId: accountId,
    context: {},
    absent: 'everything-else',
    at: takenAt,
    sessionPolicies: [],
  }
}

/** Milliseconds of CPU of each call, after a tenth of them to warm up. */
async function cpuMsEach(once: (at: number) => unknown): Promise<number> {
  for (let at = 0; at < decisions / 10; at++) await once(at)
  const startedAt = cpuMs()
  for (let at = 0; at < decisions; at++) await once(at)
  return (cpuMs() - startedAt) / decisions
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

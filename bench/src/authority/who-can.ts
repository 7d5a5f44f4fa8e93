import process from 'node:process'
import { parseArgs } from 'node:util'
import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { AwsPrincipal, AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { type WhoCanQuestion, whoCan } from '@countersign/authority/who-can/who-can'

const account = '111122223333'

const question: WhoCanQuestion = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::ledger/2026/march.csv',
  context: {},
  absent: 'everything-else',
  at: '2026-03-01T10:00:00Z',
}

/**
 * "Who can read this object" over many roles of ten statements each, beside the simulator asked about every role in turn.
 * `--share` is the part of the roles that may: what reading alone cannot put aside.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { principals: { type: 'string', default: '5000' }, share: { type: 'string', default: '0.2,1' } },
  })
  const principals = Number(values.principals)
  for (const share of values.share.split(',').map(Number)) {
    const snapshot = snapshotOf(principals, share)
    const ours = await cpuSeconds(async () => (await whoCan(snapshot, question)).allowed.length)
    const peer = await cpuSeconds(() => simulatedOneByOne(snapshot))
    console.log(
      `${principals} roles × 10 statements, ${Math.round(share * 100)} % may: ` +
        `who-can ${ours.seconds.toFixed(2)} CPU-s (${ours.found} found), ` +
        `runSimulation over all ${peer.seconds.toFixed(2)} CPU-s (${peer.found} found), ` +
        `ratio ${(peer.seconds / ours.seconds).toFixed(1)}`,
    )
    if (ours.found !== peer.found) return 1
  }
  return 0
}

type Measured = { readonly seconds: number; readonly found: number }

async function cpuSeconds(work: () => Promise<number>): Promise<Measured> {
  const start = process.cpuUsage()
  const found = await work()
  const { user, system } = process.cpuUsage(start)
  return { seconds: (user + system) / 1e6, found }
}

function snapshotOf(principals: number, share: number): AwsSnapshot {
  return {
    kind: 'aws',
    origin: 'authorization-details',
    takenAt: '2026-03-01T00:00:00Z',
    principals: Array.from({ length: principals }, (_, index) => roleOf(index, index < principals * share)),
    managedPolicies: [],
    resources: [
      { arn: 'arn:aws:s3:::ledger', accountId: account, type: 'AWS::S3::Bucket', name: 'ledger', tags: {} },
    ],
    organization: { scps: [], rcps: [] },
    gaps: [],
  }
}

function roleOf(index: number, may: boolean): AwsPrincipal {
  const name = `worker-${index}`
  const others = [
    'dynamodb:Get*',
    'sqs:*',
    'ec2:Describe*',
    'logs:Put*',
    'kms:Decrypt',
    'sns:Publish',
    'ssm:Get*',
  ]
  const statements = [
    { Effect: 'Allow', Action: may ? 's3:Get*' : 's3:List*', Resource: 'arn:aws:s3:::ledger/*' },
    { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket-${index}/*` },
    ...others.map((action) => ({ Effect: 'Allow', Action: action, Resource: '*' })),
  ]
  return {
    kind: 'role',
    arn: `arn:aws:iam::${account}:role/${name}`,
    accountId: account,
    name,
    inline: [{ name: 'work', document: { Version: '2012-10-17', Statement: statements } }],
    attached: [],
    groups: [],
    tags: {},
  }
}

async function simulatedOneByOne({ principals }: AwsSnapshot): Promise<number> {
  let found = 0
  for (const { arn, inline } of principals) {
    const answer = await runSimulation(
      {
        request: {
          principal: arn,
          action: question.action,
          resource: { resource: question.resource, accountId: account },
          contextVariables: {},
        },
        identityPolicies: inline.map(({ name, document }) => ({ name, policy: document })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    )
    if (answer.resultType !== 'error' && answer.overallResult === 'Allowed') found++
  }
  return found
}

import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import type { Story } from '../simulated-tenant.ts'
import { lanternPay } from '../tenant/lantern-pay.ts'

const minuteMs = 60_000
const operator = 'svc-archive'
const newUser = 'svc-health'

/** A leaked key makes a user of its own; that user destroys the backups, hours later and from elsewhere. */
export const backupRansom: Story = {
  id: 'backup-ransom',
  title: 'A leaked key arms a second user, who destroys the backups',
  techniques: ['T1078.004', 'T1136.003', 'T1098.001', 'T1562.008', 'T1490', 'T1485'],
  identities: [
    `aws:${lanternPay.aws.account}:user/${operator}`,
    `aws:${lanternPay.aws.account}:user/${newUser}`,
  ],
  trace: (random) => {
    const keyId = `AKIA${random.token(16)}`
    return [...secondUser(random, keyId), ...destruction(random, keyId)]
  },
}

function caller(random: Random, by: AwsPrincipal, sourceIp: string) {
  return (operation: string, request: object, response?: object) =>
    cloudTrail(random, {
      ...lanternPay.aws,
      call: operation,
      by,
      sourceIp,
      userAgent: 'aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25',
      request,
      ...(response && { response }),
    })
}

function secondUser(random: Random, keyId: string): Trace {
  const by: AwsPrincipal = { kind: 'user', name: operator, keyId: `AKIA${random.token(16)}` }
  const call = caller(random, by, `192.0.2.${random.integer(1, 120)}`)
  const user = { userName: newUser }
  const policyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  const accessKey = { ...user, accessKeyId: keyId, status: 'Active' }
  const steps = [
    ['who is here', call('iam.ListUsers', {})],
    ['a second user', call('iam.CreateUser', user, { user })],
    ['a second user', call('iam.AttachUserPolicy', { ...user, policyArn })],
    ['a second user', call('iam.CreateAccessKey', user, { accessKey })],
  ] as const
  return steps.map(([step, line], at) => ({ afterMs: at * 20_000, source: 'cloudtrail', step, line }))
}

function destruction(random: Random, keyId: string): Trace {
  const by: AwsPrincipal = { kind: 'user', name: newUser, keyId }
  const call = caller(random, by, `198.51.100.${random.integer(160, 250)}`)
  const startMs = random.integer(20, 200) * minuteMs
  const vault = { backupVaultName: 'nightly' }
  const steps = [
    ['the trail goes', call('cloudtrail.StopLogging', { name: 'org-trail' })],
    ['backups go', call('backup.DeleteRecoveryPoint', vault)],
    ['backups go', call('backup.DeleteBackupVault', vault)],
  ] as const
  return steps.map(([step, line], at) => ({
    afterMs: startMs + at * random.integer(20_000, 300_000),
    source: 'cloudtrail',
    step,
    line,
  }))
}

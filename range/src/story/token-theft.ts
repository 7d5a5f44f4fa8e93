import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import { entraSignIn } from '../record/entra.ts'
import type { Story } from '../simulated-tenant.ts'
import { meadowShop } from '../tenant/meadow-shop.ts'

const minuteMs = 60_000

/** A colleague's session is taken by a phishing proxy and used in the cloud account. */
export const tokenTheft: Story = {
  id: 'token-theft',
  title: 'A signed-in session is taken and used to read secrets',
  techniques: ['T1528', 'T1078.004', 'T1087.004', 'T1555.006', 'T1537'],
  identities: [`aws:${meadowShop.aws.account}:assumed-role/AWSReservedSSO_Operator_91c2`],
  trace: (random) => {
    const name = random.pick(meadowShop.staff)
    const sourceIp = `198.51.100.${random.integer(100, 250)}`
    const signIn = entraSignIn(random, {
      tenantGuid: meadowShop.entraTenant,
      user: `${name}@meadow-shop.example`,
      app: 'AWS IAM Identity Center',
      sourceIp,
      country: random.pick(['NL', 'BR', 'SG']),
      errorCode: 0,
      mfa: false,
    })
    return [
      { afterMs: 0, source: 'entra', step: 'the session is used', line: signIn },
      ...useOfTheSession(random, name, sourceIp),
    ]
  },
}

function useOfTheSession(random: Random, name: string, sourceIp: string): Trace {
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'AWSReservedSSO_Operator_91c2',
    session: `${name}@meadow-shop.example`,
    keyId: `ASIA${random.token(16)}`,
  }
  const call = (operation: string, request: object) =>
    cloudTrail(random, {
      ...meadowShop.aws,
      call: operation,
      by,
      sourceIp,
      userAgent: 'aws-cli/2.31.11 md/awscrt#0.27.6 ua/2.1 os/linux',
      request,
    })
  const lookedAtMs = random.integer(2, 45) * minuteMs
  const takenMs = lookedAtMs + random.integer(10, 100) * minuteMs
  const secrets = Array.from({ length: random.integer(6, 12) }, (_, at) => ({
    afterMs: lookedAtMs + 30_000 + at * 4000,
    source: 'cloudtrail',
    step: 'secrets are read',
    line: call('secretsmanager.GetSecretValue', { secretId: `shop/part-${at}` }),
  }))
  const shared = {
    snapshotId: `snap-0${random.hex(16)}`,
    createVolumePermission: { add: { items: [{ userId: '999988887777' }] } },
  }
  return [
    {
      afterMs: lookedAtMs,
      source: 'cloudtrail',
      step: 'what is here',
      line: call('secretsmanager.ListSecrets', {}),
    },
    ...secrets,
    {
      afterMs: takenMs,
      source: 'cloudtrail',
      step: 'a disk is shared',
      line: call('ec2.ModifySnapshotAttribute', shared),
    },
  ]
}

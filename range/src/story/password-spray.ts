import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import { entraSignIn } from '../record/entra.ts'
import type { Story } from '../simulated-tenant.ts'
import { lanternPay } from '../tenant/lantern-pay.ts'

const sprayIps = ['198.51.100.140', '198.51.100.141'] as const
const victim = 'moreau'

/** Two addresses try one password on everybody; one account without a second factor gives way. */
export const passwordSpray: Story = {
  id: 'password-spray',
  title: 'A password spray opens the cloud console',
  techniques: ['T1110.003', 'T1078.004', 'T1087.004', 'T1556.006', 'T1098.001'],
  identities: [
    `entra:${lanternPay.entraTenant}:user/${victim}@lantern-pay.example`,
    `aws:${lanternPay.aws.account}:user/${victim}`,
  ],
  trace: (random) => [...spray(random), ...console(random)],
}

function spray(random: Random): Trace {
  const base = {
    tenantGuid: lanternPay.entraTenant,
    app: 'AWS IAM Identity Center',
    country: 'NL',
    mfa: false,
  }
  const attempts = lanternPay.staff.flatMap((name, at) =>
    [0, 1].map((round) => ({
      afterMs: at * 11_000 + round * 160_000,
      source: 'entra',
      step: 'passwords are tried',
      line: entraSignIn(random, {
        ...base,
        user: `${name}@lantern-pay.example`,
        sourceIp: sprayIps[round] ?? sprayIps[0],
        errorCode: at % 7 === 6 ? 50053 : 50126,
      }),
    })),
  )
  const success = entraSignIn(random, {
    ...base,
    user: `${victim}@lantern-pay.example`,
    sourceIp: sprayIps[1],
    errorCode: 0,
  })
  return [...attempts, { afterMs: 330_000, source: 'entra', step: 'one gives way', line: success }]
}

function console(random: Random): Trace {
  const by: AwsPrincipal = { kind: 'user', name: victim, keyId: `ASIA${random.token(16)}` }
  const base = {
    ...lanternPay.aws,
    by,
    sourceIp: sprayIps[1],
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  }
  const user = { userName: victim }
  const serial = `arn:aws:iam::${lanternPay.aws.account}:mfa/${victim}`
  return [
    {
      afterMs: 352_000,
      source: 'cloudtrail',
      step: 'console sign-in',
      line: cloudTrail(random, {
        ...base,
        region: 'us-east-1',
        call: 'signin.ConsoleLogin',
        response: { ConsoleLogin: 'Success' },
        mfa: false,
        readOnly: false,
      }),
    },
    {
      afterMs: 371_000,
      source: 'cloudtrail',
      step: 'what is here',
      line: cloudTrail(random, { ...base, call: 'iam.ListUsers', request: {} }),
    },
    {
      afterMs: 380_000,
      source: 'cloudtrail',
      step: 'what is here',
      line: cloudTrail(random, { ...base, call: 'iam.GetAccountAuthorizationDetails', request: {} }),
    },
    {
      afterMs: 402_000,
      source: 'cloudtrail',
      step: 'a second factor goes',
      line: cloudTrail(random, {
        ...base,
        call: 'iam.DeactivateMFADevice',
        request: { ...user, serialNumber: serial },
      }),
    },
    {
      afterMs: 420_000,
      source: 'cloudtrail',
      step: 'a key is made',
      line: cloudTrail(random, {
        ...base,
        call: 'iam.CreateAccessKey',
        request: user,
        response: { accessKey: { ...user, accessKeyId: `AKIA${random.token(16)}`, status: 'Active' } },
      }),
    },
  ]
}

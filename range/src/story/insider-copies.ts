import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import { gitHubAudit } from '../record/github.ts'
import type { Story } from '../simulated-tenant.ts'
import { fernworks } from '../tenant/fernworks.ts'

const minuteMs = 60_000

/** A developer who leaves takes the source code and a database along, with rights of their own. */
export const insiderCopies: Story = {
  id: 'insider-copies',
  title: 'A developer takes source code and a database along',
  techniques: ['T1213.003', 'T1537'],
  identities: [`aws:${fernworks.aws.account}:assumed-role/AWSReservedSSO_Engineer_4f1d2c3b`],
  trace: (random) => {
    const actor = random.pick(fernworks.developers)
    const sourceIp = `198.51.100.${random.integer(30, 60)}`
    return [...clones(random, actor, sourceIp), ...databaseCopied(random, actor, sourceIp)]
  },
}

function clones(random: Random, actor: string, sourceIp: string): Trace {
  return Array.from({ length: random.integer(27, 40) }, (_, at) => ({
    afterMs: at * 30_000,
    source: 'github',
    step: 'repositories are copied',
    line: gitHubAudit(random, {
      org: fernworks.org,
      action: 'git.clone',
      actor,
      repo: `${random.pick(fernworks.repos)}-${at}`,
      sourceIp,
    }),
  }))
}

function databaseCopied(random: Random, actor: string, sourceIp: string): Trace {
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'AWSReservedSSO_Engineer_4f1d2c3b',
    session: `${actor}@fernworks.example`,
    keyId: `ASIA${random.token(16)}`,
  }
  const startMs = random.integer(30, 180) * minuteMs
  const snapshot = `leave-${random.integer(10, 99)}`
  const call = (operation: string, request: object) =>
    cloudTrail(random, {
      ...fernworks.aws,
      call: operation,
      by,
      sourceIp,
      userAgent: 'aws-cli/2.31.11 md/awscrt#0.27.6 ua/2.1 os/macos',
      request,
    })
  return [
    {
      afterMs: startMs,
      source: 'cloudtrail',
      step: 'a copy is made',
      line: call('rds.CreateDBSnapshot', { dBInstanceIdentifier: 'prod', dBSnapshotIdentifier: snapshot }),
    },
    {
      afterMs: startMs + 9 * minuteMs,
      source: 'cloudtrail',
      step: 'the copy is shared',
      line: call('rds.ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: snapshot,
        attributeName: 'restore',
        valuesToAdd: ['999988887777'],
      }),
    },
  ]
}

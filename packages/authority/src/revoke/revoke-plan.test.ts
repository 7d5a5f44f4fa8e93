import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  account,
  assumeRole,
  at,
  call,
  eventOf,
  indexOf,
  normalisedOf,
  type Raw,
  roleIdentity,
  userIdentity,
} from '../chain/chain-fixture.ts'
import { walkWith } from '../chain/chain-lookups.ts'
import { chainOf } from '../chain/chain-of.ts'
import { issuedFrom } from './cascade.ts'
import { revokePlan } from './revoke-plan.ts'
import { UseTally } from './uses.ts'

const bob = userIdentity('bob', 'AKIAEXAMPLEEXAMPLE12')
const first = 'ASIAEXAMPLEEXAMPLE34'
const second = 'ASIAEXAMPLEEXAMPLE56'
const deploy = roleIdentity('deploy', 'run-7', first)
const records: readonly Raw[] = [
  assumeRole('issue-1', bob, 'deploy', 'run-7', first),
  assumeRole('issue-2', deploy, 'admin', 's', second, { eventTime: at(2) }),
  call('key', 'iam', 'CreateAccessKey', {
    eventTime: at(3),
    userIdentity: roleIdentity('admin', 's', second),
    requestParameters: { userName: 'backup' },
    responseElements: { accessKey: { accessKeyId: 'AKIAEXAMPLEEXAMPLE78', userName: 'backup' } },
  }),
  call('late', 's3', 'GetObject', {
    eventTime: at(9),
    userIdentity: userIdentity('backup', 'AKIAEXAMPLEEXAMPLE78'),
  }),
]
const use = call('use', 's3', 'GetObject', { eventTime: at(5), userIdentity: deploy })

async function planOf(event: Raw, others: readonly Raw[]) {
  const index = indexOf([event, ...others])
  const uses = new UseTally()
  for (const record of [event, ...others]) uses.add(normalisedOf(record))
  const one = eventOf(event)
  return await revokePlan({ event: one, chain: await chainOf(one, index) }, index, uses)
}

test('a plan goes from the session over everything issued from it to trust and credentials', async () => {
  const plan = await planOf(use, records)
  assert.deepEqual(
    plan.map((step) => step.revokes),
    ['session', 'token', 'token', 'trust', 'credential', 'credential'],
  )
  assert.match(plan[0]?.command ?? '', /put-role-policy --role-name deploy/)
  assert.match(plan[1]?.command ?? '', /put-role-policy --role-name admin/)
  assert.match(
    plan[2]?.command ?? '',
    /update-access-key --user-name backup --access-key-id AKIAEXAMPLEEXAMPLE78/,
  )
  assert.match(plan[2]?.breaks ?? '', /Seen used: 1 call/)
  assert.match(plan[4]?.command ?? '', /--access-key-id AKIAEXAMPLEEXAMPLE12/)
  for (const step of plan) {
    assert.ok(step.effect !== '' && step.breaks !== '' && step.reversal !== '')
    assert.match(step.standardEvent?.type ?? '', /caep\/event-type\/(?:session-revoked|credential-change)$/)
  }
})

test('the cascade is transitive, and a circle ends', async () => {
  const index = indexOf([
    ...records,
    assumeRole('round', roleIdentity('admin', 's', second), 'deploy', 'run-7', first),
  ])
  const issued = await walkWith(issuedFrom(first), index)
  assert.deepEqual(
    issued.map((one) => one.key),
    [second, 'AKIAEXAMPLEEXAMPLE78'],
  )
})

test('a call that failed issued nothing', async () => {
  const refused = assumeRole('no', deploy, 'admin', 's', second, { errorCode: 'AccessDenied' })
  assert.deepEqual(await walkWith(issuedFrom(first), indexOf([refused])), [])
})

test('no command holds a name that a shell could read otherwise', async () => {
  const name = fc.oneof(
    fc.constantFrom(
      'x; rm -rf ~',
      '$(id)',
      '`id`',
      '-rf',
      'a b',
      "a'b",
      'a"b',
      'a\nb',
      '../x',
      '--policy-document',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  )
  await fc.assert(
    fc.asyncProperty(name, name, async (role, user) => {
      const held = roleIdentity(role, 's', first)
      const plan = await planOf(call('use', 's3', 'GetObject', { eventTime: at(5), userIdentity: held }), [
        assumeRole('issue', userIdentity(user, 'AKIAEXAMPLEEXAMPLE12'), role, 's', first),
      ])
      for (const { command } of plan) {
        if (command === undefined) continue
        const named = /--(?:role|user)-name (\S+)(?: |$)/.exec(command)?.[1] ?? ''
        assert.match(named, /^[A-Za-z0-9_+=,.@][A-Za-z0-9_+=,.@-]*$/, command)
      }
    }),
    { numRuns: 40 },
  )
})

test('what a key was used for is said of the one who loses it', async () => {
  const [, ...plan] = await planOf(use, records)
  const key = plan.find((step) => step.title.includes('AKIAEXAMPLEEXAMPLE12'))
  assert.match(key?.breaks ?? '', /Seen in the logs: 1 call from 1 address, such as sts:AssumeRole/)
  assert.ok(plan.some((step) => step.title.includes(`aws:${account}:user/bob`)))
})

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { everything } from '@countersign/authority/import/import-fixtures'
import { trailDeleted } from '../test-logs.ts'
import { countersign, folderWith } from '../test-terminal.ts'
import type { IdentityJson } from './identities-json.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

const deployed = trailDeleted({
  eventName: 'GetObject',
  eventTime: '2026-03-04T10:15:00Z',
  recipientAccountId: '444455556666',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::444455556666:assumed-role/deploy/run-7',
    accountId: '444455556666',
  },
})

const files = {
  ...Object.fromEntries(everything.map(({ name, text }) => [name, text])),
  'logs/cloudtrail.json': `${JSON.stringify(deployed)}\n`,
}

function byKey(json: string): ReadonlyMap<string, IdentityJson> {
  return new Map((JSON.parse(json) as IdentityJson[]).map((identity) => [identity.key, identity]))
}

test('the real program lists configuration and logs together, each identity once', (context) => {
  const folder = folderWith(context, files)
  const out = execFileSync(process.execPath, [main, 'identities', folder, '--cluster', 'prod', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const known = byKey(out)
  const role = known.get('aws:444455556666:assumed-role/deploy')
  assert.deepEqual(
    role?.sources.map(({ source }) => source),
    ['authorization-details', 'telemetry'],
  )
  assert.equal(role?.lastUsedAt, '2026-03-04T10:15:00.000Z')
  assert.equal(known.get('aws:444455556666:user/backup')?.stage, 'owned')
  assert.equal(known.get('aws:444455556666:user/backup')?.credentials[0]?.ageDays, 1126)
  assert.equal(known.get('github:fernworks/app/deploy')?.kind, 'ci-workflow')
  assert.doesNotMatch(out, /never-kept/)
})

test('the table says who answers for an identity, or that nobody is known', async (context) => {
  const folder = folderWith(context, files)
  const { code, out } = await countersign(['identities', folder, '--cluster', 'prod'])
  assert.equal(code, 0)
  assert.match(out, /with no owner known/)
  assert.match(out, /sponsor user:mara@fernworks\.example \(stated: the manifest/)
  assert.match(out, /access-key access key 1 \(1,126 days old\)/)
  assert.match(out, /agent:triage\s+ai-agent\s+agent\s+owned\s+not known/)
})

test('what is missing is said', async (context) => {
  const folder = folderWith(context, files)
  const { out } = await countersign(['identities', folder])
  assert.match(out, /Not known[\s\S]*do not name their cluster/)
})

test('a path that is not there and a folder without identities say what to do', (context) => {
  const folder = folderWith(context, { 'notes.json': '{"hello":"world"}' })
  const empty = spawnSync(process.execPath, [main, 'identities', folder], { encoding: 'utf8' })
  assert.equal(empty.status, 2)
  assert.match(empty.stderr, /No identity in .*could not be read: .*notes\.json:1/)
  const absent = spawnSync(process.execPath, [main, 'identities', `${folder}/absent`], { encoding: 'utf8' })
  assert.equal(absent.status, 2)
  assert.match(absent.stderr, /There is no file or folder/)
})

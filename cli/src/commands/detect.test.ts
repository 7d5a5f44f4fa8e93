import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ordinaryCall, trailDeleted } from '../test-logs.ts'
import { countersign, folderWith } from '../test-terminal.ts'

const rule = (id: string, title: string, selection: string) => `title: ${title}
id: ${id}
status: test
author: Somebody
license: DRL 1.1
logsource: {product: aws, service: cloudtrail}
detection:
  selection: ${selection}
  condition: selection
level: medium
`
const deleted = rule('6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10', 'Trail Deleted', '{eventName: DeleteTrail}')
const several = `title: Trails Deleted
id: 7f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f11
status: test
correlation:
  type: event_count
  rules: [6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10]
  group-by: [recipientAccountId]
  timespan: 10m
  condition: {gte: 3}
level: high
`

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)

test('a match is a line: where, which rule, and on which field and value', async (t) => {
  const log = `${JSON.stringify(ordinaryCall)}\n${JSON.stringify(trailDeleted())}\n`
  const folder = folderWith(t, { 'rules/a.yml': deleted, 'x.ndjson': log })
  const { code, out, error } = await countersign([
    'detect',
    '--rules',
    join(folder, 'rules'),
    join(folder, 'x.ndjson'),
    '--json',
  ])
  assert.equal(code, 0)
  assert.deepEqual(lines(out), [
    {
      event: { file: join(folder, 'x.ndjson'), line: 2 },
      rule: {
        id: '6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10',
        title: 'Trail Deleted',
        level: 'medium',
        author: 'Somebody',
        license: 'DRL 1.1',
      },
      matched: [{ selection: 'selection', field: 'eventName', value: 'DeleteTrail' }],
    },
  ])
  assert.match(error, /^1 match in 2 records by 1 rule /)
})

test('a correlation comes last, with its events; rules that only feed it are silent', async (t) => {
  const log = ['10:00:00', '10:01:00', '10:02:00'].map((time) =>
    JSON.stringify(trailDeleted({ eventTime: `2026-03-04T${time}Z` })),
  )
  const folder = folderWith(t, { 'rules/a.yml': `${deleted}---\n${several}`, 'x.ndjson': log.join('\n') })
  const argv = ['detect', '--rules', join(folder, 'rules'), join(folder, 'x.ndjson')]
  const { out } = await countersign(argv)
  const file = join(folder, 'x.ndjson')
  assert.deepEqual(lines(out), [
    {
      events: [1, 2, 3].map((line) => ({ file, line })),
      rule: { id: '7f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f11', title: 'Trails Deleted', level: 'high' },
      matched: [{ selection: 'group-by', field: 'recipientAccountId', value: '123456789012' }],
    },
  ])
})

test('a record without a time is still judged', async (t) => {
  const folder = folderWith(t, {
    'a.yml':
      'title: Shell\nid: 8f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f12\nlogsource: {category: process_creation}\ndetection: {s: {CommandLine|contains: whoami}, condition: s}\nlevel: low\n',
  })
  const { code, out } = await countersign(['detect', '--rules', join(folder, 'a.yml'), '-'], {
    input: () => Readable.from([Buffer.from('{"CommandLine":"cmd /c whoami"}\n')]),
  })
  assert.equal(code, 0)
  assert.deepEqual((lines(out)[0] as { event: object }).event, { file: '-', line: 1 })
})

test('filters narrow the rules they name', async (t) => {
  const filter = `title: Known Clean-Up
id: 9f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f13
logsource: {product: aws, service: cloudtrail}
filter:
  rules: [6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10]
  selection: {userIdentity.userName: mallory}
  condition: selection
`
  const folder = folderWith(t, {
    'rules/a.yml': `${deleted}---\n${filter}`,
    'x.ndjson': JSON.stringify(trailDeleted()),
  })
  const { out } = await countersign(['detect', '--rules', join(folder, 'rules'), join(folder, 'x.ndjson')])
  assert.equal(out, '')
})

test('lines that could not be read make the exit code 1', async (t) => {
  const folder = folderWith(t, { 'a.yml': deleted, 'x.ndjson': `{"a":\n${JSON.stringify(trailDeleted())}\n` })
  const { code, out, error } = await countersign([
    'detect',
    '--rules',
    join(folder, 'a.yml'),
    join(folder, 'x.ndjson'),
  ])
  assert.equal(code, 1)
  assert.equal(lines(out).length, 1)
  assert.match(error, /1 line could not be read:\n.*x\.ndjson:1 {2}not-json/)
})

test('whoever takes the output can hold the reading back', async (t) => {
  const log = gzipSync(`${JSON.stringify(trailDeleted())}\n`.repeat(5000))
  const folder = folderWith(t, { 'a.yml': deleted, 'x.gz': log })
  let waiting = 0
  const { out } = await countersign(['detect', '--rules', join(folder, 'a.yml'), join(folder, 'x.gz')], {
    drained: async () => {
      waiting++
    },
  })
  assert.equal(lines(out).length, 5000)
  assert.ok(waiting > 10)
})

test('rules have to be named', async () => {
  const { code, error } = await countersign(['detect', '-'])
  assert.equal(code, 2)
  assert.match(error, /Say which rules/)
})

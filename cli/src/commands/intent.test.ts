import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { countersign, folderWith } from '../test-terminal.ts'

/** A made-up tenant: three hosts with a routine, and a scan on one of them. */
function alerts(offset: number, count = 700): string {
  const rows = ['time,name,ip,host,short,time_label,event_label']
  const routine = ['Log in', 'Read', 'Write', 'Log out']
  for (let index = 0; index < count; index += 1) {
    const time = 1_700_000_000 + offset + index * 400
    const host = `host-${index % 3}`
    rows.push(`${time},${routine[Math.floor(index / 3) % 4]},10.0.0.1,${host},r,-,-`)
    if (index !== 300) continue
    for (let step = 0; step < 60; step += 1)
      rows.push(`${time + 1},Probe ${step % 2},10.0.0.1,${host},p,scan,scan`)
  }
  return `${rows.join('\n')}\n`
}

function files(context: TestContext): string {
  return folderWith(context, {
    'acme.csv': alerts(0),
    'globex.csv.gz': gzipSync(alerts(77)),
    'initech.csv': alerts(33),
    'broken.csv': 'time,name,host,event_label\nnoon,a,b,-\n',
    'short.csv.gz': gzipSync(alerts(5)).subarray(0, 90),
  })
}

test('a tenant is judged with what others taught, and the answer has the agreed shape', async (context) => {
  const folder = files(context)
  const train = `${join(folder, 'acme.csv')},${join(folder, 'globex.csv.gz')}`
  const argv = ['intent', 'eval', '--train', train, '--test', join(folder, 'initech.csv'), '--json']
  const { code, out } = await countersign(argv)
  assert.equal(code, 0)
  const scores = JSON.parse(out)
  assert.equal(scores.attackAlerts.total, 60)
  assert.equal(scores.attackAlerts.closed, 0)
  assert.deepEqual(scores.steps, { total: 1, lost: [] })
  assert.equal(scores.benign.total, 700)
  for (const kind of ['closed', 'human']) assert.ok(scores[kind].share >= 0 && scores[kind].count >= 0)
  assert.ok(scores.ece >= 0 && scores.seconds.train > 0 && scores.seconds.test > 0)
  const again = JSON.parse((await countersign(argv)).out)
  assert.equal(again.modelHash, scores.modelHash)
})

test('what was learned is kept, records are written with it, and each is come to again', async (context) => {
  const folder = files(context)
  const learned = join(folder, 'learned')
  const trained = await countersign([
    'intent',
    'train',
    '--train',
    join(folder, 'acme.csv'),
    '--out',
    learned,
  ])
  assert.equal(trained.code, 0, trained.error)
  const asked = ['intent', 'judge', '--with', learned, '--alerts', join(folder, 'initech.csv')]
  const { out } = await countersign([...asked, '--id', 'initech:320'])
  const record = JSON.parse(out)
  assert.equal(record.eventId, 'initech:320')
  assert.equal(record.tenantId, 'initech')
  const kept = folderWith(context, {
    'records.ndjson': out,
    'touched.ndjson': out.replace('"initech:320"', '"initech:321"'),
  })
  const replay = ['intent', 'replay', '--with', learned]
  const same = await countersign([...replay, join(kept, 'records.ndjson')])
  assert.equal(same.code, 0)
  assert.match(same.out, /1 of 1 verdicts are the same to the last bit/)
  const touched = await countersign([...replay, join(kept, 'touched.ndjson')])
  assert.equal(touched.code, 1)
  assert.match(touched.out, /0 of 1/)
})

test('wrong use says what to do instead', async (context) => {
  const folder = files(context)
  const at = (name: string) => join(folder, name)
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Say what to do/],
    [['eval', '--test', at('acme.csv')], /--train a.csv.gz,b.csv.gz/],
    [['eval', '--train', at('acme.csv')], /--test is missing/],
    [['eval', '--train', at('acme.csv'), '--test', at('acme.csv')], /leave it out of one of the two/],
    [['eval', '--train', at('acme.csv'), '--test', at('nothing.csv')], /cannot be read/],
    [['eval', '--train', at('acme.csv'), '--test', at('broken.csv')], /line 2: "noon" is no time/],
    [['eval', '--train', at('acme.csv'), '--test', at('short.csv.gz')], /cut or damaged/],
    [
      ['eval', '--train', at('acme.csv'), '--test', at('initech.csv'), '--seed', '-1'],
      /whole number|argument/,
    ],
    [['eval', '--train', `${at('acme.csv')},${at('acme.csv')}`, '--test', at('initech.csv')], /named twice/],
    [['judge', '--with', folder, '--alerts', at('acme.csv')], /countersign intent train/],
    [['replay', '--with', folder], /countersign intent train/],
  ]
  for (const [argv, message] of wrong) {
    const { code, error } = await countersign(['intent', ...argv])
    assert.equal(code, 2, argv.join(' '))
    assert.match(error, message)
  }
})

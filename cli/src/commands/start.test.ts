import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { browserAt, signedIn, temporaryFolder } from '@countersign/server/platform/test-server'
import { runCommandLine } from '../command-line.ts'
import { capturing, countersign, folderWith, type Seen } from '../test-terminal.ts'

const folder = temporaryFolder('start')
const data = join(folder.path, 'data')
after(() => folder.remove())

type Started = {
  readonly url: string
  readonly link: string
  readonly seen: { readonly out: string; readonly error: string }
  /** What Ctrl+C does; resolves to the exit code. */
  readonly interrupt: () => Promise<number>
}

/** Starts as a person would, and waits for the address. */
async function started(...more: readonly string[]): Promise<Started> {
  const seen = { out: '', error: '' }
  const pressed = Promise.withResolvers<void>()
  const argv = ['start', '--data', data, '--port', '0', '--log-level', 'silent', ...more]
  const ended = runCommandLine(argv, { ...capturing(seen), interrupted: () => pressed.promise })
  let code: number | undefined
  ended.then(
    (value) => {
      code = value
    },
    () => undefined,
  )
  while (!seen.out.includes('Stop: Ctrl+C')) {
    if (code !== undefined) assert.fail(`it ended with ${code}: ${seen.error}`)
    await Promise.race([wait(20), ended])
  }
  const [, url = ''] = /running at (\S+)/.exec(seen.out) ?? []
  const [, link = ''] = /Sign in: (\S+)/.exec(seen.out) ?? []
  return {
    url,
    link,
    seen,
    interrupt: () => {
      pressed.resolve()
      return ended
    },
  }
}

/** Asks until the answer is as wanted; a platform that never gets there fails by the runner's own limit. */
async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    await wait(200)
  }
}

describe('the demo', () => {
  let demo: Started
  before(async () => {
    demo = await started('--demo', '--demo-rate', '8', '--demo-seed', '5')
  })

  test('three companies’ logs come in over HTTP and become explained incidents', async () => {
    const operator = await signedIn(demo.url, demo.link)
    type Queue = {
      readonly items: readonly { readonly tenantId: string; readonly identities: readonly string[] }[]
    }
    const queue = await eventually(
      async () => (await operator.send('GET', '/api/incidents')).body as unknown as Queue,
      ({ items }) =>
        [
          'aws:123450987654:assumed-role/ci-deploy',
          'agent:support-triage',
          'aws:345678901234:user/moreau',
        ].every((identity) => items.some(({ identities }) => identities.includes(identity))),
    )
    assert.deepEqual([...new Set(queue.items.map((item) => item.tenantId))].sort(), [
      'fernworks',
      'lantern-pay',
    ])
  })

  test('every source of the range sends, and every line of it is read', async () => {
    await eventually(
      async () => demo.seen.out,
      (out) => /Loaded [\d,]+ lines of their past/.test(out),
    )
    const operator = await signedIn(demo.url, await linkAgain())
    type Sources = {
      readonly items: readonly { readonly eventsLastDay: number; readonly unparsedLastDay: number }[]
    }
    const { items } = (await operator.send('GET', '/api/sources')).body as unknown as Sources
    assert.equal(items.length, 13)
    assert.ok(items.every((source) => source.eventsLastDay > 0 && source.unparsedLastDay === 0))
  })

  test('a sign-in link signs in once', async () => {
    const link = await linkAgain()
    const token = { token: link.split('#token=')[1] }
    const first = await browserAt(demo.url).send('POST', '/api/session', token)
    const second = await browserAt(demo.url).send('POST', '/api/session', token)
    assert.deepEqual([first.status < 300, second.status], [true, 401])
  })

  test('the command that the greeting names prints another link', async () => {
    const [, command = ''] = /"npx countersign ([^"]+)" prints another/.exec(demo.seen.out) ?? []
    const { code, out } = await countersign(command.split(' '))
    assert.deepEqual([code, out.startsWith(`${demo.url}/sign-in#token=`)], [0, true])
  })

  test('the doctor finds it well, and names what is not', async () => {
    const { code, out } = await countersign(['doctor', '--data', data, '--json'])
    const { healthy, findings } = JSON.parse(out) as {
      healthy: boolean
      findings: readonly { status: string; what: string; detail: string }[]
    }
    assert.deepEqual([code, healthy], [0, true])
    const of = (what: string) => findings.filter((finding) => finding.what === what)
    assert.match(of('lake')[0]?.detail ?? '', /ClickHouse engine \d+/)
    assert.match(of('state')[0]?.detail ?? '', /PostgreSQL 18/)
    assert.match(of('sources')[0]?.detail ?? '', /13 sources of 3 tenants/)
    assert.match(of('rules')[0]?.detail ?? '', /\d+ rules run \(countersign \d+\)/)
  })

  test('a rule pack is installed into the running server, and listed', async (t) => {
    const pack = folderWith(t, {
      'a.yml':
        'title: A Rule\nid: 6f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10\nlogsource: {product: aws}\ndetection:\n  s: {eventName: NoSuchCall}\n  condition: s\nlevel: low\n',
    })
    const installed = await countersign(['rules', 'install', pack, '--name', 'mine', '--data', data])
    assert.deepEqual([installed.code, installed.out], [0, 'mine installed: 1 rule runs.\n'])
    const again = await countersign(['rules', 'install', pack, '--name', 'mine', '--data', data])
    assert.match(again.out, /was installed already/)
    const { out } = await countersign(['rules', 'list', '--data', data])
    assert.match(out, /^mine +1 rule /m)
    assert.match(out, /^countersign +\d+ rules /m)
  })

  test('a rule pack is removed from the running server; the starter pack is not', async (t) => {
    const pack = folderWith(t, {
      'b.yml':
        'title: A Rule\nid: 7f1c1c46-3f0f-4d63-a4f4-0d8c3a3d9f10\nlogsource: {product: aws}\ndetection:\n  s: {eventName: NoSuchCall}\n  condition: s\nlevel: low\n',
    })
    await countersign(['rules', 'install', pack, '--name', 'passing', '--data', data])
    const remove = (name: string) => countersign(['rules', 'remove', name, '--data', data])
    const { code, out } = await remove('passing')
    assert.deepEqual([code, out], [0, 'passing removed.\n'])
    for (const [name, message] of [
      ['passing', /NOT_FOUND/],
      ['countersign', /switch its rules off/],
    ] as const) {
      const { code, error } = await remove(name)
      assert.deepEqual([code, message.test(error)], [1, true], error)
    }
  })

  test('a second server on the same data is refused, with the process that holds it', async () => {
    const { code, error } = await countersign([
      'start',
      '--data',
      data,
      '--port',
      '0',
      '--log-level',
      'silent',
    ])
    assert.equal(code, 1)
    assert.match(error, /Another process uses this data directory: process \d+[\s\S]*DATA_DIR_LOCKED/)
  })

  test('it stops when asked, and goes on with the same tenants and keys', async () => {
    assert.equal(await demo.interrupt(), 0)
    assert.match(demo.seen.out, /Stopping …\n$/)
    const list = await countersign(['rules', 'list', '--data', data])
    assert.match(list.out, /^mine +1 rule /m)
    const again = await started('--demo', '--demo-rate', '8', '--demo-seed', '5')
    const operator = await signedIn(again.url, again.link)
    const { items } = (await operator.send('GET', '/api/sources')).body as unknown as {
      items: readonly object[]
    }
    assert.equal(items.length, 13)
    await eventually(
      async () => again.seen.out,
      (out) => out.includes('Three simulated companies now send 8 lines a second'),
    )
    assert.equal(await again.interrupt(), 0)
    assert.equal(again.seen.error, '')
  })

  async function linkAgain(): Promise<string> {
    const { code, out } = await countersign(['sign-in-link', '--data', data])
    assert.equal(code, 0)
    return out.trim()
  }
})

describe('what keeps it from starting', () => {
  async function refused(...argv: readonly string[]): Promise<Seen> {
    return await countersign(['start', '--log-level', 'silent', ...argv])
  }

  test('a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const { code, error } = await refused('--data', join(folder.path, 'port'), '--port', String(port))
    other.close()
    assert.equal(code, 1)
    assert.match(error, /The port is taken: .*\nStop the other program or choose another --port/)
  })

  test('a data directory that is a file', async (t) => {
    const place = folderWith(t, { occupied: '' })
    const { code, error } = await refused('--data', join(place, 'occupied'), '--port', '0')
    assert.equal(code, 1)
    assert.match(error, /DATA_DIR_UNUSABLE/)
  })

  test('settings that do not fit', async () => {
    for (const [argv, message] of [
      [['--port', 'web'], /--port is "web" and has to be/],
      [['--batch-max-rows', '0'], /--batch-max-rows is "0"/],
      [['--demo', '--demo-rate', '0'], /--demo-rate is a whole number from 1 to 200/],
      [['--prot', '1'], /Unknown option '--prot'/],
    ] as const) {
      const { code, error } = await refused(...argv)
      assert.equal(code, 2)
      assert.match(error, message)
    }
  })

  test('no server: commands that need one say so', async () => {
    const nowhere = join(folder.path, 'nowhere')
    const link = await countersign(['sign-in-link', '--data', nowhere])
    assert.deepEqual([link.code, link.error.includes('NOT_RUNNING')], [1, true])
    const doctor = await countersign(['doctor', '--data', nowhere])
    assert.equal(doctor.code, 0)
    assert.match(doctor.out, /warn {2}server: none runs on/)
  })
})

/** docs/getting-started.md as a newcomer follows it: its commands run as they stand there, against a server of our own. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { EventDetail, EventPage, EventRow } from '@countersign/api/event'
import type { IncidentPage } from '@countersign/api/incident'
import type { SourceList } from '@countersign/api/source'
import { type RunningPlatform, startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import { type Browser, signedIn, temporaryFolder } from './platform/test-server.ts'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const documented = readFileSync(join(checkout, 'docs/getting-started.md'), 'utf8')
const addressInDocument = 'http://127.0.0.1:7300'
/** What the document promises. */
const attemptMaxMilliseconds = 5 * 60_000

const folder = temporaryFolder('getting-started')
const data = join(folder.path, 'data')
const scratch = join(folder.path, 'scratch')
const environment = {
  ...process.env,
  COUNTERSIGN_DATA: data,
  TMPDIR: scratch,
  PATH: [
    join(checkout, 'node_modules/.cache/countersign/rsyslog/bin'),
    dirname(process.execPath),
    process.env.PATH,
  ].join(delimiter),
}

const noRsyslog = spawnSync('rsyslogd', ['-v'], { env: environment }).status !== 0 && {
  skip: 'rsyslogd is missing: "bash tools/install-rsyslog.sh" fetches it on Debian',
}

type Block = { readonly heading: string; readonly commands: string }

/** The `sh` blocks, each under the heading it stands below. */
function blocksOf(markdown: string): readonly Block[] {
  return markdown.split(/^## /m).flatMap((section) => {
    const heading = section.split('\n')[0] ?? ''
    const commands = section.matchAll(/^```sh\n(.*?)^```$/gms)
    return [...commands].map(([, block = '']) => ({ heading, commands: block }))
  })
}

function scriptOf(blocks: readonly Block[], url: string): string {
  const shown = blocks.map(({ heading, commands }) => `echo '--- ${heading}'\n${commands}`)
  const stopRsyslog = `trap 'kill "$(cat "$dir/rsyslog.pid" 2>/dev/null)" 2>/dev/null || true' EXIT`
  return `${stopRsyslog}\n${shown.join('\n').replaceAll(addressInDocument, url)}`
}

async function run(script: string): Promise<{ readonly status: number | null; readonly output: string }> {
  const file = join(folder.path, 'getting-started.sh')
  writeFileSync(file, script)
  const child = spawn('bash', ['-euo', 'pipefail', file], {
    cwd: checkout,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: attemptMaxMilliseconds,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })))
}

let running: RunningPlatform
let operator: Browser

before(async () => {
  mkdirSync(scratch)
  const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
  running = await startPlatform({ config, consoleFolder: folder.path })
  operator = await signedIn(running.url, await running.createSignInLink())
})

after(async () => {
  await running?.stop()
  folder.remove()
})

async function eventsOf(name: string): Promise<readonly EventRow[]> {
  const sources = (await operator.send('GET', '/api/sources?tenant=acme')).body as unknown as SourceList
  const source = sources.items.find((one) => one.name === name)
  const { body } = await operator.send('GET', `/api/events?tenant=acme&q=source:${source?.id}`)
  return (body as unknown as EventPage).items
}

describe('who follows docs/getting-started.md', () => {
  test('gets through it without an error', async (t) => {
    const blocks = blocksOf(documented)
    assert.ok(blocks.length >= 6)
    const startedAt = performance.now()
    const possible = blocks.filter(({ heading }) => !(noRsyslog && heading.includes('rsyslog')))
    const { status, output } = await run(scriptOf(possible, running.url))
    assert.equal(status, 0, output)
    t.diagnostic(`${Math.round((performance.now() - startedAt) / 1000)} s`)
  })

  test('has an incident of the pipeline that made itself an administrator', async () => {
    const { body } = await operator.send('GET', '/api/incidents?tenant=acme')
    const { items } = body as unknown as IncidentPage
    assert.equal(items.length, 1)
    assert.ok((items[0]?.findingCount ?? 0) >= 3)
    assert.equal((await eventsOf('cloud')).length, 3)
  })

  test('has what rsyslog sent', { ...noRsyslog }, async () => {
    const events = await eventsOf('hosts')
    assert.equal(events.length, 1)
    const path = `/api/tenants/acme/events/${events[0]?.eventId}`
    const { raw } = (await operator.send('GET', path)).body as unknown as EventDetail
    assert.match(raw, /Failed password for root from 203\.0\.113\.7 port 40022 ssh2/)
  })

  test('has what the OpenTelemetry exporter sent, and knows the agent', async () => {
    const events = await eventsOf('billing')
    assert.deepEqual(
      events.map(({ identityKey, action }) => [identityKey, action]),
      [['agent:billing-agent', 'invoice.cancelled']],
    )
  })
})

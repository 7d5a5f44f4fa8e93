import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { NotificationChannel, TestedChannel } from '@countersign/api/notification'
import { startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { type Authority, openAuthority } from '../platform/egress/test-authority.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'
import { channelTo, signingSecret } from './test-notifications.ts'
import { openReceiver, type Receiver } from './test-receivers.ts'

const path = '/api/tenants/shop/notification-channels'
const folder = temporaryFolder('private-authority')
let authority: Authority
let well: Receiver
let elsewhere: Receiver

before(async () => {
  authority = openAuthority()
  well = await openReceiver(authority.certify(['IP:127.0.0.1']))
  elsewhere = await openReceiver(authority.certify(['DNS:elsewhere.test']))
})

after(async () => {
  await Promise.all([well?.close(), elsewhere?.close()])
  folder.remove()
})

/** Trust is of the whole process, so the server that has none comes first. */
test('a receiver whose certificate no known authority signed is refused with what to do, and trusted once the operator names that authority', async () => {
  const [untrusted] = await tested('untrusted', {}, [well])
  assert.equal(untrusted?.isDelivered, false)
  assert.match(
    untrusted?.error ?? '',
    /signed by nobody who is trusted here .* name that authority in ca-file/,
  )
  assert.equal(well.received.length, 0)

  const file = join(folder.path, 'authority.pem')
  writeFileSync(file, `what it is for\n${authority.cert}`)
  const [trusted, wrongName] = await tested('trusted', { 'ca-file': file }, [well, elsewhere])
  assert.deepEqual(trusted, { isDelivered: true, error: null })
  assertSigned(well)
  assert.equal(wrongName?.isDelivered, false)
  assert.match(wrongName?.error ?? '', /for another name .* use a name that it holds/)
})

/** Each receiver's answer to a test message of a server with these flags. */
async function tested(
  name: string,
  flags: Record<string, string>,
  receivers: readonly Receiver[],
): Promise<readonly TestedChannel[]> {
  const allowed = receivers.map(({ host }) => host).join(',')
  const data = join(folder.path, name)
  const config = readConfig(
    {},
    { data, port: '0', 'log-level': 'silent', 'webhook-allow': allowed, ...flags },
  )
  const running = await startPlatform({ config, consoleFolder: folder.path })
  try {
    await running.tenancy.createTenant('shop' as TenantId, 'Shop')
    const operator = await signedIn(running.url, await running.createSignInLink())
    const answers: TestedChannel[] = []
    for (const receiver of receivers) answers.push(await testedBy(operator, receiver))
    return answers
  } finally {
    await running.stop()
  }
}

async function testedBy(operator: Browser, { origin }: Receiver): Promise<TestedChannel> {
  const target = { kind: 'webhook', url: `${origin}/hook`, secret: signingSecret } as const
  const made = await operator.send('POST', path, channelTo(target))
  const { id } = made.body as unknown as NotificationChannel
  return (await operator.send('POST', `${path}/${id}/test`)).body as unknown as TestedChannel
}

/** By the published scheme, not by our own code: Standard Webhooks, "Signature scheme". */
function assertSigned({ received }: Receiver): void {
  const { headers, body } = received[0] ?? assert.fail('nothing was received')
  const key = Buffer.from(signingSecret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = createHmac('sha256', key).update(signed).digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${signature}`)
}

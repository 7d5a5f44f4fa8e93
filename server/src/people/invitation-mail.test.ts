import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Invitation } from '@countersign/api/person'
import fc from 'fast-check'
import { composeInvitation } from '../notification/invitation-mail.ts'
import { type MailBox, openMailBox } from '../notification/test-receivers.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { signedIn } from '../platform/test-server.ts'
import { tables } from './tables.ts'
import { startTown, type Town } from './test-town.ts'

let mailBox: MailBox
let town: Town

before(async () => {
  mailBox = await openMailBox()
  town = await startTown({ 'smtp-url': mailBox.url, 'mail-from': 'soc@town.test' })
  await town.running.tenancy.createTenant('shop' as TenantId, 'Shop & Sons')
})

after(async () => {
  await town?.stop()
  await mailBox?.close()
})

/** Text as it is read: quoted-printable undone (RFC 2045 section 6.7). */
const readable = (raw: string) =>
  raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const linkIn = (raw: string) => /http:\S+#token=\S+/.exec(readable(raw))?.[0] ?? assert.fail('no link')

async function invited(path: string, body?: object): Promise<Invitation> {
  const administrator = await signedIn(town.url, await town.running.createSignInLink())
  const answer = await administrator.send('POST', path, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return ((answer.body as Record<string, unknown>).invitation ?? answer.body) as Invitation
}

/** The status of a session asked for with it. */
async function opensBy(link: string): Promise<number> {
  const browser = await signedIn(town.url, link)
  return (await browser.send('GET', '/api/session')).status
}

const shopPeople = '/api/tenants/shop/people'
const person = (name: string) => ({ name, email: `${name.toLowerCase()}@shop.test`, role: 'viewer' })

test('an invitation goes to the person by mail, and its link signs them in once', async () => {
  const { link, mail } = await invited(shopPeople, person('Wilma'))
  assert.deepEqual(mail, { isSent: true, error: null })
  const [letter] = mailBox.letters.splice(0)
  assert.deepEqual(letter?.to, ['wilma@shop.test'])
  const text = readable(letter?.raw ?? '')
  assert.match(text, /Subject: Invitation to Countersign for Shop & Sons/)
  assert.match(text, /Operator invited you to Countersign for Shop & Sons\./)
  assert.equal(linkIn(letter?.raw ?? ''), link)
  assert.equal(await opensBy(link), 200)
  assert.equal(await opensBy(link), 401)
})

test('the link of a mail expires, and an invitation again makes it worthless', async () => {
  await invited(shopPeople, person('Late'))
  const late = linkIn(mailBox.letters.splice(0)[0]?.raw ?? '')
  town.pass(4 * 24 * 3600)
  assert.equal(await opensBy(late), 401)
  const people = await (await signedIn(town.url, await town.running.createSignInLink())).send(
    'GET',
    shopPeople,
  )
  const { items } = people.body as unknown as { items: { id: string; name: string }[] }
  const lateId = items.find(({ name }) => name === 'Late')?.id
  await invited(`${shopPeople}/${lateId}/invitation`)
  const again = mailBox.letters.splice(0)[0]?.raw ?? ''
  assert.match(readable(again), /Subject: Set up your sign-in to Countersign anew/)
  await invited(`${shopPeople}/${lateId}/invitation`)
  assert.equal(await opensBy(linkIn(again)), 401)
  assert.equal(await opensBy(linkIn(mailBox.letters.splice(0)[0]?.raw ?? '')), 200)
})

test('a mail server that refuses is told, and the link is there to hand over', async () => {
  mailBox.refusals.push({ at: 'recipient', code: 550 })
  const { link, mail } = await invited(shopPeople, person('Nobody'))
  assert.equal(mail?.isSent, false)
  assert.match(mail?.error ?? '', /the mail server did not take it/)
  assert.equal(await opensBy(link), 200)
})

test('the token of a link is kept as a hash', async () => {
  const { link } = await invited(shopPeople, person('Secret'))
  const token = link.split('#token=')[1] ?? ''
  const { state } = town.running.platform
  const links = await state.asOperator((tx) => tables(tx).selectFrom('sign_in_link').selectAll().execute())
  assert.ok(!JSON.stringify(links).includes(token))
})

test('whatever people are called, the mail has one line of subject and no link but ours', () => {
  const base = {
    email: 'a@b.test',
    tenantId: null,
    expiresAt: new Date(0),
    link: 'https://soc.test/sign-in#token=x',
  }
  const word = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(word, word, word, fc.boolean(), (name, by, tenant, isAgain) => {
      const { subject, text } = composeInvitation({ ...base, name, by, isAgain }, by, tenant)
      assert.doesNotMatch(subject, /[\p{Cc}\p{Zl}\p{Zp}]/u)
      assert.equal(text.split('://').length, 2)
    }),
  )
})

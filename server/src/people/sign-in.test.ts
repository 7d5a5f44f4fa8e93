import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AuditPage } from '@countersign/api/audit'
import type { Session, SessionRow } from '@countersign/api/session'
import type { Me, SignInAnswer, TotpOffer } from '@countersign/api/sign-in'
import { Secret, TOTP } from 'otpauth'
import { type Browser, browserAt, signedIn, signedInAs } from '../platform/test-server.ts'
import { emailOf, goodPassword, ok, startTown, type Town, told, withPassword } from './test-town.ts'

let town: Town

before(async () => {
  town = await startTown()
})

after(async () => town?.stop())

const sessionsOf = async (browser: Browser) =>
  (await ok<{ items: readonly SessionRow[] }>(browser.send('GET', '/api/me/sessions'))).items

describe('the first start', () => {
  test('has no password anybody could know; its link leads to setting one up', async () => {
    const before = await ok<Session>(town.operator.send('GET', '/api/session'))
    assert.deepEqual([before.person.role, before.isSetUp], ['operator-admin', false])
    assert.deepEqual(await told(town.operator.send('PUT', '/api/me/password', { next: goodPassword })), [
      409,
      'CONFLICT',
    ])
    await ok(town.operator.send('PATCH', '/api/me', { name: 'Olga', email: 'Olga@Town.test '.trim() }))
    await ok(town.operator.send('PUT', '/api/me/password', { next: goodPassword }))
    assert.equal((await ok<Session>(town.operator.send('GET', '/api/session'))).isSetUp, true)
    assert.equal((await withPassword(town.url, 'olga')).status, 200)
  })
})

test('of several who choose one address in the same moment one gets it, and the others are told', async () => {
  const { running, url } = town
  const nobodyYet = ['ida', 'jon', 'kai', 'lea', 'max', 'nia'].map((personId) =>
    signedInAs(url, running.platform, { personId, name: personId, role: 'analyst', tenantIds: [] }),
  )
  const browsers = await Promise.all(nobodyYet)
  const answers = await Promise.all(
    browsers.map((browser) => browser.send('PATCH', '/api/me', { email: 'shared@town.test' })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409])
})

describe('an invitation', () => {
  test('opens once, and leads to a password that signs in', async () => {
    const invited = await town.inviteOperator('Ada', 'analyst')
    assert.deepEqual(await told(withPassword(town.url, 'Ada')), [401, 'SIGN_IN_WRONG'])
    await town.settle(invited)
    assert.deepEqual(
      await told(
        browserAt(town.url).send('POST', '/api/session', { token: invited.link.split('#token=')[1] }),
      ),
      [401, 'SIGN_IN_LINK_SPENT'],
    )
    const answer = await withPassword(town.url, 'Ada')
    assert.equal((answer.body as unknown as SignInAnswer).kind, 'signed-in')
  })

  test('that comes again makes the one before, the password and every session worthless', async () => {
    const invited = await town.inviteOperator('Bea', 'analyst')
    const bea = await town.settle(invited)
    const again = await ok<{ link: string }>(
      town.operator.send('POST', `/api/people/${invited.id}/invitation`),
    )
    assert.equal((await bea.send('GET', '/api/session')).status, 401)
    assert.deepEqual(await told(withPassword(town.url, 'Bea')), [401, 'SIGN_IN_WRONG'])
    await town.settle({ id: invited.id, link: again.link })
    assert.equal((await withPassword(town.url, 'Bea')).status, 200)
  })

  test('to an address that somebody has is refused', async () => {
    await town.inviteOperator('Cleo', 'auditor')
    const body = { name: 'C', email: 'CLEO@town.test', role: 'analyst', scope: { kind: 'all' } }
    assert.deepEqual(await told(town.operator.send('POST', '/api/people', body)), [409, 'EMAIL_TAKEN'])
  })
})

describe('a password', () => {
  test('that is short, repeats itself or is the name is refused', async () => {
    const browser = await signedIn(town.url, (await town.inviteOperator('Dorothea', 'analyst')).link)
    for (const next of [
      'short words',
      'aaaaaaaaaaaaaaaa',
      'Dorothea-2026',
      'dorothea@town.test',
      'Password1234',
    ])
      assert.deepEqual(
        await told(browser.send('PUT', '/api/me/password', { next })),
        [422, 'PASSWORD_WEAK'],
        next,
      )
  })

  test('is changed with the current one, gives the session another secret and ends the others', async () => {
    const eva = await town.settle(await town.inviteOperator('Eva', 'analyst'))
    const other = browserAt(town.url)
    await ok(other.send('POST', '/api/sign-in/password', { email: emailOf('Eva'), password: goodPassword }))
    const before = eva.cookie()
    const next = 'a new and longer phrase'
    assert.deepEqual(await told(eva.send('PUT', '/api/me/password', { current: 'wrong', next })), [
      401,
      'SIGN_IN_WRONG',
    ])
    await ok(eva.send('PUT', '/api/me/password', { current: goodPassword, next }))
    assert.notEqual(eva.cookie(), before)
    assert.equal((await eva.send('GET', '/api/session')).status, 200)
    assert.equal((await other.send('GET', '/api/session')).status, 401)
    const stolen = { cookie: before }
    assert.equal((await browserAt(town.url).send('GET', '/api/session', undefined, stolen)).status, 401)
    assert.equal((await withPassword(town.url, 'Eva', next)).status, 200)
  })

  test('is asked for again when the sign-in was a while ago', async () => {
    const flo = await town.settle(await town.inviteOperator('Flo', 'analyst'))
    town.pass(16 * 60)
    assert.deepEqual(
      await told(
        flo.send('PUT', '/api/me/password', { current: goodPassword, next: 'other words entirely' }),
      ),
      [403, 'SIGN_IN_AGAIN'],
    )
    assert.deepEqual(await told(flo.send('POST', '/api/me/totp')), [403, 'SIGN_IN_AGAIN'])
  })
})

describe('failed sign-ins', () => {
  test('make the identity wait longer and longer, and the right password waits, too', async () => {
    await town.settle(await town.inviteOperator('Gus', 'analyst'))
    for (let failure = 1; failure <= 5; failure++)
      assert.deepEqual(await told(withPassword(town.url, 'Gus', 'wrong')), [401, 'SIGN_IN_WRONG'])
    for (const seconds of [1, 2, 4, 8]) {
      const locked = await withPassword(town.url, 'Gus')
      assert.deepEqual([locked.status, locked.body.code], [429, 'SIGN_IN_LOCKED'])
      assert.equal(Number(locked.headers.get('retry-after')), seconds)
      town.pass(seconds + 1)
      assert.deepEqual(await told(withPassword(town.url, 'Gus', 'wrong')), [401, 'SIGN_IN_WRONG'])
    }
    town.pass(60)
    assert.equal((await withPassword(town.url, 'Gus')).status, 200)
    assert.deepEqual(await told(withPassword(town.url, 'Gus', 'wrong')), [401, 'SIGN_IN_WRONG'])
    assert.equal((await withPassword(town.url, 'Gus')).status, 200, 'success forgets the failures before')
  })

  test('are answered alike for an address that nobody has', async () => {
    await town.settle(await town.inviteOperator('Hal', 'analyst'))
    const seen = async (name: string) => {
      const answers = []
      for (let attempt = 0; attempt < 7; attempt++) {
        const { status, headers, body } = await withPassword(town.url, name, 'wrong')
        answers.push([status, headers.get('retry-after'), body])
      }
      return answers
    }
    assert.deepEqual(await seen('nobody'), await seen('Hal'))
  })

  test('that come all at once are counted one by one', async () => {
    await town.settle(await town.inviteOperator('Ida', 'analyst'))
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => told(withPassword(town.url, 'Ida', 'wrong'))),
    )
    assert.equal(answers.filter(([, code]) => code === 'SIGN_IN_WRONG').length, 5)
    assert.equal(answers.filter(([, code]) => code === 'SIGN_IN_LOCKED').length, 7)
  })
})

describe('an authenticator app', () => {
  const codeOf = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: town.nowMs() })

  async function withTotp(name: string) {
    const browser = await town.settle(await town.inviteOperator(name, 'analyst'))
    const { secret, address } = await ok<TotpOffer>(browser.send('POST', '/api/me/totp'))
    assert.match(address, /^otpauth:\/\/totp\/Countersign:.*issuer=Countersign.*/)
    const { recoveryCodes } = await ok<{ recoveryCodes: string[] }>(
      browser.send('POST', '/api/me/totp/confirm', { code: codeOf(secret) }),
    )
    town.pass(60)
    return { browser, secret, recoveryCodes }
  }
  const firstFactor = async (name: string) => {
    const answer = await ok<SignInAnswer>(withPassword(town.url, name))
    assert.equal(answer.kind, 'second-factor')
    return (answer as { step: string }).step
  }
  const second = (step: string, code: string) =>
    browserAt(town.url).send('POST', '/api/sign-in/second-factor', { step, code })

  test('counts only once a code of it was shown, and then a password alone opens nothing', async () => {
    const ina = await town.settle(await town.inviteOperator('Ina', 'analyst'))
    await ok(ina.send('POST', '/api/me/totp'))
    assert.equal((await ok<SignInAnswer>(withPassword(town.url, 'Ina'))).kind, 'signed-in')
    assert.deepEqual(await told(ina.send('POST', '/api/me/totp/confirm', { code: '000000' })), [
      401,
      'SIGN_IN_WRONG',
    ])
    const { secret } = await ok<TotpOffer>(ina.send('POST', '/api/me/totp'))
    await ok(ina.send('POST', '/api/me/totp/confirm', { code: codeOf(secret) }))
    const answer = await withPassword(town.url, 'Ina')
    assert.equal((answer.body as unknown as SignInAnswer).kind, 'second-factor')
    assert.equal(answer.headers.get('set-cookie'), null)
  })

  test('gives a code that counts once, in its time', async () => {
    const { secret } = await withTotp('Jan')
    const code = codeOf(secret)
    const step = await firstFactor('Jan')
    assert.equal((await second(step, code)).status, 200)
    assert.deepEqual(await told(second(step, code)), [401, 'SIGN_IN_STEP_SPENT'])
    assert.deepEqual(await told(second(await firstFactor('Jan'), code)), [401, 'SIGN_IN_WRONG'])
    town.pass(120)
    assert.deepEqual(await told(second(await firstFactor('Jan'), code)), [401, 'SIGN_IN_WRONG'])
    assert.equal((await second(await firstFactor('Jan'), codeOf(secret))).status, 200)
  })

  test('is replaced by a recovery code, once', async () => {
    const { browser, recoveryCodes } = await withTotp('Kim')
    const [code = ''] = recoveryCodes
    assert.equal(new Set(recoveryCodes).size, 10)
    assert.equal(
      (await second(await firstFactor('Kim'), code.toLowerCase().replaceAll('-', ' '))).status,
      200,
    )
    assert.deepEqual(await told(second(await firstFactor('Kim'), code)), [401, 'SIGN_IN_WRONG'])
    assert.equal((await ok<Me>(browser.send('GET', '/api/me'))).recoveryCodesLeft, 9)
  })

  test('is guessed no faster than a password', async () => {
    await withTotp('Leo')
    const step = await firstFactor('Leo')
    for (let guess = 0; guess < 5; guess++)
      assert.deepEqual(await told(second(step, `00000${guess}`)), [401, 'SIGN_IN_WRONG'])
    assert.deepEqual(await told(second(step, '000009')), [429, 'SIGN_IN_LOCKED'])
  })

  test('has to be answered for within minutes', async () => {
    const { secret } = await withTotp('Mia')
    const step = await firstFactor('Mia')
    town.pass(301)
    assert.deepEqual(await told(second(step, codeOf(secret))), [401, 'SIGN_IN_STEP_SPENT'])
  })

  test('is taken away by who is signed in, and the password is enough again', async () => {
    const { browser } = await withTotp('Nia')
    assert.equal(
      (await ok<{ recoveryCodes: string[] }>(browser.send('POST', '/api/me/recovery-codes'))).recoveryCodes
        .length,
      10,
    )
    await ok(browser.send('DELETE', '/api/me/totp'))
    assert.equal((await ok<SignInAnswer>(withPassword(town.url, 'Nia'))).kind, 'signed-in')
  })
})

describe('a session', () => {
  test('ends when nothing was asked for two hours, and after twelve in any case', async () => {
    const ola = await town.settle(await town.inviteOperator('Ola', 'analyst'))
    for (let hour = 0; hour < 7; hour++) {
      town.pass(100 * 60)
      assert.equal((await ola.send('GET', '/api/session')).status, 200, `${hour}`)
    }
    town.pass(30 * 60)
    assert.equal((await ola.send('GET', '/api/session')).status, 401)
    const idle = await town.settle(await town.inviteOperator('Ole', 'analyst'))
    town.pass(2 * 60 * 60 + 1)
    assert.equal((await idle.send('GET', '/api/session')).status, 401)
  })

  test('is listed with where it came from, and ended one by one or all at once', async () => {
    const pia = await town.settle(await town.inviteOperator('Pia', 'analyst'))
    const others = [browserAt(town.url), browserAt(town.url), browserAt(town.url)]
    for (const browser of others)
      await ok(
        browser.send(
          'POST',
          '/api/sign-in/password',
          { email: emailOf('Pia'), password: goodPassword },
          { 'user-agent': 'x'.repeat(500) },
        ),
      )
    const listed = await sessionsOf(pia)
    assert.deepEqual(listed.map(({ signedInBy }) => signedInBy).sort(), [
      'link',
      'password',
      'password',
      'password',
    ])
    assert.equal(listed.filter(({ isThis }) => isThis).length, 1)
    assert.ok(listed.every(({ userAgent, address }) => userAgent.length <= 200 && address === '127.0.0.1'))
    const [first] = await sessionsOf(others[0] as Browser).then((rows) => rows.filter(({ isThis }) => isThis))
    assert.equal((await pia.send('DELETE', `/api/me/sessions/${first?.id}`)).status, 204)
    assert.equal((await (others[0] as Browser).send('GET', '/api/session')).status, 401)
    assert.equal((await pia.send('DELETE', '/api/me/sessions')).status, 204)
    assert.equal((await (others[1] as Browser).send('GET', '/api/session')).status, 401)
    assert.equal((await sessionsOf(pia)).length, 1)
  })

  test('of somebody else is neither shown nor ended', async () => {
    const quinn = await town.settle(await town.inviteOperator('Quinn', 'analyst'))
    const [own] = await sessionsOf(quinn)
    const rob = await town.settle(await town.inviteOperator('Rob', 'analyst'))
    assert.ok((await sessionsOf(rob)).every(({ id }) => id !== own?.id))
    assert.deepEqual(await told(rob.send('DELETE', `/api/me/sessions/${own?.id}`)), [404, 'NOT_FOUND'])
    assert.equal((await quinn.send('GET', '/api/session')).status, 200)
  })

  test('that a browser had ends when the browser signs in anew', async () => {
    const sam = await town.settle(await town.inviteOperator('Sam', 'analyst'))
    const planted = sam.cookie()
    await ok(sam.send('POST', '/api/sign-in/password', { email: emailOf('Sam'), password: goodPassword }))
    assert.notEqual(sam.cookie(), planted)
    const old = await browserAt(town.url).send('GET', '/api/session', undefined, { cookie: planted })
    assert.equal(old.status, 401)
  })
})

describe('the trail', () => {
  const entriesOf = async (action: string) => {
    const auditor = await town.settle(
      await town.inviteOperator(`Auditor ${action}`.replaceAll(/\W/g, '-'), 'auditor'),
    )
    const page = await ok<AuditPage>(auditor.send('GET', `/api/audit?limit=500&action=${action}`))
    return page.items
  }

  test('names who signed in, whose password failed, and no word of what was typed', async () => {
    const invited = await town.inviteOperator('Tess', 'analyst')
    await town.settle(invited)
    await withPassword(town.url, 'Tess')
    town.pass(1)
    await withPassword(town.url, 'Tess', 'a secret typed wrong')
    await withPassword(town.url, 'nobody-typed-this')
    const entries = await entriesOf('session.sign-in')
    const own = entries.filter(({ target }) => target.person === invited.id)
    assert.deepEqual(
      own.map(({ outcome, actor }) => [outcome, actor.kind, actor.name]),
      [
        ['refused', 'unknown', ''],
        ['done', 'person', 'Tess'],
      ],
    )
    for (const word of ['typed', goodPassword]) assert.ok(!JSON.stringify(entries).includes(word), word)
  })

  test('shows what changed about a person', async () => {
    const { id } = await town.inviteOperator('Uma', 'analyst')
    const administrator = await signedIn(town.url, await town.running.createSignInLink())
    await ok(administrator.send('PATCH', `/api/people/${id}`, { role: 'auditor' }))
    const change = (await entriesOf('person.change')).find(({ target }) => target.personId === id)
    assert.deepEqual(
      [change?.before, change?.after].map((state) => (state as { role: string }).role),
      ['analyst', 'auditor'],
    )
  })
})

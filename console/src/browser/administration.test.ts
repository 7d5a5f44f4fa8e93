import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RunningPlatform, startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { temporaryFolder } from '@countersign/server/platform/test-server'
import { Secret, TOTP } from 'otpauth'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium, missingChromium } from './chromium.ts'
import { assertAccessible, assertNoSidewaysScroll, wear } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 180_000
const password = 'seven green lamps drift'

describe('administration in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  const folder = temporaryFolder('administration')
  let running: RunningPlatform
  let browser: Browser
  let context: BrowserContext
  let page: Page
  /** Passkeys need a name; an address in digits holds none. */
  let origin: string
  const troubles: string[] = []

  before(async () => {
    browser = await launchChromium()
    const flags = { data: join(folder.path, 'data'), port: '0', host: 'localhost', 'log-level': 'silent' }
    running = await startPlatform({ config: readConfig({}, flags) })
    origin = `http://localhost:${new URL(running.url).port}`
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) troubles.push(message.text())
    })
  })

  after(async () => {
    await browser?.close()
    await running?.stop()
    folder.remove()
  })

  const open = (path: string) => page.goto(origin + path)
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const signOut = async () => {
    await open('/account')
    await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL('**/sign-in')
  }
  const signInByPassword = async () => {
    await page.getByLabel('E-mail').fill('ada@town.test')
    await page.getByLabel('Password').fill(password)
    await button('Sign in').click()
  }
  /** Fits a phone, and accessible in both schemes. */
  const assertFit = async (name: string) => {
    for (const scheme of ['dark', 'light'] as const) {
      await wear(page, scheme)
      await assertAccessible(page, `${name} in ${scheme}`)
    }
    await page.setViewportSize({ width: 360, height: 800 })
    await assertNoSidewaysScroll(page, name)
    await page.setViewportSize({ width: 1280, height: 900 })
  }

  test('who comes by a link sets up a password, and signs in with it', async () => {
    await open('/sign-in')
    await button('Sign in with a passkey').waitFor()
    await assertFit('signing in')
    await page.goto((await running.createSignInLink()).replace(running.url, origin))
    await page.getByRole('heading', { name: 'Choose how you sign in from now on' }).waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Ada')
    await page.getByLabel('E-mail').fill('ada@town.test')
    await button('Save').click()
    await page.getByLabel('New password').fill(password)
    await button('Set the password').click()
    await button('Continue').click()
    await page.waitForURL('**/queue')
    await signOut()
    await signInByPassword()
    await page.waitForURL('**/queue')
  })

  test('an authenticator app is set up from its secret, and its code is asked from then on', async () => {
    await open('/account')
    await button('Set up an app').click()
    const secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '')
    const app = new TOTP({ secret: Secret.fromBase32(secret) })
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
    await page.getByLabel('Code that the app shows now').fill(app.generate())
    await button('Confirm').click()
    await codes.first().waitFor()
    const recoveryCode = (await codes.first().textContent()) ?? ''
    await assertFit('the account')
    await button('I have kept them').click()
    assert.equal(await page.getByText(recoveryCode).count(), 0)
    await signOut()
    await signInByPassword()
    await page.getByLabel('Code').fill(recoveryCode)
    await button('Sign in').click()
    await page.waitForURL('**/queue')
  })

  test('a passkey alone signs in', async () => {
    const debugging = await context.newCDPSession(page)
    await debugging.send('WebAuthn.enable')
    await debugging.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await open('/account')
    await page.getByLabel('Name of a new passkey').fill('Laptop')
    await button('Add a passkey').click()
    await button('Remove the passkey Laptop').waitFor()
    await signOut()
    await button('Sign in with a passkey').click()
    await page.waitForURL('**/queue')
  })

  test('a person is invited by a link shown once, for one tenant', async () => {
    await running.tenancy.createTenant('fernworks' as TenantId, 'Fernworks')
    await open('/people')
    await button('Invite a person').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Bo')
    await dialog.getByLabel('E-mail').fill('bo@town.test')
    await dialog.getByLabel(/^Sees all tenants/).uncheck()
    await dialog.getByLabel('Fernworks').check()
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    const link = (await dialog.getByTestId('shown-once').textContent()) ?? ''
    assert.match(link, /#token=/)
    await button('I have the link').click()
    const row = page.getByRole('row').filter({ hasText: 'bo@town.test' })
    await row.getByText('1 tenant').waitFor()
    await assertFit('people')
    assert.equal(await page.getByText(link).count(), 0)
  })

  test('an API key is shown once, and the audit trail says who made it', async () => {
    await open('/keys?tenant=fernworks')
    await button('Create an API key').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('reporting')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    const key = (await dialog.getByTestId('shown-once').textContent()) ?? ''
    await button('I have the key').click()
    await page.getByRole('row').filter({ hasText: 'reporting' }).waitFor()
    await assertFit('the API keys')
    await open('/audit?action=api-key.')
    const entry = page.getByRole('row').filter({ hasText: 'api-key.create' })
    await entry.getByRole('link', { name: 'Ada' }).waitFor()
    await entry.getByText('what changed').click()
    await assertFit('the audit trail')
    assert.equal(await page.getByText(key).count(), 0)
  })

  test('nothing went wrong unseen on any of these pages', () => {
    assert.deepEqual(troubles, [])
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  clientId,
  clientSecret,
  startProvider,
  type TestProvider,
} from '@countersign/server/people/test-provider'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import {
  assertFit,
  button,
  invite,
  openSettingsTown,
  operatorOf,
  type SettingsTown,
} from './settings-town.ts'
import { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 240_000

describe('people at the settings, in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: SettingsTown
  let operator: Visitor
  let provider: TestProvider
  let page: Page
  const visitors: Visitor[] = []

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
    visitors.push(operator)
    const callback = (id: string) => `${town.running.url}/api/sign-in/sso/${id}/callback`
    provider = await startProvider({ 's-ada': { email: 'ada@town.test', verified: true, name: 'Ada' } }, [
      callback('town-hall'),
    ])
  })

  after(async () => {
    await town?.stop()
    await provider?.close()
  })

  const open = async (path: string, who = operator) => {
    await page?.close()
    page = await who.open(path)
    page.setDefaultTimeout(10_000)
  }
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  const signInByLink = async (link: string) => {
    const visitor = await Visitor.signIn(town.browser, link)
    visitors.push(visitor)
    return visitor
  }
  const navigation = () =>
    page.getByRole('navigation', { name: 'Settings' }).getByRole('link').allTextContents()

  test('a provider is set up, tested and changed; its secret is never shown again', async () => {
    await open('/settings/sign-on')
    await page.getByText('Nobody signs in by single sign-on yet').waitFor()
    await assertFit(page, 'no providers')
    await button(page, 'Set up a provider').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Town Hall')
    await dialog.getByRole('textbox', { name: 'Issuer' }).fill('http://127.0.0.1:9')
    await dialog.getByRole('textbox', { name: 'Client id' }).fill(clientId)
    await dialog.getByLabel('Client secret').fill(clientSecret)
    await assertFit(page, 'a provider’s form')
    await button(dialog, 'Set up').click()
    assert.match((await dialog.getByTestId('shown-once').textContent()) ?? '', /\/sso\/town-hall\/callback$/)
    await button(dialog, 'Done').click()
    await button(page, 'Test: Town Hall').click()
    await page.getByRole('status').getByText('did not answer as a provider').waitFor()
    await button(page, 'Change: Town Hall').click()
    assert.equal(await dialog.getByLabel('Client secret').inputValue(), '')
    await dialog.getByRole('textbox', { name: 'Issuer' }).fill(provider.issuer)
    await button(dialog, 'Save').click()
    await row('Town Hall').getByText(provider.issuer).waitFor()
    await button(page, 'Test: Town Hall').click()
    await page.getByRole('status').getByText(`${provider.issuer}/auth`).waitFor()
    await assertFit(page, 'the providers')
  })

  test('somebody who was invited comes in by single sign-on', async () => {
    await open('/people')
    await invite(page, 'Ada', 'analyst')
    const ada = await town.browser.newPage()
    await ada.goto(`${town.running.url}/sign-in?back=%2Fsettings`)
    await ada.getByRole('link', { name: 'Sign in with Town Hall' }).click()
    await ada.locator('input[name=login]').fill('s-ada')
    await ada.locator('input[name=password]').fill('x')
    await ada.locator('button[type=submit]').click()
    await ada.getByRole('button', { name: 'Continue' }).click()
    await ada.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await ada.getByText(/^Analyst: works on incidents/).waitFor()
    await ada.close()
    await open('/people')
    await row('ada@town.test').getByText('single sign-on').waitFor()
  })

  test('a person is changed, switched off and invited again', async () => {
    await open('/people')
    await invite(page, 'Bo', 'analyst')
    const dialog = page.getByRole('dialog')
    await button(page, 'Change: Bo').click()
    await dialog.getByLabel('Role').selectOption('auditor')
    await dialog.getByLabel('May not sign in').check()
    await assertFit(page, 'a person’s form')
    await button(dialog, 'Save').click()
    await row('bo@town.test').getByText('cannot sign in').waitFor()
    await row('bo@town.test').getByText('Auditor').waitFor()
    await button(page, 'Change: Bo').click()
    await dialog.getByLabel('May not sign in').uncheck()
    await button(dialog, 'Save').click()
    await row('bo@town.test').getByText('cannot sign in').waitFor({ state: 'hidden' })
    await button(page, 'Invite again: Bo').click()
    await button(dialog, 'Invite again').click()
    assert.match((await dialog.getByTestId('shown-once').textContent()) ?? '', /#token=/)
    await button(dialog, 'I have the link').click()
    await dialog.waitFor({ state: 'hidden' })
  })

  test('an API key that is revoked opens nothing', async () => {
    await open('/keys?tenant=fernworks')
    await button(page, 'Create an API key').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('reporting')
    await button(dialog, 'Create').click()
    const key = (await dialog.getByTestId('shown-once').textContent()) ?? ''
    await button(dialog, 'I have the key').click()
    const ask = async () => {
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(`${town.running.url}/api/incidents`, { headers })).status
    }
    assert.equal(await ask(), 200)
    await button(page, 'Revoke: reporting').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Revoke/ })
      .click()
    await row('reporting').getByText('revoked').waitFor()
    assert.equal(await ask(), 401)
  })

  test('an auditor sees the audit trail and every setting, and can change none', async () => {
    await open('/people')
    const { link } = await invite(page, 'Cleo', 'auditor')
    const auditor = await signInByLink(link)
    await open('/audit', auditor)
    await row('sign-in-provider.save').first().waitFor()
    await row('api-key.revoke').first().waitFor()
    const settings = ['brand', 'sign-on', 'groups', 'notifications', 'retention', 'contact']
    for (const path of ['/people', '/keys', ...settings.map((name) => `/settings/${name}`)]) {
      await open(path, auditor)
      const main = page.getByRole('main')
      await main.getByRole('heading', { level: 1 }).waitFor()
      await main.getByText(/^Reading/).waitFor({ state: 'hidden' })
      const names = await main.getByRole('button').allTextContents()
      assert.deepEqual(
        names.filter((name) => name !== 'Copy'),
        [],
        path,
      )
      await assertFit(page, `${path} of an auditor`)
    }
  })

  test('a tenant’s owner reads of their company, and finds only what is theirs', async () => {
    await open('/people?tenant=meadow-shop')
    const { link } = await invite(page, 'Dora', 'tenant-owner')
    const owner = await signInByLink(link)
    await open('/settings', owner)
    await page.getByText('Who is told when something happens in your company').waitFor()
    assert.deepEqual(await navigation(), [
      'Settings',
      'Your account',
      'People',
      'API keys',
      'Notifications',
      'Retention',
      'Contact and words',
      'Audit trail',
    ])
    await assertFit(page, 'the landing of an owner')
    await open('/settings/notifications', owner)
    await page.getByText('Nobody of your company is told yet').waitFor()
    await button(page, 'Create a channel').first().click()
    await page.getByRole('dialog').getByLabel('something new is found').waitFor()
    await open('/settings/retention', owner)
    await row('What your systems reported').getByText('365 days').waitFor()
    assert.equal(await page.locator('[data-action="tenant.retention-save"]').count(), 0)
    await assertFit(page, 'retention of an owner')
    for (const path of ['brand', 'sign-on', 'groups']) {
      await open(`/settings/${path}`, owner)
      await page.getByText('This page is not part of what you see').waitFor()
    }
    await open('/settings/retention?tenant=fernworks', owner)
    await page.getByRole('alert').waitFor()
  })

  test('nothing went wrong unseen on any of these pages', () => {
    assert.deepEqual(
      visitors.flatMap(({ troubles }) => troubles),
      [],
    )
  })
})

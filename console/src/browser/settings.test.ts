import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { webhookHeaders } from '@countersign/server/notification/sign-webhook'
import { status } from '@countersign/server/notification/test-receivers'
import { pngOf } from '@countersign/server/settings/logo/test-pictures'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import { assertFit, button, openSettingsTown, operatorOf, type SettingsTown } from './settings-town.ts'
import type { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 240_000

describe('settings in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: SettingsTown
  let operator: Visitor
  let page: Page

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
  })

  after(() => town?.stop())

  const open = async (path: string) => {
    await page?.close()
    page = await operator.open(path)
    page.setDefaultTimeout(10_000)
  }
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })

  test('the landing leads an administrator to every page', async () => {
    await open('/settings')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await assertFit(page, 'the landing')
    const main = page.getByRole('main')
    for (const name of ['Brand', 'Retention', 'Tenant groups', 'Single sign-on', 'Notifications']) {
      await main.getByRole('navigation').getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      assert.match(await page.title(), new RegExp(`^${name} · `))
    }
  })

  test('a webhook is set up, its secret shown once, and a test says what the receiver answered', async () => {
    await open('/settings/notifications?tenant=fernworks')
    await page.getByText('Nobody is told of this tenant').waitFor()
    await assertFit(page, 'no channels')
    await button(page, 'Create a channel').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('On call')
    await dialog.getByLabel('Way').selectOption('webhook')
    await dialog.getByLabel('Address').fill(`${town.receiver.origin}/hook?key=hush`)
    await dialog.getByLabel(/^Quiet hours/).check()
    await dialog.getByLabel('Messages', { exact: true }).selectOption('day')
    await assertFit(page, 'a channel’s form')
    await button(dialog, 'Create').click()
    const secret = (await dialog.getByTestId('shown-once').textContent()) ?? ''
    await assertFit(page, 'the secret')
    await button(dialog, 'I have the secret').click()
    await row('On call').getByText('nothing sent yet').waitFor()
    await button(page, 'Test: On call').click()
    await page.getByRole('status').getByText('The test was delivered').waitFor()
    const [sent] = town.receiver.received
    assert.ok(sent !== undefined)
    const { 'webhook-id': id = '', 'webhook-timestamp': at, 'webhook-signature': signature } = sent.headers
    assert.equal(
      webhookHeaders(secret, String(id), Number(at) * 1000, sent.body)['webhook-signature'],
      signature,
    )
    town.receiver.answers.push(status(503))
    await button(page, 'Test: On call').click()
    await page.getByRole('status').getByText('was not delivered').waitFor()
    await page.getByRole('status').getByText('503').waitFor()
    assert.equal(await page.getByText(secret).count(), 0)
    assert.equal(await page.getByText('hush').count(), 0)
    await assertFit(page, 'the channels')
  })

  test('a channel whose receiver fails says since when, why, and when it is tried next', async () => {
    const failing = {
      lastSuccessAt: '2026-03-01T08:00:00.000Z',
      failingSince: '2026-03-01T09:00:00.000Z',
      lastError: 'answered <b>503</b>',
      nextAttemptAt: '2026-03-01T09:05:00.000Z',
      waiting: 3,
    }
    // The server tells it after an incident; here it is put into its answer.
    const list = /\/api\/tenants\/fernworks\/notification-channels$/
    await open('/settings')
    await page.route(list, async (route) => {
      const { items } = await (await route.fetch()).json()
      await route.fulfill({ json: { items: items.map((item: object) => ({ ...item, state: failing })) } })
    })
    await page.goto(`${town.running.url}/settings/notifications?tenant=fernworks`)
    const shown = row('On call')
    await shown.getByText('failing', { exact: true }).waitFor()
    await shown.getByText('3 waiting').waitFor()
    await shown.getByText('answered <b>503</b>', { exact: true }).waitFor()
    await shown.getByText('tried again at').waitFor()
    for (const moment of [failing.failingSince, failing.nextAttemptAt])
      await shown.locator(`time[datetime="${moment}"]`).waitFor()
    await assertFit(page, 'a channel that fails')
  })

  test('a channel is changed, looked at and removed; what cannot be made says why', async () => {
    await open('/settings/notifications?tenant=fernworks')
    await button(page, 'Change: On call').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Night watch')
    await dialog.getByLabel(/^Quiet hours/).uncheck()
    await button(dialog, 'Save').click()
    await dialog.waitFor({ state: 'hidden' })
    await row('Night watch').getByText('gathered, every day').waitFor()
    await row('Night watch').getByRole('link').click()
    await page.getByRole('complementary', { name: 'Channel Night watch' }).waitFor()
    assert.match(page.url(), /channel=channel-/)
    await page.getByText('No incident has been told').waitFor()
    await assertFit(page, 'a channel')
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'hidden' })
    await button(page, 'Create a channel').click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Post')
    await dialog.getByRole('textbox', { name: /^To/ }).fill('soc@town.test')
    await button(dialog, 'Create').click()
    await dialog.getByRole('alert').getByText('MAIL_NOT_SET_UP').waitFor()
    await button(dialog, 'Cancel').click()
    await button(page, 'Remove: Night watch').click()
    await button(dialog, 'Remove').click()
    await page.getByText('Nobody is told of this tenant').waitFor()
  })

  test('the brand is tried in both schemes, refused while it cannot be read, and worn at once', async () => {
    await open('/settings/brand')
    await page.getByLabel('Name of the product').fill('Lighthouse SOC')
    await page.getByLabel('Links and buttons in your own colour').check()
    await page.getByLabel('Colour in light', { exact: true }).fill('#ffcc00')
    await page.getByText(/^Hard to read: 1\.\d+:1/).waitFor()
    await assertFit(page, 'the brand with a colour that cannot be read')
    await page.getByRole('button', { name: /^Take #/ }).click()
    await page.getByLabel('Colour in dark', { exact: true }).fill('#ffb454')
    await page.getByTestId('preview-dark').getByText('Lighthouse SOC').waitFor()
    await page.getByLabel('E-mail').fill('help@town.test')
    await page.getByRole('main').locator('[data-action="settings.save"]').click()
    await page.getByRole('link', { name: 'Lighthouse SOC, to the queue' }).waitFor()
    await page.waitForFunction(`document.title === 'Brand · Lighthouse SOC'`)
    assert.equal(await accent(page, 'dark'), '#ffb454')
    await assertFit(page, 'the brand')
  })

  test('a logo is shown in the shell and on the sign-in page; what is no picture is refused', async () => {
    await open('/settings/brand')
    const file = page.getByLabel('File of the logo for dark')
    await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
    await page.getByRole('alert').getByText('LOGO_REFUSED').waitFor()
    await file.setInputFiles({
      name: 'logo.png',
      mimeType: 'image/png',
      buffer: pngOf({ width: 64, height: 64 }),
    })
    await page.getByRole('img', { name: 'Logo for dark' }).waitFor()
    await page.locator('header img[src^="/api/brand/logo/dark/"]').waitFor()
    await assertFit(page, 'the brand with a logo')
    const outside = await town.browser.newPage()
    await outside.goto(`${town.running.url}/sign-in`)
    await outside.getByText('Lighthouse SOC').waitFor()
    await outside.getByRole('link', { name: 'help@town.test' }).waitFor()
    await outside.locator('main img[src^="/api/brand/logo/dark/"]').waitFor()
    assert.equal(await outside.title(), 'Sign in · Lighthouse SOC')
    assert.equal(await accent(outside, 'dark'), '#ffb454')
    await assertFit(outside, 'the branded sign-in page')
    await outside.close()
  })

  test('what is kept is shown, and changing it says what goes', async () => {
    await open('/settings/retention?tenant=meadow-shop')
    await row('Events').getByText('365 days').waitFor()
    await assertFit(page, 'retention')
    await button(page, 'Change how long things are kept').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('The default, 365 days').uncheck()
    await dialog.getByLabel('Days to keep: Events').fill('30x')
    assert.ok(await button(dialog, 'Save').isDisabled())
    await dialog.getByLabel('Days to keep: Events').fill('30')
    await dialog.getByText('There is none yet, so nothing goes.').first().waitFor()
    await dialog.getByLabel('Another format').selectOption('nginx-access')
    await dialog.getByLabel('Days to keep: nginx-access').fill('7')
    await dialog.getByText('such events, if there are any,').waitFor()
    await assertFit(page, 'the form of retention')
    await button(dialog, 'Save and delete').click()
    await row('Events').getByText('30 days').waitFor()
    await row('nginx-access').getByText('7 days').waitFor()
    await assertFit(page, 'retention with a format')
  })

  test('a group is made, renamed with other tenants, and removed', async () => {
    await open('/settings/groups')
    await page.getByText('There is no tenant group').waitFor()
    await assertFit(page, 'no groups')
    await button(page, 'Create a group').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Retail')
    await dialog.getByLabel(/^Meadow/).check()
    await assertFit(page, 'a group’s form')
    await button(dialog, 'Create').click()
    await row('Retail').getByText('1 tenant').waitFor()
    await button(page, 'Change: Retail').click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Retail and works')
    await dialog.getByLabel('Fernworks').check()
    await button(dialog, 'Save').click()
    await row('Retail and works').getByText('2 tenants').waitFor()
    await assertFit(page, 'the groups')
    await button(page, 'Remove: Retail and works').click()
    await button(dialog, 'Remove').click()
    await page.getByText('There is no tenant group').waitFor()
  })

  test('a tenant has a contact and words of its own', async () => {
    await open('/settings/contact?tenant=fernworks')
    await page.getByRole('link', { name: 'help@town.test' }).waitFor()
    await page.getByLabel(/^A contact of its own/).check()
    await page.getByLabel('E-mail').fill('fern@town.test')
    await page.getByLabel('Words').selectOption('exact')
    await page.locator('[data-action="tenant-settings.save"]').click()
    await page.getByRole('link', { name: 'fern@town.test' }).waitFor()
    await page.getByText('Pages use the words of the field.').waitFor()
    await assertFit(page, 'contact and words')
  })

  test('nothing went wrong unseen on any of these pages', () => {
    assert.deepEqual(operator.troubles, [])
  })
})

function accent(page: Page, scheme: 'dark' | 'light'): Promise<unknown> {
  return page.evaluate(
    `document.documentElement.dataset.mantineColorScheme = '${scheme}', getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()`,
  )
}

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import { cloudTrail } from './demo-platform.ts'
import { account, accountDetails, mara } from './filled-identities.ts'
import { assertFit, button, openSettingsTown, operatorOf, type SettingsTown } from './settings-town.ts'
import type { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 240_000

describe('identities in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: SettingsTown
  let operator: Visitor
  let page: Page

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
    await sendEvents(town)
  })

  after(() => town?.stop())

  const open = async (path: string) => {
    await page?.close()
    page = await operator.open(path)
    page.setDefaultTimeout(10_000)
  }
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })

  test('policy is pushed by upload; a second version shows what changed', async () => {
    await open('/identities/configurations?tenant=fernworks')
    await page.getByText('No policy is held of this tenant').waitFor()
    await assertFit(page, 'no configurations')
    await push(page, account, accountDetails('s3:GetObject'))
    await row(account).getByText('authorization-details').waitFor()
    await push(page, account, accountDetails('s3:*'))
    await page.getByRole('heading', { name: 'From version 1 to 2' }).waitFor()
    const difference = page.getByRole('region', { name: 'Difference' })
    await difference.getByRole('link', { name: mara }).waitFor()
    await assertFit(page, 'the difference')
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'hidden' })
  })

  test('who can is answered with the statement, from the address as from the form', async () => {
    await open('/identities/who-can?tenant=fernworks')
    await page.getByText('Ask who could do something').waitFor()
    await page.getByLabel('Action').fill('s3:GetObject')
    await page.getByRole('textbox', { name: 'Resource' }).fill('arn:aws:s3:::ledger/2026.csv')
    await button(page, 'Ask').click()
    const can = page.getByRole('table', { name: 'Can', exact: true })
    await can.getByRole('link', { name: mara }).waitFor()
    await can.getByText('statement LedgerAccess').waitFor()
    await assertFit(page, 'who can')
    await page.reload()
    await can.getByRole('link', { name: mara }).waitFor()
  })

  test('an identity is told whole, and a person says who answers for it', async () => {
    await open(`/identities/fernworks/${encodeURIComponent(mara)}`)
    const owners = page.getByRole('region', { name: 'Who answers for it' })
    await owners.getByText('no owner known').waitFor()
    await page.getByRole('region', { name: 'Granted', exact: true }).getByRole('listitem').first().waitFor()
    await page.getByRole('region', { name: 'Ways to more' }).waitFor()
    await button(owners, 'Set owner, sponsor and purpose').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Owner').fill('ada@town.test')
    await dialog.getByLabel('Purpose').fill('Reads the ledger every night')
    await button(dialog, 'Save').click()
    await dialog.waitFor({ state: 'hidden' })
    await owners.getByText('Reads the ledger every night').waitFor()
    await owners.getByText('ada@town.test').waitFor()
    await assertFit(page, 'an identity')
  })

  test('the inventory is filtered in the address and opens an identity by keyboard', async () => {
    await open('/identities/inventory?tenant=fernworks&text=mara')
    const table = () => page.getByRole('table', { name: 'Inventory' })
    await table().getByRole('link', { name: mara }).waitFor()
    await assertFit(page, 'the inventory')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/identities\/fernworks\//)
    await open('/identities/inventory?tenant=fernworks&stage=retired')
    await page.getByText('No identity matches these filters').waitFor()
    await button(page, 'Clear all filters of the identities').click()
    await table().getByRole('link', { name: mara }).waitFor()
  })

  test('a mandate is proposed from use with its evidence; whoever proposed it is refused its approval', async () => {
    await open(`/identities/mandates?tenant=fernworks&identity=${encodeURIComponent(mara)}`)
    await page.getByText('No mandate of this kind').waitFor()
    await button(page, 'Propose from use').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Purpose').fill('Reads the ledger')
    await assertFit(page, 'a proposal')
    await button(dialog, 'Propose').click()
    const panel = page.getByRole('complementary', { name: 'Mandate' })
    await panel.getByRole('table', { name: 'Evidence' }).waitFor()
    await assertFit(page, 'a mandate')
    await button(panel, 'Approve').click()
    await dialog.getByLabel('Reason').fill('It does that every night')
    await button(dialog, 'Approve').click()
    await dialog.getByRole('alert').getByText('FORBIDDEN').waitFor()
    await button(dialog, 'Cancel').click()
    await button(panel, 'Decline').click()
    await dialog.getByLabel('Reason').fill('Not wanted any more')
    await button(dialog, 'Decline').click()
    await dialog.waitFor({ state: 'hidden' })
    await panel.getByText('Not wanted any more').waitFor()
    await page.getByRole('link', { name: 'Waiting for a yes' }).click()
    await page.getByText('Nothing waits for a yes').waitFor()
    await assertFit(page, 'what waits')
    await page.getByRole('link', { name: 'Decisions' }).click()
    await page.getByText('Nobody has asked the decision point yet').waitFor()
    assert.deepEqual(operator.troubles, [])
  })
})

/** Two weeks of nights: enough to propose from. */
function sendEvents({ send }: SettingsTown): Promise<void> {
  const lines = Array.from({ length: 14 }, (_, day) =>
    cloudTrail('GetBucketPolicy', 'mara', Date.now() - day * 24 * 3_600_000),
  )
  return send('fernworks', lines)
}

async function push(page: Page, id: string, text: string): Promise<void> {
  await button(page, 'Push a configuration').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Id' }).fill(id)
  await dialog
    .getByLabel('Files')
    .setInputFiles({ name: 'account.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await button(dialog, 'Push').click()
  await dialog.waitFor({ state: 'hidden' })
}

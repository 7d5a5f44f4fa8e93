import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import { cloudTrail } from './demo-platform.ts'
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

describe('evidence and compliance in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: SettingsTown
  let operator: Visitor
  let auditor: Visitor
  let page: Page

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
    const people = await operator.open('/people')
    const { link } = await invite(people, 'Ada', 'auditor')
    await people.close()
    auditor = await Visitor.signIn(town.browser, link)
    await town.send('fernworks', [cloudTrail('GetBucketPolicy', 'mara', Date.now() - 3_600_000)])
  })

  after(() => town?.stop())

  const open = async (path: string, who = operator) => {
    await page?.close()
    page = await who.open(path)
    page.setDefaultTimeout(20_000)
  }
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })

  test('an entry is opened and verified here, check by check', async () => {
    await open('/evidence?tenant=fernworks&kind=receipt', auditor)
    await row('Receipts').getByRole('link').first().click()
    const panel = page.getByRole('complementary', { name: 'Entry' })
    await panel.getByRole('link', { name: 'Download the proof' }).waitFor()
    await button(panel, 'Verify in this browser').click()
    await panel.getByRole('status').getByText('Verified').waitFor()
    const checks = panel.getByRole('list', { name: 'What was checked' }).getByRole('listitem')
    const told = await checks.allTextContents()
    assert.ok(
      told.some((text) => /^passed.*the document is the one/.test(text)),
      told.join('\n'),
    )
    assert.ok(
      told.some((text) => /^not checked.*that these keys/.test(text)),
      told.join('\n'),
    )
    assert.ok(
      told.every((text) => !text.startsWith('failed')),
      told.join('\n'),
    )
    await assertFit(page, 'a verified entry')
  })

  test('with the keys of another log an entry does not hold', async () => {
    const policy = 'log elsewhere.test+ed5e9b3a+AXm0dHYRLTzVLgPGRKDkmVCIbHuLJ0zZ8Xpz0eSdS3kh\nquorum none'
    const panel = page.getByRole('complementary', { name: 'Entry' })
    await panel.getByText('With keys that you received another way', { exact: true }).click()
    await panel.getByLabel('Policy').fill(policy)
    await button(panel, 'Verify in this browser').click()
    await panel.getByText('Does not hold').waitFor()
  })

  test('a witness is added from its address, and said to fail while nobody answers there', async () => {
    await open('/evidence/logs?tenant=fernworks')
    await page.getByRole('table', { name: 'Evidence logs' }).waitFor()
    await assertFit(page, 'logs without a witness')
    await page.getByText('How to run a witness').click()
    await page.getByText('countersign witness --state').waitFor()
    await button(page, 'Add a witness').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('ours')
    await dialog.getByLabel('Address').fill('https://witness.town.test')
    await dialog.getByLabel('Its verifier key').fill('nonsense-that-is-no-key')
    await button(dialog, 'Add it').click()
    await dialog.getByRole('alert').waitFor()
    await assertFit(page, 'a witness with a key that is none')
  })

  test('a pack is offered for whole days, and not for a range that ends before it begins', async () => {
    await open('/evidence/packs?tenant=fernworks&from=2026-02-01&to=2026-01-01', auditor)
    await page.getByText('The first day has to be before the last').waitFor()
    await page.getByLabel('To this day').fill('2026-02-28')
    const link = page.getByRole('link', { name: 'Download the pack' })
    assert.match((await link.getAttribute('href')) ?? '', /from=2026-02-01T00.*to=2026-03-01T00/)
    await assertFit(page, 'a pack')
  })

  test('what a tenant is held to is chosen, and each control says why it is in its state', async () => {
    await open('/compliance?tenant=fernworks')
    await button(page, 'Choose frameworks').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: /^GDPR/ }).check()
    await assertFit(page, 'the choice of frameworks')
    await button(dialog, 'Save').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('table', { name: 'Frameworks' }).waitFor()
    await assertFit(page, 'frameworks')
    await page.locator('tbody').getByRole('link').first().click()
    await page.getByRole('navigation', { name: 'Which controls' }).waitFor()
    await assertFit(page, 'controls')
  })

  test('a control that is said not to apply keeps the reason, and a document counts until its end', async () => {
    await page
      .getByRole('table', { name: /^Controls of/ })
      .first()
      .getByRole('row')
      .nth(1)
      .getByRole('link')
      .click()
    const panel = page.getByRole('complementary', { name: 'Control' })
    await button(panel, 'Does not apply').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Nobody here <b>prints</b> anything ﷽')
    await button(dialog, 'It does not apply').click()
    await dialog.waitFor({ state: 'hidden' })
    await panel.getByText('Nobody here <b>prints</b>').first().waitFor()
    await button(panel, 'It applies again').click()
    await button(dialog, 'It applies').click()
    await dialog.waitFor({ state: 'hidden' })
    await attachPolicy()
    await panel.getByText('manual', { exact: true }).waitFor()
    await assertFit(page, 'a control with a document')
    await button(panel, 'Withdraw: Access policy').click()
    await button(dialog, 'Withdraw').click()
    await dialog.waitFor({ state: 'hidden' })
    await panel.getByText('it counts no more').waitFor()
  })

  async function attachPolicy(): Promise<void> {
    const panel = page.getByRole('complementary', { name: 'Control' })
    await button(panel, 'Attach a document').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('Access policy')
    const file = { name: 'policy.txt', mimeType: 'text/plain', buffer: Buffer.from('nobody may') }
    await page.locator('input[type=file]').setInputFiles(file)
    await dialog.getByLabel('In force from').fill('2026-01-01')
    await dialog.getByLabel('To be reviewed').fill('2099-12-31')
    await assertFit(page, 'a document to attach')
    await button(dialog, 'Attach').click()
    await dialog.waitFor({ state: 'hidden' })
  }

  test('an auditor reads all of it and is offered no change', async () => {
    for (const path of ['/compliance?tenant=fernworks', '/evidence/logs?tenant=fernworks']) {
      await open(path, auditor)
      await page.getByRole('table').first().waitFor()
      for (const name of ['Choose frameworks', 'Add a witness'])
        assert.equal(await button(page, name).count(), 0, `${name} at ${path}`)
    }
    const pages = page.getByRole('navigation', { name: 'Pages', exact: true })
    await pages.getByRole('link', { name: 'Compliance' }).waitFor()
    assert.deepEqual([...operator.troubles, ...auditor.troubles], [])
  })
})

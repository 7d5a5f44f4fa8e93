import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { missingChromium } from './chromium.ts'
import { cloudTrail } from './demo-platform.ts'
import { account, fillIdentities, inviteApprover, mara } from './filled-identities.ts'
import { assertFit, button, openSettingsTown, operatorOf, type SettingsTown } from './settings-town.ts'
import { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 240_000

describe('mandates, decisions and signals in a real browser', {
  skip: missing ?? false,
  timeout: suiteMaxMs,
}, () => {
  let town: SettingsTown
  let operator: Visitor
  let approver: Visitor
  let page: Page

  before(async () => {
    town = await openSettingsTown()
    operator = await operatorOf(town)
    approver = await Visitor.signIn(town.browser, await inviteApprover(operator))
    await town.send('fernworks', [cloudTrail('GetBucketPolicy', 'mara', Date.now() - 24 * 3_600_000)])
    await fillIdentities(operator, approver, town.running.url)
  })

  after(() => town?.stop())

  const open = async (path: string, who = operator) => {
    await page?.close()
    page = await who.open(path)
    page.setDefaultTimeout(20_000)
  }
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  const answer = async (ask: string, confirm: string, reason: string) => {
    await button(page, ask).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill(reason)
    await button(dialog, confirm).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText(reason).first().waitFor()
  }

  test('what was seen becomes a mandate that somebody else approves, reviews and revokes', async () => {
    await open('/identities/mandates?show=proposed', approver)
    await row('mara').getByRole('link').first().click()
    await page.getByRole('table', { name: 'Evidence' }).waitFor()
    await answer('Approve', 'Approve', 'She does that every night')
    await answer('Still right', 'It is still right', 'Seen again this week')
    await answer('Revoke', 'Revoke', 'The ledger moves elsewhere')
    await page.getByText('She does that every night').waitFor()
    await assertFit(page, 'a mandate that was revoked')
  })

  test('what waits for a yes gets one from its address, and going back leaves it waiting', async () => {
    await open('/identities/mandates?show=step-ups', approver)
    await page.getByRole('button', { name: /^Yes: .*pay$/ }).click()
    await page.getByRole('dialog').waitFor()
    const asked = new URL(page.url())
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await open(asked.pathname + asked.search, approver)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('I know of this payment')
    await assertFit(page, 'an answer to what waits')
    await button(dialog, 'Yes').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('I know of this payment').waitFor()
    await assertFit(page, 'what was answered')
  })

  test('a decision is explained as it was when it was made', async () => {
    await open('/identities/mandates?show=decisions&tenant=fernworks')
    await row('denied').filter({ hasText: 'delete' }).getByRole('link').click()
    const panel = page.getByRole('complementary', { name: 'Decision' })
    await panel.getByRole('heading', { level: 2 }).first().waitFor()
    assert.match((await panel.textContent()) ?? '', /delete/)
    await assertFit(page, 'a decision')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
  })

  test('an identity shows the way to more, what it can reach, and how to stop it', async () => {
    await open(`/identities/fernworks/${encodeURIComponent(mara)}`)
    const paths = page.getByRole('region', { name: 'Escalation paths' })
    await paths.getByText('iam:PutUserPolicy').first().waitFor()
    await page.getByRole('region', { name: 'What it can reach' }).waitFor()
    await page.getByRole('heading', { name: /^(How to stop it|What to do)$/ }).waitFor()
    await page.getByRole('region', { name: 'Credentials' }).waitFor()
    await assertFit(page, 'an identity with a way to more')
  })

  test('a risk is set by hand, with its reason', async () => {
    await open(`/identities/fernworks/${encodeURIComponent(mara)}`)
    const card = page.getByRole('region', { name: 'Risk and signals' })
    await card.getByText('Unknown: nobody told a risk of it').waitFor()
    await page.keyboard.press('Shift+R')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Risk').selectOption('HIGH')
    await dialog.getByLabel('Reason').fill('Signed in from two countries at once')
    await button(dialog, 'Set the risk').click()
    await card.getByText('Signed in from two countries at once').waitFor()
    await card.getByText('high', { exact: true }).waitFor()
  })

  test('who can read a secret of a cluster is answered with the role and its binding', async () => {
    await open('/identities/who-can?tenant=fernworks&action=get&resource=prod:billing//secrets/ledger')
    const can = page.getByRole('table', { name: 'Can', exact: true })
    await can.getByText('biller').first().waitFor()
    await can.getByText('reads-secrets').first().waitFor()
    await assertFit(page, 'who can in a cluster')
  })

  test('a difference between two versions names who may more', async () => {
    await open(`/identities/configurations?tenant=fernworks&open=${account}`)
    const difference = page.getByRole('region', { name: 'Difference' })
    await difference.getByRole('link', { name: mara }).waitFor()
    await assertFit(page, 'a difference')
  })

  test('signals: who tells us is trusted with a header shown once, whom we tell is paused', async () => {
    await open('/identities/signals?tenant=fernworks')
    await row('Fernworks staff directory').getByText('waiting for the first').waitFor()
    await assertFit(page, 'signal sources')
    await button(page, 'Trust a signal source').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Device manager')
    await dialog.getByLabel('Issuer').fill('https://devices.town.test')
    await dialog.getByLabel('Address of its keys').fill('https://devices.town.test/jwks.json')
    await button(dialog, 'Trust it').click()
    await dialog.getByTestId('shown-once').waitFor()
    await button(dialog, 'I have the header').click()
    await row('Device manager').waitFor()
    await button(page, 'Remove: Device manager').click()
    await button(dialog, 'Remove').click()
    await row('Device manager').waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Whom we tell' }).click()
    await row('The staff directory is told back').getByText('enabled').waitFor()
    await button(page, 'Pause: The staff directory is told back').click()
    await row('The staff directory is told back').getByText('paused').waitFor()
    await assertFit(page, 'streams')
    assert.deepEqual([...operator.troubles, ...approver.troubles], [])
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, missingChromium } from './chromium.ts'
import { type DemoPlatform, startDemo } from './demo-platform.ts'
import { assertAccessible, Visitor } from './visitor.ts'

const missing = missingChromium()
const actionable = { timeout: 10_000 }
/** A browser or server that hangs must not hold up the other tests. */
const suiteMaxMs = 240_000

describe('the daily work of analysts in a real browser', {
  skip: missing ?? false,
  timeout: suiteMaxMs,
}, () => {
  let demo: DemoPlatform
  let browser: Browser
  let visitor: Visitor

  before(async () => {
    // One after the other: whichever is open when the next fails is closed below.
    browser = await launchChromium()
    demo = await startDemo()
    visitor = await Visitor.signIn(browser, await demo.running.createSignInLink())
  })

  after(async () => {
    await browser?.close()
    await demo?.stop()
  })

  const rows = (page: Page) => page.getByTestId('queue').getByRole('listitem')
  const openQueue = async (path = '/queue') => {
    const page = await visitor.open(path)
    await rows(page).first().waitFor()
    return page
  }
  /** From the queue to the stolen role's incident, by keyboard alone. */
  const openStolenRole = async () => {
    const page = await openQueue('/queue?tenant=fernworks&text=ci-deploy')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/incidents/fernworks/**')
    await page.getByRole('heading', { level: 1, name: /ci-deploy/ }).waitFor()
    return page
  }

  test('marked incidents are assigned and snoozed together, and a saved view brings them back', async () => {
    const page = await openQueue('/queue?tenant=lantern-pay')
    await page.keyboard.press('Shift+X')
    await page.getByText(/\d+ marked/).waitFor(actionable)
    await page.keyboard.press('Shift+A')
    await page.getByLabel('Person').fill('Grace')
    await page.keyboard.press('Enter')
    await rows(page).first().getByText('Grace').waitFor(actionable)
    await page.keyboard.press('s')
    await assertAccessible(page, 'the snooze dialog')
    await page.getByRole('button', { name: /^For an hour/ }).click()
    await page.getByText(/incidents? snoozed/).waitFor(actionable)
    await page.getByRole('link', { name: 'Snoozed', exact: true }).click()
    await rows(page).first().getByText('asleep to').waitFor(actionable)
    await page.keyboard.press('w')
    await page.getByRole('textbox', { name: 'Keep what is shown now as' }).fill('Lantern, asleep')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Lantern, asleep' }).waitFor(actionable)
    await assertAccessible(page, 'the saved views')
    await page.goto(`${demo.running.url}/queue`)
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('link', { name: 'Lantern, asleep' }).click()
    await page.waitForURL(/status=snoozed/)
    // Rows of the list before may still stand there: only those asleep can be brought back.
    await rows(page).first().getByText('asleep to').waitFor(actionable)
    await page.keyboard.press('Shift+X')
    await page.getByText(/\d+ marked/).waitFor(actionable)
    await page.keyboard.press('Shift+S')
    await page.getByText(/brought back to the queue/).waitFor(actionable)
    await page.close()
  })

  test('a note for the next shift stands on the hand-over page', async () => {
    const page = await openStolenRole()
    await page.keyboard.press('c')
    await page.keyboard.type('Keys are revoked; <b>ask</b> the team about the pipeline')
    await page.getByRole('checkbox', { name: 'For the next shift' }).check()
    await page.getByRole('button', { name: 'Add the note' }).click()
    const side = page.getByRole('complementary')
    await side.getByRole('listitem').filter({ hasText: 'Keys are revoked' }).waitFor(actionable)
    await page.goto(`${demo.running.url}/hand-over?tenant=fernworks`)
    await page.getByText('<b>ask</b> the team about the pipeline').waitFor(actionable)
    await page.close()
  })

  test('incidents are merged with a reason, and taken apart again', async () => {
    const page = await openQueue('/queue?tenant=fernworks')
    await page.keyboard.press('Shift+X')
    await page.keyboard.press('m')
    await page.getByRole('textbox', { name: 'Reason' }).fill('The same intruder')
    await assertAccessible(page, 'the merge dialog')
    await page.getByRole('button', { name: 'Merge', exact: true }).last().click()
    await page.getByText(/merged into one/).waitFor(actionable)
    await page.keyboard.press('Enter')
    const merged = page.getByRole('region', { name: 'Merged into this one' })
    await merged.getByRole('button', { name: 'Take it out' }).first().click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('Two intruders after all')
    await page.getByRole('dialog').getByRole('button', { name: 'Take it out' }).click()
    await page.getByText('The incident is on its own again').waitFor(actionable)
    await page.close()
  })

  test('an identity leads to what it did and to its incidents', async () => {
    const page = await visitor.open('/identities?tenant=fernworks&text=ci-deploy')
    await page
      .getByTestId('identities')
      .getByRole('link', { name: /ci-deploy/ })
      .first()
      .click()
    const panel = page.getByRole('complementary', { name: 'Identity' })
    await panel.getByRole('link', { name: 'CreateUser' }).first().waitFor(actionable)
    await assertAccessible(page, 'the open identity')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await page.close()
  })

  test('the drawing of entities leads to their events, and has a table that says the same', async () => {
    const page = await openStolenRole()
    const entities = page.getByRole('region', { name: 'Who and what, and what ties them' })
    await entities
      .getByRole('link', { name: /ci-deploy/ })
      .first()
      .waitFor(actionable)
    await entities.getByRole('button', { name: 'As a table' }).click()
    const row = entities.getByRole('row').filter({ hasText: 'came from' }).first()
    await row.getByRole('link', { name: /ci-deploy/ }).click()
    await page.waitForURL(/events.*identity/)
    await page.getByTestId('events').getByRole('link').first().waitFor(actionable)
    await page.close()
  })

  test('an own rule is refused with its reason, tried on past events, saved and removed', async () => {
    const page = await visitor.open('/rules?show=own&tenant=fernworks')
    await page.getByRole('button', { name: 'Write an own rule' }).click()
    const text = page.getByRole('textbox', { name: 'Text of the rule' })
    const written = await text.inputValue()
    await text.fill(written.replace('condition: selection', 'condition: elsewhere'))
    await page.getByRole('button', { name: /^Save, it/ }).click()
    await page.getByRole('alert').getByText('RULE_INVALID').waitFor(actionable)
    await text.fill(written.replace('StopLogging', 'CreateUser').replace('What it finds', 'Own user created'))
    await page.getByRole('button', { name: 'Try it on the last' }).click()
    await page.getByRole('table', { name: 'Before and after' }).waitFor({ timeout: 30_000 })
    await assertAccessible(page, 'the difference that a rule would make')
    await page.getByRole('button', { name: /^Save, it/ }).click()
    await page.getByRole('button', { name: 'Remove Own user created' }).click()
    await page.getByText('This tenant has no rules of its own').waitFor(actionable)
    await page.close()
  })

  test('nothing went wrong unseen on any of these pages', () => {
    assert.deepEqual(visitor.troubles, [])
  })
})

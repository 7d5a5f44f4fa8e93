import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { cloudTrail, companies } from './demo-platform.ts'
import { actionable, describeDemo, openQueue, openStolenRole, queueRows } from './demo-suite.ts'
import { assertAccessible, assertNoSidewaysScroll, wear } from './visitor.ts'

describeDemo('the console in a real browser', (suite) => {
  test('a sign-in link works once; the second time the page says how to get another', async () => {
    const link = await suite().demo.running.createSignInLink()
    const context = await suite().browser.newContext()
    const page = await context.newPage()
    await page.goto(link)
    await page.waitForURL(/account\?next=/)
    await context.clearCookies()
    await page.goto(`${link}&again`)
    const alert = page.getByRole('alert')
    assert.match((await alert.textContent()) ?? '', /no longer valid.*countersign sign-in-link/)
    assert.equal(new URL(page.url()).hash, '', 'the token stays in the address')
    await context.close()
  })

  test('one queue holds the incidents of all tenants, each under its name, severity in words', async () => {
    const page = await openQueue(suite())
    for (const name of Object.values(companies))
      await queueRows(page).filter({ hasText: name }).first().waitFor(actionable)
    assert.match((await queueRows(page).first().textContent()) ?? '', /^(Critical|High)/)
    await page.close()
  })

  test('a filter is in the address, and the address brings it back', async () => {
    const page = await openQueue(suite())
    await page.getByRole('link', { name: /^critical: / }).click()
    await page.waitForURL('**/queue?severity=critical')
    await page.reload()
    await queueRows(page).first().waitFor()
    for (const text of await queueRows(page).allTextContents()) assert.match(text, /^Critical/)
    await page.close()
  })

  test('the keyboard opens an incident, its explanation, the event behind a claim, and its raw record', async () => {
    const page = await openStolenRole(suite())
    for (const name of ['What speaks for it', 'What speaks against it', 'What is missing'])
      await page.getByRole('heading', { name }).waitFor(actionable)
    await page.getByRole('region', { name: 'On whose authority' }).waitFor(actionable)
    await page.getByRole('region', { name: 'What to do' }).waitFor(actionable)
    const claim = page.getByRole('listitem').filter({ hasText: 'created the user “svc-backup-sync”' }).first()
    await claim.getByRole('button', { name: 'CreateUser' }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByTestId('event-panel')
    await panel.getByText('"eventName": "CreateUser"').waitFor(actionable)
    assert.match(page.url(), /event=/)
    await page.keyboard.press('f')
    await panel.getByRole('region', { name: 'OCSF form' }).waitFor(actionable)
    await assertAccessible(page, 'the open event')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    assert.equal(await page.locator(':focus').textContent(), 'CreateUser', 'the focus goes back to the claim')
    await page.close()
  })

  test('a finding says what matched, and whose rule it is', async () => {
    const page = await openStolenRole(suite())
    const findings = page.getByRole('region', { name: 'Findings' })
    const text = (await findings.textContent()) ?? ''
    assert.match(text, /by Countersign · AGPL-3.0-only/)
    assert.match(text, /eventName/)
    await page.close()
  })

  test('the timeline has a table with the same events', async () => {
    const page = await openStolenRole(suite())
    const timeline = page.getByRole('region', { name: 'What happened, in order' })
    await timeline.getByRole('button', { name: 'As a table' }).click()
    await timeline.getByRole('button', { name: 'AttachUserPolicy' }).first().waitFor(actionable)
    await page.close()
  })

  test('next goes on in the queue without leaving the page', async () => {
    const page = await openQueue(suite())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/incidents/**')
    await page.getByRole('button', { name: 'Next', exact: true }).waitFor(actionable)
    const first = page.url()
    await page.keyboard.press('j')
    await page.waitForURL((url) => url.href !== first && url.pathname.includes('/incidents/'))
    await page.keyboard.press('u')
    await page.waitForURL('**/queue')
    await page.close()
  })

  test('resolving asks for a reason and keeps it', async () => {
    const page = await openQueue(suite(), '/queue?tenant=meadow-shop')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /rosa/ }).waitFor(actionable)
    await page.keyboard.press('e')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /^Benign true positive/ }).check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Planned: the trail moves to another account')
    await dialog.getByRole('button', { name: 'Resolve', exact: true }).click()
    const history = page.getByRole('complementary')
    await history.getByText('the trail moves to another account').waitFor(actionable)
    await page.getByRole('button', { name: 'Reopen' }).waitFor(actionable)
    await page.close()
  })

  test('a row has its actions in a menu that the arrow keys walk', async () => {
    const page = await openQueue(suite())
    await queueRows(page).first().click({ button: 'right' })
    const menu = page.getByRole('menu')
    await menu.waitFor(actionable)
    await assertAccessible(page, 'the open menu')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await queueRows(page).first().getByText('Operator').waitFor(actionable)
    await menu.waitFor({ state: 'detached' })
    await page.close()
  })

  test('an event search is in the address, a broken query is explained where it is typed', async () => {
    const page = await suite().visitor.open('/events')
    const query = page.getByRole('combobox', { name: 'Query' })
    await page.keyboard.press('/')
    await query.fill('action:CreateUser tenant:fernworks')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=action:CreateUser/)
    const found = page.getByTestId('events').getByRole('link', { name: 'CreateUser' })
    await found.first().waitFor(actionable)
    await page.reload()
    await found.first().waitFor(actionable)
    await query.fill('action:(CreateUser')
    await page.keyboard.press('Enter')
    await page.getByText(/At character 8: /).waitFor(actionable)
    await page.close()
  })

  test('the histogram has a table whose rows choose a range', async () => {
    const page = await suite().visitor.open('/events?q=action:CreateUser')
    await page.getByRole('button', { name: 'As a table' }).click()
    await page.getByRole('button', { name: 'Show only these' }).first().click()
    await page.waitForURL(/from=.*to=/)
    await page.getByTestId('events').getByRole('link', { name: 'CreateUser' }).first().waitFor(actionable)
    await page.close()
  })

  test('what arrives waits in a pill; the row under the cursor stays where it is', async () => {
    const page = await openQueue(suite())
    await page.getByText('Live', { exact: true }).waitFor(actionable)
    await page.keyboard.press('j')
    const current = page.locator('[data-current]')
    // Which incident and where, not its words: it may learn more meanwhile, and say so in its place.
    const where = async () => ({ of: await addressOf(current), box: await current.boundingBox() })
    const before = await where()
    await suite().demo.send('meadow-shop', 'cloudtrail', [cloudTrail('DeleteTrail', 'mallory')])
    const pill = page.getByTestId('new-pill')
    await pill.waitFor({ timeout: 20_000 })
    assert.deepEqual(await where(), before)
    await page.keyboard.press('n')
    await queueRows(page).filter({ hasText: 'mallory' }).first().waitFor(actionable)
    assert.equal(await addressOf(current), before.of)
    await page.close()
  })

  test('a stream of changes that is refused is said, asked for again, and taken up', async () => {
    const page = await suite().visitor.open('/rules')
    await page.route('**/api/stream', (route) => route.fulfill({ status: 502, body: 'no server' }))
    await page.reload()
    await page.getByText('Not live', { exact: true }).waitFor(actionable)
    await page.unroute('**/api/stream')
    await page.getByText('Live', { exact: true }).waitFor(actionable)
    await page.close()
  })

  test('hostile names in a log are shown and do nothing', async () => {
    const name = `<img src=x onerror=alert(1)>\u202efdp.exe\u0007${'A'.repeat(9_000)}`
    await suite().demo.send('lantern-pay', 'cloudtrail', [cloudTrail('DeleteTrail', name)])
    const page = await openQueue(suite(), '/queue?tenant=lantern-pay')
    const row = queueRows(page).filter({ hasText: '<img src=x' }).first()
    const pill = page.getByTestId('new-pill')
    await row.or(pill).first().waitFor({ timeout: 20_000 })
    if (await pill.isVisible()) await pill.click()
    await row.getByRole('link').click()
    await page.getByRole('heading', { level: 1 }).waitFor(actionable)
    await page.getByText('RLO', { exact: true }).first().waitFor(actionable)
    assert.equal(await page.locator('img').count(), 0)
    await assertNoSidewaysScroll(page, 'the hostile incident')
    await page.close()
  })

  test('a source is created with its key shown once, and told to shippers', async () => {
    const page = await suite().visitor.open('/sources')
    await page.getByRole('button', { name: 'Create a source' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Tenant').selectOption('fernworks')
    await dialog.getByLabel('Name').fill('vector-prod')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    const key = (await dialog.getByTestId('source-key').textContent()) ?? ''
    assert.match(key, /^cs_/)
    await dialog.getByRole('tab', { name: 'Vector' }).click()
    await dialog.getByText(`Bearer ${key}`).waitFor(actionable)
    await assertAccessible(page, 'the key of a source')
    await dialog.getByRole('button', { name: 'I have the key' }).click()
    await page.getByRole('row').filter({ hasText: 'vector-prod' }).waitFor(actionable)
    assert.equal(await page.getByText(key).count(), 0)
    await page.close()
  })

  test('lines that were not parsed are kept with their reason, and read again when asked', async () => {
    const page = await suite().visitor.open('/sources?tenant=lantern-pay')
    const zeek = page.getByRole('row').filter({ hasText: 'zeek' })
    await zeek.getByRole('link', { name: /lines of zeek were not parsed/ }).click()
    const panel = page.getByRole('complementary', { name: 'Source' })
    await panel.getByText('"ts": 1, "broken":').waitFor(actionable)
    await panel.getByRole('button', { name: 'Read unparsed lines again' }).click()
    await page.getByText(/read again: 0 parsed now/).waitFor(actionable)
    await page.close()
  })

  test('a rule is read in full and switched off for one tenant', async () => {
    const page = await suite().visitor.open('/rules?text=armed')
    await page.getByRole('link', { name: 'IAM User Created and Armed by One Session' }).click()
    const panel = page.getByRole('complementary', { name: 'Rule' })
    await panel.getByText('type: temporal').waitFor(actionable)
    await panel.getByRole('checkbox', { name: 'Meadow Shop' }).uncheck()
    await page.getByRole('cell', { name: 'off for 1 tenant' }).waitFor(actionable)
    await page.close()
  })

  test('every page is accessible in dark and light, and fits a phone', async () => {
    const incident = (await openStolenRole(suite())).url().replace(suite().demo.running.url, '')
    const pages = [
      '/queue',
      incident,
      '/events',
      '/hand-over',
      '/identities',
      '/tenants',
      '/sources',
      '/rules',
      '/rules?show=packs',
      '/rules?show=own',
      '/sign-in',
    ]
    for (const path of pages) {
      const page = await suite().visitor.open(path)
      await settled(page)
      for (const scheme of ['dark', 'light'] as const) {
        await wear(page, scheme)
        await assertAccessible(page, `${path} in ${scheme}`)
      }
      await page.setViewportSize({ width: 360, height: 800 })
      await assertNoSidewaysScroll(page, path)
      await page.close()
    }
  })
})

/** The title inside a row's text: the link that stands on the page now and is part of it. */
function addressOf(row: Locator): Promise<string | null> {
  return row.getByRole('link').getAttribute('href')
}

/** The page has asked for what it shows and got it. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor(actionable)
  for (const waiting of [/^Reading .*…$/, /^Counting…$/, /^Searching…$/])
    await page
      .getByText(waiting)
      .first()
      .waitFor({ state: 'detached', ...actionable })
}

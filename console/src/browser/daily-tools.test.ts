import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import type { AuditEntry } from '@countersign/api/audit'
import { actionable, describeDemo, queueRows } from './demo-suite.ts'
import { lengthenQueue, longTasks, watchLongTasks } from './long-tasks.ts'
import { assertAccessible, assertNoSidewaysScroll, wear } from './visitor.ts'

const manyRows = 5_000

describeDemo('what analysts work with in a real browser', (suite) => {
  test('a query is completed by keyboard, from the fields and from what arrived', async () => {
    const page = await suite().visitor.open('/events')
    await page.getByTestId('events').getByRole('link').first().waitFor(actionable)
    await page.keyboard.press('/')
    const query = page.getByRole('combobox', { name: 'Query' })
    await query.pressSequentially('acti')
    const offers = page.getByRole('listbox', { name: 'Completions' })
    await offers.getByRole('option', { name: /^action/ }).waitFor(actionable)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await query.pressSequentially('CreateU')
    await offers.getByRole('option', { name: /^CreateUser/ }).waitFor(actionable)
    await assertAccessible(page, 'the completions')
    await page.keyboard.press('Tab')
    assert.equal(await query.inputValue(), 'action:CreateUser ')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=action:CreateUser/)
    await page.close()
  })

  test('columns are chosen and put in order, and the address brings them back', async () => {
    const page = await suite().visitor.open('/events')
    await page.getByTestId('events').getByRole('link').first().waitFor(actionable)
    await page.keyboard.press('Shift+C')
    const box = page.getByRole('dialog', { name: 'Columns' })
    await box.getByRole('checkbox', { name: 'Severity' }).check()
    await box.getByRole('checkbox', { name: 'Tenant' }).uncheck()
    await box.getByRole('button', { name: 'Severity: further to the front' }).click()
    await page.waitForURL(/cols=time,action,outcome,identity,resource,where,severity,format/)
    await assertAccessible(page, 'the columns')
    await page.reload()
    const heads = page.getByTestId('events').getByRole('columnheader')
    await heads.first().waitFor(actionable)
    assert.deepEqual(await heads.allTextContents(), [
      ...['Time', 'Action', 'Outcome', 'Identity', 'Resource', 'From, host', 'Severity', 'Format'],
    ])
    const exported = await page.getByRole('link', { name: 'Export' }).getAttribute('href')
    assert.match(exported ?? '', /^\/api\/events\/export\?/)
    await page.close()
  })

  test('coverage says of each tenant what arrives and what cannot be seen', async () => {
    const source = await suite().demo.running.tenancy.createSource(
      'fernworks' as never,
      'mail gateway',
      'auto',
    )
    assert.ok(source.key.length > 0)
    const page = await suite().visitor.open('/sources')
    await page.getByRole('link', { name: 'Coverage' }).click()
    await page.waitForURL(/show=coverage/)
    const row = page
      .getByRole('table', { name: 'Coverage by tenant' })
      .getByRole('row', { name: /Fernworks/ })
    await row.getByText(/\d+ live, 1 never sent/).waitFor(actionable)
    await row.getByText(/what comes from mail gateway/).waitFor(actionable)
    await assertAccessible(page, 'the coverage')
    await page.setViewportSize({ width: 360, height: 800 })
    await assertNoSidewaysScroll(page, 'the coverage')
    await page.close()
  })

  test('an event says who authorised it, why it could be done, and how to stop it', async () => {
    const page = await suite().visitor.open('/events?tenant=fernworks&q=action%3AAssumeRole*')
    await page.getByTestId('events').getByRole('link').first().click()
    const panel = page.getByTestId('event-panel')
    await panel.getByRole('button', { name: 'Why could it?' }).click()
    await panel.getByRole('heading', { name: 'On whose authority' }).waitFor(actionable)
    await panel.getByRole('heading', { name: 'Mandated, granted, used' }).waitFor(actionable)
    await panel.getByText('this event').first().waitFor(actionable)
    await page.waitForURL(/pane=why/)
    for (const scheme of ['dark', 'light'] as const) {
      await wear(page, scheme)
      await assertAccessible(page, `why an event could be done, in ${scheme}`)
    }
    await page.setViewportSize({ width: 360, height: 800 })
    await assertNoSidewaysScroll(page, 'why an event could be done')
    await page.close()
  })

  test('the audit trail is narrowed to a person and days, and exported as it is shown', async () => {
    const page = await suite().visitor.open('/audit')
    const trail = page.getByRole('table', { name: /^Audit trail/ })
    await trail.waitFor(actionable)
    await page.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Operator' })
    await page.waitForURL(/actor=/)
    const today = new Date().toISOString().slice(0, 10)
    await page.getByLabel('From this day (UTC)').fill(today)
    await page.waitForURL(/from=/)
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const path = await (await waiting).path()
    const entries = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry)
    assert.ok(entries.length > 0)
    assert.deepEqual([...new Set(entries.map(({ actor }) => actor.name))], ['Operator'])
    await page.close()
  })

  test('an incident takes another one up from its own page', async () => {
    const page = await suite().visitor.open('/queue?tenant=fernworks')
    await queueRows(page).first().waitFor(actionable)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/incidents/fernworks/**')
    await page.getByRole('heading', { name: 'Findings', exact: true }).waitFor(actionable)
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox').first().check(actionable)
    await assertAccessible(page, 'the incidents to merge with')
    await dialog.getByRole('button', { name: /^Merge with 1/ }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('One and the same')
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByRole('region', { name: 'Merged into this one' }).waitFor(actionable)
    await page.close()
  })

  test('a rule is tried on two tenants, and the test is opened again later', async () => {
    const page = await suite().visitor.open('/rules?show=own&tenant=fernworks')
    await page.getByRole('button', { name: 'Write an own rule' }).click()
    await page.getByRole('checkbox', { name: 'Lantern Pay' }).check(actionable)
    await page.getByRole('button', { name: 'Try it on the last' }).click()
    await page.getByRole('table', { name: 'Before and after' }).nth(1).waitFor({ timeout: 30_000 })
    await page.goto(`${suite().demo.running.url}/rules?show=tests`)
    const tests = page.getByRole('table', { name: /^Tests/ })
    await tests.getByRole('link', { name: 'What it finds' }).first().click()
    await page.waitForURL(/test=/)
    await page.getByRole('table', { name: 'Before and after' }).nth(1).waitFor(actionable)
    await assertAccessible(page, 'the tests')
    await page.close()
  })

  test('the way out is in the menu of one’s own, and the pages are a menu in a narrow window', async () => {
    const page = await suite().visitor.open('/queue')
    await page.setViewportSize({ width: 360, height: 800 })
    await page.getByRole('button', { name: /^Pages/ }).click()
    await page.getByRole('menuitem', { name: 'Sources' }).click()
    await page.waitForURL('**/sources')
    await page.getByRole('button', { name: /^Menu of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor(actionable)
    await assertAccessible(page, 'the menu of one’s own')
    await page.close()
  })

  test('moving through thousands of rows and opening one', async (context: TestContext) => {
    const page = await suite().visitor.open('/hand-over')
    await lengthenQueue(page, manyRows)
    await page.goto(`${suite().demo.running.url}/queue`)
    await queueRows(page).first().waitFor(actionable)
    await watchLongTasks(page)
    for (let pressed = 0; pressed < 200; pressed += 1) await page.keyboard.press('j')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/incidents/**')
    await page.getByRole('heading', { name: 'Findings', exact: true }).waitFor(actionable)
    const [longest = 0, ...others] = await longTasks(page)
    context.diagnostic(`longest task ${Math.round(longest)} ms; ${others.length} more above 50 ms`)
    await page.close()
  })
})

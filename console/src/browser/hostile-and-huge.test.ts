import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, missingChromium } from './chromium.ts'
import { fillQueue, type HostileTown, openHostileTown, sender, tenantsInTown } from './hostile-town.ts'
import { assertFit } from './settings-town.ts'
import { Visitor } from './visitor.ts'

const missing = missingChromium()
const suiteMaxMs = 300_000
const incidentsInQueue = 5_000

describe('hostile and huge data in a real browser', { skip: missing ?? false, timeout: suiteMaxMs }, () => {
  let town: HostileTown
  let browser: Browser
  let visitor: Visitor

  before(async () => {
    browser = await launchChromium()
    town = await openHostileTown()
    visitor = await Visitor.signIn(browser, await town.running.createSignInLink())
  })

  after(async () => {
    await browser?.close()
    await town?.stop()
  })

  let page: Page
  const open = async (path: string) => {
    await page?.close()
    page = await visitor.open(path)
    page.setDefaultTimeout(20_000)
  }
  const assertNothingRan = async () => {
    assert.deepEqual(visitor.troubles, [])
    assert.equal(await page.locator('main img[src="x"], main script').count(), 0)
  }

  test('a queue of 5,000 rows holds few of them at once, says how many there are, and does nothing that they say', async () => {
    await open('/account')
    await fillQueue(page, incidentsInQueue)
    await page.goto(`${town.running.url}/queue`)
    const rows = page.getByTestId('queue').getByRole('listitem')
    await rows.first().waitFor()
    await page.keyboard.press('End')
    await assertNothingRan()
    assert.ok((await rows.count()) < 100, 'only the rows near the window are there')
    await assertFit(page, 'a queue of hostile rows')
  })

  test('an incident whose actor is markup is explained in its words, and fits a phone', async () => {
    await open(`/queue?tenant=${sender}`)
    await page.getByTestId('queue').getByRole('link').first().click()
    await page.waitForURL('**/incidents/**')
    await page.getByRole('heading', { name: 'Findings', exact: true }).waitFor()
    await assertNothingRan()
    await assertFit(page, 'a hostile incident')
  })

  for (const [name, path] of [
    ['events', `/events?tenant=${sender}`],
    ['identities', `/identities?tenant=${sender}`],
    ['tenants', '/tenants'],
    ['sources', '/sources'],
    ['coverage of all', '/sources?show=coverage'],
    ['coverage of one', `/sources?show=coverage&tenant=${sender}`],
    ['hand-over', '/hand-over'],
    ['people', `/people?tenant=${sender}`],
    ['notifications', `/settings/notifications?tenant=${sender}`],
    ['retention', `/settings/retention?tenant=${sender}`],
    ['groups', '/settings/groups'],
    ['audit', '/audit'],
  ] as const) {
    test(`${name}: ${tenantsInTown} tenants of hostile names are shown and do nothing`, async () => {
      await open(path)
      await page.getByRole('heading', { level: 1 }).or(page.getByRole('combobox')).first().waitFor()
      await page
        .getByText(/^Reading /)
        .first()
        .waitFor({ state: 'detached' })
      await assertNothingRan()
      await assertFit(page, name)
    })
  }

  test('a name that is cut has the whole of it at hand, with what is hidden in it spelled out', async () => {
    await open('/tenants')
    const cut = page.locator('main tbody tr [title]').first()
    await cut.waitFor()
    assert.match((await cut.getAttribute('title')) ?? '', /<script>alert\(2\)<\/script>/)
  })
})

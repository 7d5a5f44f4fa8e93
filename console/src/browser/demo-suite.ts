/** Test code: what every suite against the simulated companies begins with, and how it ends. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchChromium, missingChromium } from './chromium.ts'
import { type DemoPlatform, startDemo } from './demo-platform.ts'
import { Visitor } from './visitor.ts'

/** How long something that follows at once may take. */
export const actionable = { timeout: 10_000 }
/** A browser or server that hangs must not hold up the other tests. */
const suiteMaxMs = 240_000

export type DemoSuite = {
  readonly demo: DemoPlatform
  readonly browser: Browser
  /** An operator administrator, signed in. */
  readonly visitor: Visitor
}

/** A suite of tests on one platform, in one browser; its last test is that nothing went wrong unseen. */
export function describeDemo(name: string, tests: (suite: () => DemoSuite) => void): void {
  describe(name, { skip: missingChromium() ?? false, timeout: suiteMaxMs }, () => {
    const started: { -readonly [Part in keyof DemoSuite]?: DemoSuite[Part] } = {}
    const suite = () => started as DemoSuite
    before(async () => {
      // One after the other: whichever is open when the next fails is closed below.
      started.browser = await launchChromium()
      started.demo = await startDemo()
      started.visitor = await Visitor.signIn(started.browser, await started.demo.running.createSignInLink())
    })
    after(async () => {
      await started.browser?.close()
      await started.demo?.stop()
    })
    tests(suite)
    test('nothing went wrong unseen on any of these pages', () => {
      assert.deepEqual(suite().visitor.troubles, [])
    })
  })
}

export function queueRows(page: Page): Locator {
  return page.getByTestId('queue').getByRole('listitem')
}

/** The queue, once it shows something. */
export async function openQueue({ visitor }: DemoSuite, path = '/queue'): Promise<Page> {
  const page = await visitor.open(path)
  await queueRows(page).first().waitFor()
  return page
}

/** From the queue to the stolen role's incident, by keyboard alone. */
export async function openStolenRole(suite: DemoSuite): Promise<Page> {
  const page = await openQueue(suite, '/queue?tenant=fernworks&text=ci-deploy')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/incidents/fernworks/**')
  await page.getByRole('heading', { level: 1, name: /ci-deploy/ }).waitFor()
  return page
}

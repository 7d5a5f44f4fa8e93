/** Test code: a signed-in person at a browser, and what is asked of every page they see. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Opens pages in one session and keeps what went wrong on any of them. */
export class Visitor {
  readonly #context: BrowserContext
  readonly #origin: string
  /** Script errors, refusals by the content security policy, and dialogs that content opened. */
  readonly troubles: string[] = []

  private constructor(context: BrowserContext, origin: string) {
    this.#context = context
    this.#origin = origin
  }

  /** Signs in by the link, as a person does. */
  static async signIn(browser: Browser, link: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const visitor = new Visitor(context, new URL(link).origin)
    const page = await visitor.#newPage()
    await page.goto(link)
    // A link is no way to sign in for good, so the console first asks for one.
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.waitForURL('**/queue')
    await page.close()
    return visitor
  }

  async open(path: string): Promise<Page> {
    const page = await this.#newPage()
    await page.goto(this.#origin + path)
    return page
  }

  async #newPage(): Promise<Page> {
    const page = await this.#context.newPage()
    page.on('pageerror', (error) => this.troubles.push(error.message))
    page.on('dialog', (dialog) => {
      this.troubles.push(`a dialog said ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.troubles.push(message.text())
    })
    return page
  }

  close(): Promise<void> {
    return this.#context.close()
  }
}

/** Puts the page into a colour scheme; every colour hangs on this attribute. */
export async function wear(page: Page, scheme: 'dark' | 'light'): Promise<void> {
  await page.evaluate(`document.documentElement.dataset.mantineColorScheme = '${scheme}'`)
}

/** WCAG 2.2 A and AA, as far as axe can tell. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  // By the debugger's door: the page's own policy lets no foreign script in.
  await page.evaluate(axeSource)
  const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(wcag)} })`)) as {
    violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[]
  }
  const told = found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 160)}`,
  )
  assert.deepEqual(told, [], name)
}

/** Nothing is wider than the window, neither the page nor its scrolling part. */
export async function assertNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const extra = await page.evaluate(
    `Math.max(...[...document.querySelectorAll('html, main')].map((box) => box.scrollWidth - box.clientWidth))`,
  )
  assert.equal(extra, 0, `${name} is wider than the window`)
}

/** `npm run screenshots`: every page of the console, in both colour schemes, from the simulated companies. */
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchChromium } from '../console/src/browser/chromium.ts'
import { cloudTrail, startDemo } from '../console/src/browser/demo-platform.ts'
import {
  account,
  askAs,
  fillIdentities,
  inviteApprover,
  mara,
} from '../console/src/browser/filled-identities.ts'
import { fillSettings } from '../console/src/browser/filled-settings.ts'
import { Visitor, wear } from '../console/src/browser/visitor.ts'

const folder = process.env.SCREENSHOTS_FOLDER ?? new URL('../docs/images', import.meta.url).pathname
const desktop = { width: 1280, height: 800 }
const phone = { width: 360, height: 800 }
const setMaxBytes = 6_000_000
const schemes = ['light', 'dark'] as const
/** A page that has not read its data by then will not. */
const settleMaxMs = 60_000

type Shot = {
  readonly name: string
  readonly path: string
  /** What must be there before the picture is taken: a selector. */
  readonly shows: string
  readonly onPhone?: true
}

/** `node tools/screenshots.ts queue`: only pages whose name holds it. */
const wanted = process.argv[2]

const demo = await startDemo()
const browser = await launchChromium()
try {
  const visitor = await Visitor.signIn(browser, await demo.running.createSignInLink())
  await demo.send('fernworks', 'trail', nightsOf('mara'))
  const approver = await Visitor.signIn(browser, await inviteApprover(visitor))
  await fillSettings(visitor)
  await fillIdentities(visitor, approver, demo.running.url)
  await approver.close()
  await followFrameworks(visitor)
  mkdirSync(folder, { recursive: true })
  for (const shot of await shotsOf(visitor)) {
    if (wanted === undefined || shot.name.includes(wanted)) await take(visitor, shot)
  }
  await visitor.close()
  await takeSignIn()
} finally {
  await browser.close()
  await demo.stop()
}
tellSize()

async function shotsOf(visitor: Visitor): Promise<readonly Shot[]> {
  const page = await visitor.open('/queue?tenant=fernworks&text=ci-deploy')
  const row = page.getByTestId('queue').getByRole('link').first()
  const incident = (await row.getAttribute('href')) ?? ''
  await page.close()
  const rows = 'main tbody tr'
  return [
    { name: 'queue', path: '/queue', shows: '[data-testid=queue] li', onPhone: true },
    { name: 'incident', path: incident, shows: 'main h1', onPhone: true },
    { name: 'events', path: '/events', shows: rows, onPhone: true },
    { name: 'identities', path: '/identities', shows: rows },
    {
      name: 'identity',
      path: `/identities/fernworks/${encodeURIComponent(mara)}`,
      shows: '[aria-label="Escalation paths"]',
    },
    { name: 'mandates', path: '/identities/mandates?tenant=fernworks', shows: rows },
    {
      name: 'who-can',
      path: '/identities/who-can?tenant=fernworks&action=s3:GetObject&resource=arn:aws:s3:::ledger/2026.csv',
      shows: rows,
    },
    {
      name: 'configurations',
      path: `/identities/configurations?tenant=fernworks&open=${account}`,
      shows: '[aria-label="Difference"]',
    },
    { name: 'signals', path: '/identities/signals?tenant=fernworks', shows: rows },
    { name: 'compliance', path: '/compliance?tenant=fernworks', shows: rows },
    { name: 'tenants', path: '/tenants', shows: rows },
    { name: 'sources', path: '/sources', shows: rows },
    { name: 'coverage', path: '/sources?show=coverage&tenant=fernworks', shows: '#tactics' },
    { name: 'rules', path: '/rules', shows: rows },
    { name: 'rule-packs', path: '/rules?show=packs', shows: rows },
    { name: 'hand-over', path: '/hand-over', shows: 'main h1' },
    { name: 'people', path: '/people', shows: rows },
    { name: 'keys', path: '/keys?tenant=fernworks', shows: rows },
    { name: 'audit', path: '/audit', shows: rows },
    { name: 'account', path: '/account', shows: 'main section' },
    { name: 'settings', path: '/settings', shows: 'main h1' },
    { name: 'notifications', path: '/settings/notifications?tenant=fernworks', shows: rows },
    { name: 'brand', path: '/settings/brand', shows: '[data-testid=preview-dark]' },
    { name: 'retention', path: '/settings/retention', shows: 'main h1' },
    { name: 'groups', path: '/settings/groups', shows: rows },
    { name: 'sign-on', path: '/settings/sign-on', shows: 'main h1' },
    { name: 'contact', path: '/settings/contact?tenant=fernworks', shows: 'main form' },
  ]
}

async function followFrameworks(visitor: Visitor): Promise<void> {
  const frameworks = ['nis2', 'gdpr', 'nis2-2024-2690'].map((frameworkId) => ({ frameworkId }))
  await askAs(visitor, 'PUT', '/api/tenants/fernworks/compliance/frameworks', { frameworks })
}

/** Two weeks in which somebody did the same every night: enough to propose a mandate from. */
function nightsOf(user: string): readonly string[] {
  const nightMs = 24 * 3_600_000
  return Array.from({ length: 14 }, (_, night) =>
    cloudTrail('GetBucketPolicy', user, Date.now() - night * nightMs),
  )
}

async function take(visitor: Visitor, shot: Shot): Promise<void> {
  const page = await visitor.open(shot.path)
  await page.setViewportSize(desktop)
  await page.locator(shot.shows).first().waitFor({ timeout: settleMaxMs })
  await takeBoth(page, shot.name)
  if (shot.onPhone) {
    await page.setViewportSize(phone)
    await takeBoth(page, `${shot.name}-phone`)
  }
  await page.close()
}

async function takeSignIn(): Promise<void> {
  if (wanted !== undefined && !'sign-in'.includes(wanted)) return
  const page = await browser.newPage({ viewport: desktop })
  await page.goto(`${demo.running.url}/sign-in`)
  await page.getByRole('heading').first().waitFor()
  await takeBoth(page, 'sign-in')
}

async function takeBoth(page: Page, name: string): Promise<void> {
  // The live feed is one request that never ends, so the network is never idle; what is read is told on the page.
  await page
    .getByText(/^(Reading|Asking)\b/)
    .first()
    .waitFor({ state: 'detached', timeout: settleMaxMs })
  await page.evaluate('document.fonts.ready')
  for (const scheme of schemes) {
    await wear(page, scheme)
    await page.screenshot({
      path: join(folder, `${name}-${scheme}.png`),
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
    })
  }
}

/** Pictures weigh on everybody who clones. */
function tellSize(): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.png'))
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  console.log(`${files.length} pictures, ${(bytes / 1e6).toFixed(1)} MB`)
  if (bytes > setMaxBytes) throw new Error(`The pictures are larger than ${setMaxBytes / 1e6} MB together`)
}

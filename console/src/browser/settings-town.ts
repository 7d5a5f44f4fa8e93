/** Test code: an empty platform with tenants of hostile and ordinary names, and people at its settings. */
import { join } from 'node:path'
import { type RunningPlatform, startPlatform } from '@countersign/server/main'
import { openReceiver, type Receiver } from '@countersign/server/notification/test-receivers'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { temporaryFolder } from '@countersign/server/platform/test-server'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { assertAccessible, assertNoSidewaysScroll, Visitor, wear } from './visitor.ts'

export type SettingsTown = {
  readonly running: RunningPlatform
  readonly browser: Browser
  /** Where webhooks of this town may go. */
  readonly receiver: Receiver
  /** Sends lines as a shipper of the tenant would, from a source that it makes for them. */
  readonly send: (tenantId: string, lines: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

const towns = {
  fernworks: 'Fernworks',
  'meadow-shop': 'Meadow <b>Shop</b> & “Sons” ﷽',
  'very-long': 'A customer whose name is as long as any may be, to see what gives way to it first',
}

export async function openSettingsTown(): Promise<SettingsTown> {
  const folder = temporaryFolder('settings')
  const receiver = await openReceiver()
  const flags = {
    data: join(folder.path, 'data'),
    port: '0',
    'log-level': 'silent',
    'webhook-allow': receiver.host,
  }
  const running = await startPlatform({ config: readConfig({}, flags) })
  for (const [tenantId, name] of Object.entries(towns))
    await running.tenancy.createTenant(tenantId as TenantId, name)
  const browser = await launchChromium()
  return {
    running,
    browser,
    receiver,
    send: (tenantId, lines) => send(running, tenantId as TenantId, lines),
    stop: async () => {
      await browser.close()
      await running.stop()
      await receiver.close()
      folder.remove()
    },
  }
}

async function send(running: RunningPlatform, tenantId: TenantId, lines: readonly string[]): Promise<void> {
  const { source, key } = await running.tenancy.createSource(tenantId, 'trail', 'auto')
  const response = await fetch(`${running.url}/ingest/${source.sourceId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  })
  if (!response.ok) throw new Error(`intake answered ${response.status}: ${await response.text()}`)
}

export async function operatorOf({ browser, running }: SettingsTown): Promise<Visitor> {
  return Visitor.signIn(browser, await running.createSignInLink())
}

/** Invites somebody on the People page, and answers the link that is shown once. */
export async function invite(
  page: Page,
  name: string,
  role: string,
): Promise<{ readonly link: string; readonly email: string }> {
  const email = `${name.toLowerCase()}@town.test`
  await button(page, 'Invite a person').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Role').selectOption(role)
  await button(dialog, 'Invite').click()
  const link = (await dialog.getByTestId('shown-once').textContent()) ?? ''
  await button(dialog, 'I have the link').click()
  await dialog.waitFor({ state: 'hidden' })
  return { link, email }
}

export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole('button', { name, exact: true })
}

/** Fits a phone, and accessible in both schemes. */
export async function assertFit(page: Page, name: string): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) {
    await wear(page, scheme)
    await assertAccessible(page, `${name} in ${scheme}`)
  }
  const before = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: 360, height: 800 })
  await assertNoSidewaysScroll(page, name)
  await page.setViewportSize(before)
}

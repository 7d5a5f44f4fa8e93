/** Test code: a whole platform with one tenant, and limits of the test's own. */
import { join } from 'node:path'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { readConfig } from '../config.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Browser, signedIn, signedInAs, temporaryFolder } from '../test-server.ts'

export type TestApi = {
  readonly running: RunningPlatform
  readonly operator: Browser
  /** A second person, who sees the tenant too. */
  readonly colleague: Browser
  readonly skip: (milliseconds: number) => void
  readonly stop: () => Promise<void>
}

export async function startTestApi(flags: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const folder = temporaryFolder('api')
  const config = readConfig(
    {},
    { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent', ...flags },
  )
  let skippedMs = 0
  const clock = { now: () => Date.now() + skippedMs }
  const running = await startPlatform({ config, clock, consoleFolder: join(folder.path, 'none') })
  await running.tenancy.createTenant('shop' as TenantId, 'Shop')
  const operator = await signedIn(running.url, await running.createSignInLink())
  const colleague = await signedInAs(running.url, running.platform, {
    personId: 'colleague',
    name: 'Colleague',
    role: 'operator-admin',
    tenantIds: ['shop'],
  })
  return {
    running,
    operator,
    colleague,
    skip: (milliseconds) => {
      skippedMs += milliseconds
    },
    stop: () => running.stop().finally(folder.remove),
  }
}

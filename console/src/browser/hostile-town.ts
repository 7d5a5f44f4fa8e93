/** Test code: a platform of many tenants whose names and logs are as long and as hostile as they may be. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { IncidentPage } from '@countersign/api/incident'
import { type RunningPlatform, startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { temporaryFolder } from '@countersign/server/platform/test-server'
import type { Page } from 'playwright-core'
import { cloudTrail } from './demo-platform.ts'

export const tenantsInTown = 300
const nameMaxChars = 120
const longChars = 1_000
const waitMaxMs = 40_000

/** Markup, a script, an override of direction, control characters, an emoji of several parts, and what looks like a template. */
const hostileText =
  '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202Eexe.txt\u0007\u200B👩‍👩‍👧‍👦{{7*7}}'
/** One word, so that nothing breaks it; it ends in something to look for. */
const longWord = `${'w'.repeat(longChars - 3)}end`
const tenantNames = [hostileText, longWord, '‮עברית ﷽', '👩‍👩‍👧‍👦 Family & “Sons”', 'ﷺ'.repeat(nameMaxChars)]

export type HostileTown = {
  readonly running: RunningPlatform
  readonly stop: () => Promise<void>
}

export async function openHostileTown(): Promise<HostileTown> {
  const folder = temporaryFolder('hostile')
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const running = await startPlatform({ config })
  const stop = async () => {
    await running.stop()
    folder.remove()
  }
  try {
    for (let at = 0; at < tenantsInTown; at += 1) await running.tenancy.createTenant(tenantId(at), nameOf(at))
    await sendHostile(running)
    return { running, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The tenant that sent something. */
export const sender = tenantId(0)

function tenantId(at: number): TenantId {
  return `tenant-${String(at).padStart(3, '0')}` as TenantId
}

function nameOf(at: number): string {
  return (tenantNames[at % tenantNames.length] ?? '').slice(0, nameMaxChars)
}

async function sendHostile(running: RunningPlatform): Promise<void> {
  const { source, key } = await running.tenancy.createSource(sender, 'trail', 'auto')
  const lines = [hostileText, longWord].map((user, at) =>
    cloudTrail('StopLogging', user, Date.now() - at * 1000),
  )
  const response = await fetch(`${running.url}/ingest/${source.sourceId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  })
  if (!response.ok) throw new Error(`intake answered ${response.status}: ${await response.text()}`)
  for (const until = Date.now() + waitMaxMs; Date.now() < until; await sleep(200)) {
    if ((await running.incidents.list([sender], {})).items.length > 0) return
  }
  throw new Error('What was sent led to no incident')
}

/** Makes the queue that the page asks for `count` rows long, all of them with hostile titles. */
export async function fillQueue(page: Page, count: number): Promise<void> {
  await page.route(/\/api\/incidents\?/, async (route) => {
    const asked = new URL(route.request().url())
    const from = Number(asked.searchParams.get('cursor') ?? 0)
    const limit = Number(asked.searchParams.get('limit'))
    asked.searchParams.delete('cursor')
    const real = (await (await route.fetch({ url: asked.href })).json()) as IncidentPage
    const [first] = real.items
    if (first === undefined) throw new Error('The queue is empty')
    const items = Array.from({ length: Math.max(0, Math.min(limit, count - from)) }, (_, at) => ({
      ...first,
      tenantId: tenantId((from + at) % tenantsInTown),
      incidentId: (from + at).toString(16).padStart(32, '0'),
      title: at % 2 === 0 ? `${hostileText} ${longWord}` : longWord,
      statement: longWord,
      assignee: hostileText.slice(0, nameMaxChars),
    }))
    const more = from + limit < count ? { nextCursor: `${from + limit}` } : {}
    await route.fulfill({ json: { items, counts: real.counts, ...more } })
  })
}

/** Test code: how long the page was deaf to the reader, as the browser itself tells it. */
import type { IncidentPage } from '@countersign/api/incident'
import type { Page } from 'playwright-core'

/** Begins to note tasks of more than 50 ms (W3C Long Tasks); call it before what is watched. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(`
    globalThis.longTasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration)
    }).observe({ type: 'longtask' })`)
}

/** Milliseconds, longest first. */
export async function longTasks(page: Page): Promise<readonly number[]> {
  return (await page.evaluate('globalThis.longTasks.toSorted((a, b) => b - a)')) as number[]
}

/** Makes the queue that the page asks for `count` rows long: copies of its first one, under other ids. */
export async function lengthenQueue(page: Page, count: number): Promise<void> {
  await page.route(/\/api\/incidents\?/, async (route) => {
    const asked = new URL(route.request().url())
    const from = Number(asked.searchParams.get('cursor') ?? 0)
    const limit = Number(asked.searchParams.get('limit'))
    asked.searchParams.delete('cursor')
    const real = (await (await route.fetch({ url: asked.href })).json()) as IncidentPage
    const [first] = real.items
    if (first === undefined) throw new Error('The queue is empty')
    const copies = Array.from({ length: Math.max(0, Math.min(limit, count - from)) }, (_, at) =>
      from + at === 0 ? first : { ...first, incidentId: (from + at).toString(16).padStart(32, '0') },
    )
    const more = from + limit < count ? { nextCursor: `${from + limit}` } : {}
    await route.fulfill({ json: { items: copies, counts: real.counts, ...more } })
  })
}

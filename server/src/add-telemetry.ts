import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'

/**
 * Part of the composition root: spans and metrics to a collector. Loaded only when one is configured, because the SDK costs
 * time and memory. Closed after whatever it tells of.
 */
export async function addTelemetry(app: App, platform: Platform, close: Closer): Promise<void> {
  const { telemetry } = platform.config
  if (telemetry === undefined) return
  const [{ openExport }, { addHttpSpans }] = await Promise.all([
    import('./platform/trace/open-export.ts'),
    import('./platform/http/http-spans.ts'),
  ])
  close.add(openExport({ ...platform, telemetry }).close)
  addHttpSpans(app)
}

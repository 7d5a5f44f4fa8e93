import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Tells that a source delivered, each source at most once in `everyMilliseconds`, the last delivery included. */
export type SourceNotice = {
  readonly delivered: (tenantId: TenantId, sourceId: string) => void
  readonly close: () => void
}

const everyMilliseconds = 1000

export function sourceNotice(tell: (tenantId: TenantId, sourceId: string) => void): SourceNotice {
  const quiet = new Map<string, { again: boolean; readonly timer: NodeJS.Timeout }>()

  const delivered = (tenantId: TenantId, sourceId: string): void => {
    const key = `${tenantId}/${sourceId}`
    const pending = quiet.get(key)
    if (pending !== undefined) {
      pending.again = true
      return
    }
    const timer = setTimeout(() => {
      const again = quiet.get(key)?.again === true
      quiet.delete(key)
      if (again) delivered(tenantId, sourceId)
    }, everyMilliseconds)
    timer.unref()
    quiet.set(key, { again: false, timer })
    tell(tenantId, sourceId)
  }
  return {
    delivered,
    close: () => {
      for (const { timer } of quiet.values()) clearTimeout(timer)
      quiet.clear()
    },
  }
}

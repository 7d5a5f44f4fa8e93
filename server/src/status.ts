import process from 'node:process'
import { sql } from 'kysely'
import type { Rules } from './detection/service.ts'
import type { Platform } from './platform/platform.ts'
import type { State } from './platform/state/state.ts'
import { version } from './platform/version.ts'
import type { TenancyService } from './tenancy/service.ts'

export type StoreStatus = {
  readonly kind: string
  readonly status: 'up' | 'down'
  /** Of the engine, when it is up. */
  readonly version?: string
  readonly reason?: string
}

/** A source over the last day, by when its lines arrived. */
export type SourceStatus = {
  readonly tenantId: string
  readonly name: string
  readonly createdAt: string
  readonly lastSeenAt: string | null
  readonly eventsLastDay: number
  readonly unparsedLastDay: number
}

/** How a running server is, for the person at the machine: answered over the control socket only. */
export type PlatformStatus = {
  readonly version: string
  readonly node: string
  readonly pid: number
  readonly url: string
  readonly nowMs: number
  readonly residentBytes: number
  readonly lake: StoreStatus
  readonly state: StoreStatus
  readonly tenants: number
  readonly sources: readonly SourceStatus[]
  readonly rules: RulesStatus
}

export type RulesStatus = {
  readonly running: number
  readonly packs: readonly {
    readonly name: string
    readonly origin: string
    readonly rules: number
    readonly installedAt: string
  }[]
  readonly refused: readonly {
    readonly pack: string
    readonly path: string
    readonly title: string | null
    readonly reason: string
  }[]
}

export type StatusParts = {
  readonly platform: Platform
  readonly tenancy: TenancyService
  readonly rules: Rules
  readonly url: string
}

export async function platformStatus({
  platform,
  tenancy,
  rules,
  url,
}: StatusParts): Promise<PlatformStatus> {
  const [lake, state] = await Promise.all([lakeStatus(platform), stateStatus(platform.state)])
  const up = lake.status === 'up' && state.status === 'up'
  const tenantIds = up ? await tenancy.tenantIds() : []
  return {
    version,
    node: process.versions.node,
    pid: process.pid,
    url,
    nowMs: platform.clock.now(),
    residentBytes: process.memoryUsage.rss(),
    lake,
    state,
    tenants: tenantIds.length,
    sources: await sourcesInUse(tenancy, tenantIds),
    rules: rulesStatus(rules),
  }
}

async function lakeStatus({ lake }: Platform): Promise<StoreStatus> {
  const health = await lake.health()
  return health.kind === 'up'
    ? { kind: lake.kind, status: 'up', version: health.version }
    : { kind: lake.kind, status: 'down', reason: health.reason }
}

async function stateStatus(state: State): Promise<StoreStatus> {
  try {
    const rows = await state.asOperator((tx) =>
      sql<{ version: string }>`SELECT current_setting('server_version') AS version`.execute(tx),
    )
    return { kind: state.kind, status: 'up', version: rows.rows[0]?.version ?? 'unknown' }
  } catch (error) {
    return { kind: state.kind, status: 'down', reason: (error as Error).message }
  }
}

async function sourcesInUse(
  tenancy: TenancyService,
  tenantIds: Awaited<ReturnType<TenancyService['tenantIds']>>,
): Promise<readonly SourceStatus[]> {
  const sources = await tenancy.sources(tenantIds)
  return sources
    .filter(({ source }) => source.revokedAt === null)
    .map(({ source, rates }) => ({
      tenantId: source.tenantId,
      name: source.name,
      createdAt: source.createdAt.toISOString(),
      lastSeenAt: rates.lastSeenAt,
      eventsLastDay: rates.eventsLastDay,
      unparsedLastDay: rates.unparsedLastDay,
    }))
}

export function rulesStatus(rules: Rules): RulesStatus {
  const { packs, catalogue } = rules.library()
  const perPack = new Map<string, number>()
  for (const { header } of catalogue.rules.values())
    perPack.set(header.origin.pack, (perPack.get(header.origin.pack) ?? 0) + 1)
  return {
    running: catalogue.rules.size,
    packs: packs.map(({ pack, origin, installed_at }) => ({
      name: pack,
      origin,
      rules: perPack.get(pack) ?? 0,
      installedAt: installed_at.toISOString(),
    })),
    refused: catalogue.refused.map(({ pack, path, title, reason }) => ({
      pack,
      path,
      title: title ?? null,
      reason,
    })),
  }
}

import { addExchangeRoutes } from './identity/signal/exchange-routes.ts'
import { scheduleSignals } from './identity/signal/jobs.ts'
import { openRiskBoard } from './identity/signal/risk-board.ts'
import { openSignals, type SignalParts, type Signals } from './identity/signal/service.ts'
import { addSignalRoutes } from './identity/signal/signal-routes.ts'
import { addStreamRoutes } from './identity/signal/stream-routes.ts'
import type { Intake } from './intake/service.ts'
import type { PeopleService } from './people/service.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import { systemResolve } from './platform/egress/ask-outside.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { StateTransaction } from './platform/state/state.ts'
import type { SourceId, TenantId } from './platform/tenancy/tenant-id.ts'
import type { TenancyService } from './tenancy/service.ts'

export type SignalPorts = {
  readonly tenancy: TenancyService
  readonly people: PeopleService
  /** Opened after whoever tells signals: asked for when the first one is to be stored. */
  readonly intake: () => Intake | undefined
}

/** Part of the composition root: shared signals stand between intake, which stores them, and whoever tells or heeds them. */
export async function addSignals(
  app: App,
  platform: Platform,
  { tenancy, people, intake }: SignalPorts,
  close: Closer,
): Promise<Signals & { readonly levelOf: Awaited<ReturnType<typeof openRiskBoard>>['levelOf'] }> {
  const { config, jobs, log, state } = platform
  const { limits, notification, publicUrl } = config
  const { tenantIds } = tenancy
  const baseUrl = () => publicUrl ?? app.listeningOrigin
  const signals = openSignals({
    ...platform,
    limits,
    box: secretBox(...sealingKeys(config.sealingKeys, platform.dataDir.secretKey)),
    baseUrl,
    tenantIds,
    outside: {
      register: platform.egress,
      resolve: systemResolve,
      allowed: notification.allowedHosts,
      timeoutSeconds: limits.signalTimeoutSeconds,
    },
    storeEvents: storeIn(platform, intake),
  })
  const failed = (error: unknown) => log.warn({ err: error }, 'risks were not read again')
  const board = await openRiskBoard({ state, tenantIds, failed })
  close.add(board.close)
  addSignalRoutes(app, signals)
  addStreamRoutes(app, signals)
  await addExchangeRoutes(app, {
    signals,
    baseUrl,
    limits,
    tenantIds,
    resolveApiKey: people.apiKeys.resolve,
  })
  const stop = await scheduleSignals(jobs, signals, tenantIds, limits.signalPollEverySeconds)
  close.add(async () => stop())
  return { ...signals, levelOf: board.levelOf }
}

/** As if a shipper had sent them: read, matched and stored like every other event. */
function storeIn({ region }: Platform, intake: SignalPorts['intake']): SignalParts['storeEvents'] {
  return async (tenantId, { sourceId, sourceName, batchKey, lines }) => {
    const opened = intake()
    if (opened === undefined) throw new Error('intake is not open yet')
    const text = Buffer.from(lines)
    const memory = new SharedArrayBuffer(text.length)
    new Uint8Array(memory).set(text)
    const source = { kind: 'source', tenantId, region, sourceName, format: 'ocsf' } as const
    await opened.receive(
      { ...source, sourceId: sourceId as SourceId },
      { framing: 'records', encoding: 'identity', body: { memory, bytes: text.length }, batchKey },
    )
  }
}

/** Below what tells signals, and opened after it: nothing is told before. */
export type LaterSignals = {
  readonly bind: (signals: Signals) => void
  readonly sessionRevoked: (
    tx: StateTransaction,
    tenantId: TenantId,
    identityKey: string,
    reason: string,
  ) => Promise<void>
}

export function laterSignals(): LaterSignals {
  let bound: Signals | undefined
  return {
    bind: (signals) => {
      bound = signals
    },
    sessionRevoked: async (...told) => bound?.sessionRevoked(...told),
  }
}

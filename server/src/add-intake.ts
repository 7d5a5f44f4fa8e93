import type { Receipts } from './evidence/receipts.ts'
import { sourceChannel } from './incident/stream.ts'
import { meteredIntake } from './intake/metered-intake.ts'
import type { FindingSink, RuleSource } from './intake/ports.ts'
import { receiptedIntake } from './intake/receipted-intake.ts'
import { addIntakeRoutes } from './intake/routes.ts'
import { type Intake, openIntake } from './intake/service.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenancyService } from './tenancy/service.ts'

type IntakePorts = {
  readonly tenancy: TenancyService
  readonly findingSink: FindingSink
  readonly rules: RuleSource
  readonly receipts: Receipts
}

/** Part of the composition root: receivers, and who is told of what they took in. */
export async function addIntake(
  app: App,
  platform: Platform,
  { tenancy, findingSink, rules, receipts }: IntakePorts,
  close: Closer,
): Promise<Intake> {
  const { state, log, clock } = platform
  const { limits } = platform.config
  const intake = openIntake({
    ...platform,
    limits,
    rules,
    findingSink,
    findSource: tenancy.source,
    tellSource: (tenantId, sourceId) => {
      state
        .notify(sourceChannel, JSON.stringify({ tenantId, sourceId }))
        .catch((error: unknown) => log.warn({ err: error }, 'nobody was told of a delivery'))
    },
  })
  close.add(intake.close)
  const metered = meteredIntake(intake, platform.metrics, platform.config.metrics.showTenants)
  const receipted = receiptedIntake(metered, clock.now, receipts.received)
  await addIntakeRoutes(app, { intake: receipted, authenticate: tenancy.authenticateSourceKey, limits })
  return intake
}

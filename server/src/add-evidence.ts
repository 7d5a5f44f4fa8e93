import { auditEvidence } from './audit/evidence-source.ts'
import { beat, type ListenedSource } from './evidence/heartbeats.ts'
import { scheduleHeartbeats } from './evidence/jobs.ts'
import { openReceipts, type Receipts } from './evidence/receipts.ts'
import { type Evidence, openEvidence, type PackAdditions } from './evidence/service.ts'
import { decisionEvidence } from './identity/decision/evidence-source.ts'
import { incidentEvidence } from './incident/evidence-sources.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import { localKeys } from './platform/keys/key-provider.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { TenancyService } from './tenancy/service.ts'
import { sourcesInSight } from './tenancy/source-store.ts'

/** The name that logs begin with when no public address is set: a server that is reached at its own machine alone. */
const hostDefault = 'countersign.local'

export type EvidenceFeature = {
  readonly evidence: Evidence
  readonly receipts: Receipts
  /** What features above put into packs: each adds its own here. */
  readonly additions: PackAdditions[]
}

/** Part of the composition root: one log for each tenant, and what flows into it. */
export async function addEvidence(
  platform: Platform,
  tenancy: TenancyService,
  close: Closer,
): Promise<EvidenceFeature> {
  const { config, dataDir, jobs, log } = platform
  const { limits, publicUrl } = config
  const { tenantIds } = tenancy
  const box = secretBox(...sealingKeys(config.sealingKeys, dataDir.secretKey))
  const additions: PackAdditions[] = []
  const evidence = openEvidence({
    ...platform,
    box,
    tenantIds,
    keyProvider: localKeys(box),
    folder: dataDir.evidence,
    host: publicUrl === undefined ? hostDefault : new URL(publicUrl).host,
    openMax: limits.evidenceLogsOpenMax,
    passEveryMilliseconds: limits.evidencePassMilliseconds,
    additions: () => additions,
    recordsMax: limits.packRecordsMax,
    witnesses: async () => [],
    sources: [auditEvidence, decisionEvidence, ...incidentEvidence],
  })
  close.add(evidence.close)
  const receipts = openReceipts({ ...platform, everySeconds: limits.evidenceReceiptSeconds })
  close.add(receipts.close)
  const recovering = receipts
    .recover(await tenantIds())
    .catch((error) => log.warn({ err: error }, 'receipts of before the start are missing'))
  close.add(() => recovering)
  const everySeconds = limits.evidenceHeartbeatSeconds
  const sourcesOf = (tenantId: TenantId) => listenedSources(platform, tenantId)
  const stop = await scheduleHeartbeats(
    jobs,
    everySeconds,
    (tenantId) => beat({ ...platform, everySeconds, sourcesOf }, tenantId),
    tenantIds,
  )
  close.add(async () => stop())
  return { evidence, receipts, additions }
}

async function listenedSources({ state }: Platform, tenantId: TenantId): Promise<readonly ListenedSource[]> {
  const sources = await state.forTenant(tenantId, sourcesInSight)
  return sources.filter(({ revokedAt }) => revokedAt === null)
}

import { auditEvidence } from './audit/evidence-source.ts'
import { addEvidenceMetrics } from './evidence/evidence-metrics.ts'
import { beat, type ListenedSource } from './evidence/heartbeats.ts'
import { scheduleHeartbeats, scheduleWitnesses } from './evidence/jobs.ts'
import { openReceipts, type Receipts } from './evidence/receipts.ts'
import { type Evidence, openEvidence, type PackAdditions } from './evidence/service.ts'
import { openWitnesses, type PostOutside, type Witnesses, witnessKeys } from './evidence/witness/witnesses.ts'
import { decisionEvidence } from './identity/decision/evidence-source.ts'
import { incidentEvidence } from './incident/evidence-sources.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import { askOutside, systemResolve } from './platform/egress/ask-outside.ts'
import { localKeys } from './platform/keys/key-provider.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { TenancyService } from './tenancy/service.ts'
import { sourcesInSight } from './tenancy/source-store.ts'
import { triageEvidence } from './triage/evidence-source.ts'

/** The name that logs begin with when no public address is set: a server that is reached at its own machine alone. */
const hostDefault = 'countersign.local'

export type EvidenceFeature = {
  readonly evidence: Evidence
  readonly witnesses: Witnesses
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
    witnesses: (tenantId) => witnessKeys(platform.state, tenantId),
    sources: [auditEvidence, decisionEvidence, ...incidentEvidence, triageEvidence],
  })
  close.add(evidence.close)
  addEvidenceMetrics({ ...platform, evidence, tenantIds })
  const witnesses = openWitnesses({
    ...platform,
    logs: () => evidence.tenantLogs,
    post: postOutside(platform),
  })
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
  const stopWitnesses = await scheduleWitnesses(
    jobs,
    limits.evidenceWitnessSeconds,
    witnesses.cosign,
    tenantIds,
  )
  close.add(async () => stopWitnesses())
  return { evidence, witnesses, receipts, additions }
}

async function listenedSources({ state }: Platform, tenantId: TenantId): Promise<readonly ListenedSource[]> {
  const sources = await state.forTenant(tenantId, sourcesInSight)
  return sources.filter(({ revokedAt }) => revokedAt === null)
}

const witnessAnswerMaxBytes = 64 * 1024

/** One line of the log each time something leaves: of which tenant, where to, for what. */
function postOutside({ config, egress, log }: Platform): PostOutside {
  const { limits, notification } = config
  const outside = {
    register: egress,
    resolve: systemResolve,
    allowed: notification.allowedHosts,
    timeoutSeconds: limits.evidenceWitnessTimeoutSeconds,
  }
  return async (tenantId, url, body) => {
    log.debug({ tenantId, host: new URL(url).host, bytes: body.length }, 'a checkpoint leaves for a witness')
    const answer = await askOutside(outside, { tenantId, purpose: 'witness' }, url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
      answerMaxBytes: witnessAnswerMaxBytes,
    })
    if (answer.kind === 'failed') throw new Error(answer.error)
    return { status: answer.status, body: answer.text }
  }
}

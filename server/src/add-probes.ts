import { statfs } from 'node:fs/promises'
import type { Audit } from './audit/service.ts'
import { verifyBackup } from './backup/verify-backup.ts'
import type { Clocks } from './compliance/clocks/service.ts'
import { findChoices } from './compliance/control-store.ts'
import type { Probe, ProbeWindow } from './compliance/probe.ts'
import { type AccessReads, accessProbes, credentialAgeMaxMs } from './compliance/probes/access-probes.ts'
import { assessmentFigures } from './compliance/probes/assessment-figures.ts'
import { auditorReviewProbe } from './compliance/probes/auditor-probe.ts'
import { type DetectionReads, deliveryWaitMs, detectionProbes } from './compliance/probes/detection-probes.ts'
import { egressProbe } from './compliance/probes/egress-probe.ts'
import {
  highWaitMs,
  type IncidentReads,
  incidentProbes,
  reviewDueMs,
} from './compliance/probes/incident-probes.ts'
import { type IntakeReads, intakeProbes, type SourceFigures } from './compliance/probes/intake-probes.ts'
import { lakeReads } from './compliance/probes/lake-reads.ts'
import { logClassProbes } from './compliance/probes/log-class-probes.ts'
import { drawnProofs, drawnReceipts } from './compliance/probes/log-samples.ts'
import { oversightProbes } from './compliance/probes/oversight-probes.ts'
import { type BackupFigures, type StoreReads, storeProbes } from './compliance/probes/store-probes.ts'
import { newestReviewOf, reviewedIncidents } from './compliance/reviews/review-store.ts'
import { correlationsFor, overlayOf } from './detection/rule-library.ts'
import type { Detection } from './detection/service.ts'
import { seenTo } from './detection/tenant-store.ts'
import { newestOfKind } from './evidence/entry-store.ts'
import { receiptedTo } from './evidence/receipts.ts'
import type { Evidence } from './evidence/service.ts'
import { findWitnesses } from './evidence/witness/witness-store.ts'
import {
  answerFigures,
  checkFigures,
  decisionFigures,
  inventoryFigures,
  mandateFigures,
} from './identity/identity-figures.ts'
import { highResolved, incidentFigures, verdictsByRule } from './incident/incident-figures.ts'
import { proposalFigures } from './mcp/proposal-figures.ts'
import { deliveryFigures } from './notification/delivery-figures.ts'
import { apiKeyFigures, factorFigures } from './people/access-figures.ts'
import { egressLines } from './platform/egress/state-register.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { oldestByFormat, oldestIn } from './retention/lake-rows.ts'
import { policyOf } from './retention/policy.ts'
import { findChoice } from './retention/store.ts'
import { sourcesInSight } from './tenancy/source-store.ts'

export type ProbeFeatures = {
  readonly evidence: Evidence
  readonly audit: Audit
  readonly clocks: Clocks
  readonly detection: Detection
}

const at = (ms: number) => new Date(ms)
const reviewLookbackMs = 90 * 86_400_000

/** Part of the composition root: each probe with the one look at the feature that it judges. */
export function openProbes(platform: Platform, features: ProbeFeatures): readonly Probe[] {
  const lake = lakeReads(platform.lake)
  return [
    ...intakeProbes(intakeReads(platform, features, lake)),
    ...logClassProbes(lake.classes),
    ...detectionProbes(detectionReads(platform, features, lake)),
    ...incidentProbes(incidentReads(platform, features)),
    ...accessProbes(accessReads(platform, features)),
    ...storeProbes(storeReads(platform, features)),
    egressProbe((tenantId, { fromMs, nowMs }) =>
      egressLines(platform.state, tenantId, { from: at(fromMs), to: at(nowMs) }),
    ),
    ...oversightProbes({ assessment: assessmentFigures(platform.state, findChoices) }),
    auditorReviewProbe(async (tenantId, { fromMs }) => {
      const filter = { action: 'evidence.pack', outcome: 'done', from: at(fromMs), limit: 500 } as const
      const rest = { actor: undefined, to: undefined, after: undefined }
      return (await features.audit.page([tenantId], { ...filter, ...rest }, false)).items
    }),
  ]
}

type Lake = ReturnType<typeof lakeReads>

async function sourcesOf({ state }: Platform, tenantId: TenantId): Promise<readonly SourceFigures[]> {
  return state.forTenant(tenantId, async (tx) => {
    const heardTo = await receiptedTo(tx)
    return (await sourcesInSight(tx))
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ sourceId, name, format }) => ({
        sourceId,
        name,
        format,
        receiptedToMs: heardTo.get(sourceId)?.getTime(),
      }))
  })
}

function intakeReads(platform: Platform, { evidence, audit }: ProbeFeatures, lake: Lake): IntakeReads {
  const { state, dataDir } = platform
  const sources = (tenantId: TenantId) => sourcesOf(platform, tenantId)
  return {
    sources,
    content: lake.content,
    clocks: lake.clocks,
    room: async () => {
      const { bavail, blocks, bsize } = await statfs(dataDir.root)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    },
    heartbeats: async (tenantId, window) => ({
      newestMs: (await state.forTenant(tenantId, (tx) => newestOfKind(tx, 'heartbeat')))?.getTime(),
      gaps: await gapsIn(evidence, tenantId, window),
      sources: await sources(tenantId),
    }),
    search: drawnReceipts(evidence, platform.lake),
    logging: async (tenantId, window) => {
      const filter = { action: 'source.', outcome: 'done', from: at(window.fromMs), limit: 500 } as const
      const rest = { actor: undefined, to: undefined, after: undefined }
      const { items } = await audit.page([tenantId], { ...filter, ...rest }, false)
      return { ...(await lake.logging(tenantId, window)), changes: items.length }
    },
  }
}

async function gapsIn(
  evidence: Evidence,
  tenantId: TenantId,
  { fromMs, nowMs }: ProbeWindow,
): Promise<number> {
  const filter = { kind: 'gap', from: at(fromMs), to: at(nowMs), after: undefined, limit: 100 } as const
  return (await evidence.page(tenantId, filter)).items.length
}

function detectionReads(platform: Platform, { detection }: ProbeFeatures, lake: Lake): DetectionReads {
  const { state } = platform
  return {
    detection: async (tenantId, window) => {
      const library = detection.rules.library()
      const { disabledRuleIds, own } = overlayOf(library, tenantId)
      const off = [...disabledRuleIds].filter((id) => library.catalogue.rules.has(id)).length
      const seen = await state.forTenant(tenantId, (tx) => seenTo(tx, tenantId))
      return {
        rulesOn: library.catalogue.rules.size + own.length - off,
        rulesOff: off,
        correlations: correlationsFor(library, tenantId).length,
        version: library.ruleSet.version,
        ...(await lake.arrivals(tenantId, window)),
        correlatedToMs: seen?.getTime(),
      }
    },
    packs: async (tenantId) => {
      const library = detection.rules.library()
      const { records } = overlayOf(library, tenantId)
      return {
        packs: library.packs.map(({ pack, content_hash, installed_at }) => ({
          name: pack,
          contentHash: content_hash,
          installedMs: installed_at.getTime(),
        })),
        changes: records.map(({ changed_at, changed_by }) => ({
          atMs: changed_at.getTime(),
          by: changed_by,
        })),
      }
    },
    deliveries: (tenantId, { fromMs, nowMs }) =>
      state.forTenant(tenantId, (tx) =>
        deliveryFigures(tx, { from: at(fromMs), lateBefore: at(nowMs - deliveryWaitMs) }),
      ),
  }
}

function incidentReads({ state }: Platform, { clocks, detection }: ProbeFeatures): IncidentReads {
  return {
    incidents: (tenantId, { fromMs, nowMs }) =>
      state.forTenant(tenantId, (tx) =>
        incidentFigures(tx, { from: at(fromMs), lateBefore: at(nowMs - highWaitMs) }),
      ),
    reviews: (tenantId, { nowMs }) =>
      state.forTenant(tenantId, async (tx) => {
        const due = await highResolved(tx, at(nowMs - reviewLookbackMs), at(nowMs - reviewDueMs))
        const reviewed = await reviewedIncidents(tx, at(nowMs - reviewLookbackMs))
        return { reviewed: reviewed.size, overdue: due.filter((incidentId) => !reviewed.has(incidentId)) }
      }),
    tuning: (tenantId, { nowMs }) =>
      state.forTenant(tenantId, async (tx) => {
        const off = overlayOf(detection.rules.library(), tenantId).disabledRuleIds
        const rules = await verdictsByRule(tx, at(nowMs - reviewLookbackMs))
        return {
          rules: rules.map((rule) => ({ ...rule, isSwitchedOff: off.has(rule.ruleId) })),
          reviewedAtMs: (await newestReviewOf(tx, 'detection-tuning'))?.getTime(),
        }
      }),
    clocks: async (tenantId, { fromMs }) => {
      const cases = await clocks.list(tenantId)
      const submissions = cases.flatMap((one) => one.submissions)
      return {
        running: cases.filter(({ closedAt }) => closedAt === null).length,
        overdue: cases.flatMap(({ incidentId, closedAt, deadlines }) =>
          deadlines
            .filter(({ state }) => closedAt === null && state === 'overdue')
            .map(({ regimeId, stageId }) => `${incidentId} ${regimeId} ${stageId}`),
        ),
        submitted: submissions.filter(({ submittedAt }) => Date.parse(submittedAt) >= fromMs).length,
      }
    },
    response: (tenantId, { fromMs, nowMs }) =>
      state.forTenant(tenantId, async (tx) => {
        const times = { from: at(fromMs), now: at(nowMs), lateBefore: at(nowMs - highWaitMs) }
        return { ...(await proposalFigures(tx, times)), ...(await answerFigures(tx, times)) }
      }),
  }
}

function accessReads({ state, config }: Platform, { evidence }: ProbeFeatures): AccessReads {
  const { limits } = config
  return {
    trail: async (tenantId, { fromMs, nowMs }) => {
      await evidence.pass(tenantId)
      const filter = { kind: 'act', from: at(fromMs), to: at(nowMs), after: undefined, limit: 1000 } as const
      const { items } = await evidence.page(tenantId, filter)
      return { acts: items.length, waiting: items.filter(({ status }) => status === 'waiting').length }
    },
    signIn: async () => ({
      passwordMinCharacters: limits.passwordMinCharacters,
      failuresFree: limits.signInFailuresFree,
      lockMaxSeconds: limits.signInLockMaxSeconds,
      sessionSeconds: limits.sessionTtlSeconds,
      idleSeconds: limits.sessionIdleSeconds,
    }),
    factors: (tenantId) => state.asOperator((tx) => factorFigures(tx, tenantId)),
    credentials: (tenantId, { nowMs }) =>
      state.forTenant(tenantId, async (tx) => {
        const oldBefore = at(nowMs - credentialAgeMaxMs)
        const sources = (await sourcesInSight(tx)).filter(({ revokedAt }) => revokedAt === null)
        return {
          ...(await apiKeyFigures(tx, { now: at(nowMs), oldBefore })),
          sourceKeys: sources.length,
          sourceKeysOld: sources.filter(({ createdAt }) => createdAt < oldBefore).length,
        }
      }),
    inventory: (tenantId) => state.forTenant(tenantId, inventoryFigures),
    mandates: (tenantId, { nowMs }) => state.forTenant(tenantId, (tx) => mandateFigures(tx, at(nowMs))),
    decisions: (tenantId, { fromMs }) => state.forTenant(tenantId, (tx) => decisionFigures(tx, at(fromMs))),
    excess: (tenantId, { nowMs }) =>
      state.forTenant(tenantId, (tx) => checkFigures(tx, at(nowMs - deliveryWaitMs))),
  }
}

function storeReads(platform: Platform, { evidence, audit }: ProbeFeatures): StoreReads {
  const { state, lake } = platform
  return {
    log: async (tenantId) => {
      const { log } = await evidence.tenantLogs.current(tenantId)
      const { checkedFiles, damaged } = await log.audit()
      const { verified, failed } = await drawnProofs(evidence, tenantId)
      return { entries: log.size, checkedFiles, damaged: [...damaged, ...failed], proofs: verified }
    },
    witnesses: async (tenantId) => {
      const witnesses = await state.forTenant(tenantId, findWitnesses)
      const times = witnesses.flatMap(({ cosigned_at }) =>
        cosigned_at === null ? [] : [cosigned_at.getTime()],
      )
      return {
        witnesses: witnesses.length,
        cosignedAtMs: times.length === 0 ? undefined : Math.max(...times),
        conflicts: witnesses.filter(({ conflict_at }) => conflict_at !== null).length,
      }
    },
    retention: (tenantId) => retentionFigures(platform, tenantId),
    backup: backupFigures(audit),
    health: async (tenantId, window) => ({
      isLakeUp: (await lake.health()).kind === 'up',
      // The probe itself was read from the state: were it down, nothing would be said at all.
      isStateUp: await state.forTenant(tenantId, async () => true),
      isLogOpen: (await evidence.tenantLogs.current(tenantId)).log.size >= 0,
      gaps: await gapsIn(evidence, tenantId, window),
    }),
  }
}

async function retentionFigures({ state, lake, config }: Platform, tenantId: TenantId) {
  const { limits } = config
  const policy = policyOf(await state.forTenant(tenantId, findChoice), limits)
  const byFormat = await oldestByFormat(lake, tenantId)
  const others = [...byFormat].filter(([format]) => !(format in policy.formats)).map(([, ms]) => ms)
  const named = Object.entries(policy.formats).map(([name, days]) => ({
    name,
    days,
    oldestMs: byFormat.get(name),
  }))
  return {
    everySeconds: limits.retentionEverySeconds,
    classes: [
      {
        name: 'events',
        days: policy.days.events,
        oldestMs: others.length === 0 ? undefined : Math.min(...others),
      },
      ...named,
      { name: 'unparsed', days: policy.days.unparsed, oldestMs: await oldestIn(lake, tenantId, 'unparsed') },
      { name: 'findings', days: policy.days.findings, oldestMs: await oldestIn(lake, tenantId, 'findings') },
    ],
  }
}

/** One backup is of all tenants: it is read once, and what was found is said to each. */
function backupFigures(audit: Audit): StoreReads['backup'] {
  let read:
    | { readonly folder: string; readonly figures: Promise<BackupFigures>; readonly atMs: number }
    | undefined
  return async (_, { fromMs, nowMs }) => {
    const rest = { actor: undefined, from: undefined, to: undefined, after: undefined }
    const filter = { action: 'backup.write', outcome: 'done', limit: 1, ...rest } as const
    const [newest] = (await audit.page([], filter, true)).items
    const folder = newest?.target.folder
    if (folder === undefined) return { kind: 'none' }
    if (read?.folder !== folder || read.atMs < fromMs)
      read = { folder, atMs: nowMs, figures: verifyBackup(folder) }
    return read.figures
  }
}

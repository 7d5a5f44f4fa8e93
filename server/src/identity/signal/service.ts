import type { CredentialChange, IdentityRisk, IdentityRiskPut, ReceivedSignal } from '@countersign/api/signal'
import type { RiskLevel } from '@countersign/authority/mandate/mandate'
import type { CaepEvent, SignalEvent } from '@countersign/authority/signal/caep-event'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import type { Person } from '../../platform/auth/person.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { answerPoll } from './answer-poll.ts'
import { deliverStream } from './deliver.ts'
import { emit } from './emit.ts'
import { deleteFinishedOutbox, giveUpOutbox, streamsDue } from './outbox-store.ts'
import { nowSeconds, rightNow, type SignalParts } from './parts.ts'
import { pollSources } from './poll-source.ts'
import { openPollWaiters } from './poll-waiters.ts'
import { authenticatePush, type Reception, receiveSet } from './receive.ts'
import { deleteReceived, type ReceivedRow, receivedOf } from './received-store.ts'
import { findRisk, putRisk, type RiskRow } from './risk-store.ts'
import { openSigningKeys, type SigningKeys } from './signing-keys.ts'
import { openSources, type SignalSources } from './sources.ts'
import { storeReceived } from './store-received.ts'
import { openStreams, type Streams } from './streams.ts'
import { openTransmitterKeys } from './transmitter-keys.ts'

export type { SignalEventBatch, SignalParts } from './parts.ts'

/** Shared signals of every tenant: what is told to receivers, and what transmitters tell. */
export type Signals = {
  readonly keys: SigningKeys
  readonly streams: Streams
  readonly sources: SignalSources
  /** For the decision point. Undefined: nobody told it, which is not low. */
  readonly riskOf: (tenantId: TenantId, identityKey: string) => Promise<RiskLevel | undefined>
  readonly risk: (tenantId: TenantId, identityKey: string) => Promise<IdentityRisk>
  /** Kept, and told to receivers. */
  readonly setRisk: (
    tenantId: TenantId,
    identityKey: string,
    risk: IdentityRiskPut,
    by: Person,
  ) => Promise<IdentityRisk>
  /** On how many streams it goes out. */
  readonly credentialChanged: (
    tenantId: TenantId,
    identityKey: string,
    change: CredentialChange,
  ) => Promise<number>
  /** For whoever ends sessions or takes a mandate away, in the transaction that does. */
  readonly sessionRevoked: (
    tx: StateTransaction,
    tenantId: TenantId,
    identityKey: string,
    reason: string,
  ) => Promise<void>
  /** What transmitters told of an identity, newest first. */
  readonly signalsOf: (tenantId: TenantId, identityKey: string) => Promise<readonly ReceivedSignal[]>
  /** Durable once it is answered as taken. Errors: STATE_DOWN, SIGNAL_KEYS_UNREACHABLE. */
  readonly receivePush: (
    tenant: string,
    sourceId: string,
    authorization: string | undefined,
    compact: string,
  ) => Promise<Reception>
  readonly answerPoll: (
    tenantId: TenantId,
    by: Person,
    streamId: string,
    poll: Parameters<typeof answerPoll>[4],
  ) => ReturnType<typeof answerPoll>
  /** For a server that stops: polls that wait are answered. */
  readonly endPolls: () => void
  readonly deliver: (tenantId: TenantId, streamId: string, signal?: AbortSignal) => Promise<void>
  readonly pollSources: (tenantId: TenantId, signal?: AbortSignal) => Promise<void>
  readonly storeReceived: (tenantId: TenantId) => Promise<void>
  /** Whatever a lost job left behind, and what is past its time. */
  readonly sweep: (tenantId: TenantId, signal?: AbortSignal) => Promise<void>
}

const dayMs = 86_400_000
const listedMax = 200

export function openSignals(parts: SignalParts): Signals {
  const { state } = parts
  const keys = openSigningKeys(parts)
  const waiters = openPollWaiters(state)
  const delivering = { ...parts, keys, waiters }
  const receiving = { ...parts, transmitterKeys: openTransmitterKeys(parts) }
  const deliver: Signals['deliver'] = (...of) => deliverStream(delivering, ...of)
  const risk: Signals['risk'] = async (tenantId, identityKey) =>
    shownRisk(identityKey, await state.forTenant(tenantId, (tx) => findRisk(tx, identityKey)))
  return {
    keys,
    streams: openStreams(parts),
    sources: openSources(parts),
    ...tellings(parts, risk),
    risk,
    riskOf: async (tenantId, identityKey) => (await risk(tenantId, identityKey)).level ?? undefined,
    signalsOf: async (tenantId, identityKey) =>
      (await state.forTenant(tenantId, (tx) => receivedOf(tx, identityKey, listedMax))).map(shownSignal),
    receivePush: async (tenant, sourceId, authorization, compact) => {
      const source = await authenticatePush(receiving, tenant, sourceId, authorization)
      return 'err' in source
        ? { kind: 'refused', refusal: source, jti: undefined }
        : receiveSet(receiving, source, compact)
    },
    answerPoll: (...of) => answerPoll(delivering, ...of),
    endPolls: waiters.wakeAll,
    deliver,
    pollSources: (...of) => pollSources(receiving, ...of),
    storeReceived: (tenantId) => storeReceived(parts, tenantId),
    sweep: (tenantId, signal) => sweep(parts, deliver, tenantId, signal),
  }
}

function tellings(
  parts: SignalParts,
  risk: Signals['risk'],
): Pick<Signals, 'setRisk' | 'credentialChanged' | 'sessionRevoked'> {
  const { state } = parts
  return {
    setRisk: async (tenantId, identityKey, { level, reason }, by) => {
      await state.forTenant(tenantId, async (tx) => {
        const before = await findRisk(tx, identityKey)
        const told = { toldBy: by.name, sourceId: null, changedAt: rightNow(parts) }
        noteAudit({ before: { level: before?.level ?? null }, after: { level, reason } })
        await putRisk(tx, tenantId, { identityKey, level, reason: reason.replaceAll('\0', ''), ...told })
        if (before?.level === level) return
        await emit(parts, tx, tenantId, identityKey, riskEvent(parts, level, before?.level, reason))
      })
      return risk(tenantId, identityKey)
    },
    credentialChanged: (tenantId, identityKey, { reason, credentialType, changeType, friendlyName }) =>
      state.forTenant(tenantId, (tx) => {
        noteAudit({ after: { credentialType, changeType, friendlyName, reason } })
        return emit(parts, tx, tenantId, identityKey, {
          name: 'credential-change',
          credentialType,
          changeType,
          ...(friendlyName === undefined ? {} : { friendlyName }),
          ...byAdmin(parts, reason),
        })
      }),
    sessionRevoked: async (tx, tenantId, identityKey, reason) => {
      const event = { name: 'session-revoked', ...byAdmin(parts, reason) } as const
      await emit(parts, tx, tenantId, identityKey, event)
    },
  }
}

function riskEvent(
  parts: SignalParts,
  currentLevel: RiskLevel,
  previousLevel: RiskLevel | undefined,
  reason: string,
): CaepEvent {
  return {
    name: 'risk-level-change',
    principal: 'USER',
    currentLevel,
    ...(previousLevel === undefined ? {} : { previousLevel }),
    riskReason: reason,
    ...byAdmin(parts, reason),
  }
}

function byAdmin(parts: SignalParts, reason: string) {
  return {
    eventTimestamp: nowSeconds(parts),
    initiatingEntity: 'admin',
    reasonAdmin: { en: reason },
  } as const
}

async function sweep(
  parts: SignalParts,
  deliver: Signals['deliver'],
  tenantId: TenantId,
  signal?: AbortSignal,
): Promise<void> {
  const { state, clock, limits } = parts
  const now = rightNow(parts)
  const old = new Date(clock.now() - limits.signalKeptDays * dayMs)
  const tooOld = new Date(clock.now() - limits.signalGiveUpSeconds * 1000)
  const due = await state.forTenant(tenantId, async (tx) => {
    await giveUpOutbox(tx, tooOld, now)
    await deleteFinishedOutbox(tx, old)
    await deleteReceived(tx, old)
    return streamsDue(tx, now)
  })
  await Promise.all(due.map((streamId) => deliver(tenantId, streamId, signal)))
  await storeReceived(parts, tenantId)
}

function shownRisk(identityKey: string, row: RiskRow | undefined): IdentityRisk {
  return {
    identityKey,
    level: row?.level ?? null,
    previousLevel: row?.previous_level ?? null,
    reason: row?.reason ?? null,
    toldBy: row?.told_by ?? null,
    sourceId: row?.source_id ?? null,
    changedAt: row?.changed_at.toISOString() ?? null,
  }
}

function shownSignal({ source_id, jti, event_at, received_at, events }: ReceivedRow): ReceivedSignal {
  const read = JSON.parse(events) as readonly SignalEvent[]
  return {
    sourceId: source_id,
    jti,
    at: event_at.toISOString(),
    receivedAt: received_at.toISOString(),
    events: read.map((event) => (event.kind === 'caep' ? event.event.name : event.type)),
  }
}

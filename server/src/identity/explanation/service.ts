import { explainEvent } from '@countersign/authority/explain/explain-event'
import type { UseLookups } from '@countersign/authority/revoke/uses'
import { checkExplanation } from '@countersign/explanation/citation'
import type { AuthoritySets, Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { PolicyBook } from '../configuration/policy-book.ts'
import { decidersFor } from './deciders.ts'
import { lakeChain } from './lake-chain.ts'
import { type LakeEvent, type LakeEventReader, readLakeEvents } from './lake-events.ts'
import { lakeUses } from './lake-uses.ts'

export { type LakeEvent, type LakeEventReader, readLakeEvents } from './lake-events.ts'
export { lakeUses } from './lake-uses.ts'

export type ExplanationParts = Pick<Platform, 'lake' | 'region' | 'log' | 'clock'> & {
  readonly limits: Pick<Limits, 'intakeLineMaxBytes' | 'intakeDepthMax'>
  readonly policies: PolicyBook
  /** Mandated, granted and used of an identity at a moment (milliseconds since the epoch). */
  readonly setsOf: (
    tenantId: TenantId,
    identityKey: string,
    atMs: number,
    uses: UseLookups,
  ) => Promise<AuthoritySets | undefined>
}

export type ExplainedEvent = { readonly explanation: Explanation; readonly explanationHash: string }

export type Explanations = {
  /** Who authorised an event, why it could be done and how to stop it. Errors: NOT_FOUND, LAKE_DOWN, STATE_DOWN. */
  readonly ofEvent: (tenantId: TenantId, eventId: string) => Promise<ExplainedEvent>
  /** The same for the last event of an identity: who stands behind it. Errors: NOT_FOUND when it did nothing. */
  readonly ofIdentity: (tenantId: TenantId, identityKey: string) => Promise<ExplainedEvent>
}

export function openExplanations(parts: ExplanationParts): Explanations {
  const own = { ...parts, formatsOf: keptFormats(parts.clock) }
  return {
    ofEvent: (tenantId, eventId) =>
      explain(own, tenantId, { column: 'event_id', value: eventId, what: `event ${eventId.slice(0, 64)}` }),
    ofIdentity: (tenantId, identityKey) =>
      explain(own, tenantId, {
        column: 'identity_key',
        value: identityKey,
        what: 'nothing was seen of this identity',
      }),
  }
}

type Wanted = {
  readonly column: 'event_id' | 'identity_key'
  readonly value: string
  readonly what: string
}

type OwnParts = ExplanationParts & { readonly formatsOf: FormatsOf }

async function explain(parts: OwnParts, tenantId: TenantId, wanted: Wanted): Promise<ExplainedEvent> {
  const { lake, region, limits, policies, setsOf, log, formatsOf } = parts
  const own = lake.forTenant(tenantId)
  const reader: LakeEventReader = {
    lake: own,
    limits: { lineMaxBytes: limits.intakeLineMaxBytes, jsonDepthMax: limits.intakeDepthMax },
  }
  const event = await findEvent(reader, wanted)
  const atMs = event.normalised.event.time
  const uses = lakeUses(own)
  const [deciders, sources] = await Promise.all([
    policies.inForce(tenantId, atMs).then((inForce) => decidersFor(reader, event, inForce)),
    formatsOf(tenantId, reader),
  ])
  const { explanation, known } = await explainEvent({
    tenantId,
    region,
    event,
    lookups: lakeChain(reader, atMs),
    uses,
    deciders,
    sets: (identityKey) => setsOf(tenantId, identityKey, atMs, uses),
    sources,
  })
  const faults = checkExplanation(explanation, known)
  if (faults.length > 0) log.error({ faults, eventId: event.ref.eventId }, 'an explanation does not hold')
  return { explanation, explanationHash: explanationHash(explanation) }
}

async function findEvent(reader: LakeEventReader, { column, value, what }: Wanted): Promise<LakeEvent> {
  const where =
    column === 'event_id'
      ? 'event_id = {value:String}'
      : 'lower(identity_key) = lower({value:String}) AND identity_key = {value:String}'
  const [event] = await readLakeEvents(reader, {
    where,
    order: 'time DESC, event_id DESC',
    max: 1,
    params: { value },
  })
  if (event !== undefined) return event
  throw new CountersignError('NOT_FOUND', `${what}, or its record cannot be read again`)
}

type FormatsOf = (tenantId: TenantId, reader: LakeEventReader) => Promise<readonly string[]>

/** Which logs there are takes a look at every event; a new kind of log counts after this long. */
const formatsKeptMs = 60_000
const tenantsKeptMax = 1_000

function keptFormats(clock: Clock): FormatsOf {
  const kept = new Map<TenantId, { readonly formats: readonly string[]; readonly untilMs: number }>()
  return async (tenantId, reader) => {
    const known = kept.get(tenantId)
    if (known !== undefined && clock.now() < known.untilMs) return known.formats
    const formats = await formatsIn(reader)
    kept.delete(tenantId)
    if (formats.length > 0) kept.set(tenantId, { formats, untilMs: clock.now() + formatsKeptMs })
    const [oldest] = kept.keys()
    if (kept.size > tenantsKeptMax && oldest !== undefined) kept.delete(oldest)
    return formats
  }
}

async function formatsIn({ lake }: LakeEventReader): Promise<readonly string[]> {
  const rows = await lake.query<{ readonly name: string }>(
    ({ events }) => `SELECT DISTINCT toString(format) AS name FROM ${events} ORDER BY name LIMIT 100`,
  )
  return rows.map(({ name }) => name)
}

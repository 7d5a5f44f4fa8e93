import { isObject, numberOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { RiskLevel } from '../mandate/mandate.ts'

export const caepBase = 'https://schemas.openid.net/secevent/caep/event-type/'

/** Source: OpenID CAEP 1.0, section 3. */
export const caepNames = [
  'session-revoked',
  'token-claims-change',
  'credential-change',
  'assurance-level-change',
  'device-compliance-change',
  'session-established',
  'session-presented',
  'risk-level-change',
] as const
export type CaepName = (typeof caepNames)[number]

export const caepTypes: readonly string[] = caepNames.map((name) => caepBase + name)
export const verificationType = 'https://schemas.openid.net/secevent/ssf/event-type/verification'
export const streamUpdatedType = 'https://schemas.openid.net/secevent/ssf/event-type/stream-updated'

export type InitiatingEntity = 'admin' | 'user' | 'policy' | 'system'
export type CredentialChangeType = 'create' | 'revoke' | 'update' | 'delete'

/** CAEP 1.0 section 2: claims that each event may carry. Seconds since the epoch. */
export type CommonClaims = {
  readonly eventTimestamp?: number
  readonly initiatingEntity?: InitiatingEntity
  /** By BCP 47 language tag. */
  readonly reasonAdmin?: Readonly<Record<string, string>>
  readonly reasonUser?: Readonly<Record<string, string>>
}

export type CaepEvent = CommonClaims &
  (
    | { readonly name: 'session-revoked' }
    | { readonly name: 'token-claims-change'; readonly claims: JsonObject }
    | {
        readonly name: 'credential-change'
        readonly credentialType: string
        readonly changeType: CredentialChangeType
        readonly friendlyName?: string
      }
    | {
        readonly name: 'assurance-level-change'
        readonly namespace: string
        readonly currentLevel: string
        readonly previousLevel?: string
      }
    | {
        readonly name: 'device-compliance-change'
        readonly previousStatus: 'compliant' | 'not-compliant'
        readonly currentStatus: 'compliant' | 'not-compliant'
      }
    | { readonly name: 'session-established' | 'session-presented'; readonly extId?: string }
    | {
        readonly name: 'risk-level-change'
        /** Who or what the risk is of: `USER`, `DEVICE`, `SESSION`, … */
        readonly principal: string
        readonly currentLevel: RiskLevel
        readonly previousLevel?: RiskLevel
        readonly riskReason?: string
      }
  )

/** What stands under one URI of `events`. */
export type SignalEvent =
  | { readonly kind: 'caep'; readonly type: string; readonly event: CaepEvent }
  | { readonly kind: 'verification'; readonly type: string; readonly state: string | undefined }
  | { readonly kind: 'stream-updated'; readonly type: string; readonly status: string }
  /** An event of another vocabulary: kept, not interpreted. */
  | { readonly kind: 'other'; readonly type: string }

export type EventReading =
  | { readonly ok: true; readonly signal: SignalEvent }
  | { readonly ok: false; readonly why: string }

const textMaxChars = 4096
const reasonsMax = 50

/** Reads one member of `events`. An event that CAEP defines has to hold what CAEP requires of it. */
export function readEvent(type: string, payload: Json | undefined): EventReading {
  if (!isObject(payload)) return refused(type, 'has to be an object')
  if (type === verificationType)
    return read({ kind: 'verification', type, state: textOf(payload.state)?.slice(0, textMaxChars) })
  if (type === streamUpdatedType) {
    const status = oneOf(['enabled', 'paused', 'disabled'] as const, payload.status)
    return status === undefined ? refused(type, 'status') : read({ kind: 'stream-updated', type, status })
  }
  const name = caepNames.find((one) => caepBase + one === type)
  if (name === undefined) return read({ kind: 'other', type })
  const event = eventOf(name, payload)
  return typeof event === 'string' ? refused(type, event) : read({ kind: 'caep', type, event })
}

/** The event, or the name of the claim that is missing or wrong. */
function eventOf(name: CaepName, payload: JsonObject): CaepEvent | string {
  const common = commonOf(payload)
  if (typeof common === 'string') return common
  switch (name) {
    case 'session-revoked':
      return { ...common, name }
    case 'session-established':
    case 'session-presented':
      return { ...common, name, ...optional('extId', short(payload.ext_id)) }
    case 'token-claims-change':
      return isObject(payload.claims) ? { ...common, name, claims: payload.claims } : 'claims'
    case 'credential-change':
      return credentialChangeOf(common, payload)
    case 'assurance-level-change':
      return assuranceChangeOf(common, payload)
    case 'device-compliance-change':
      return complianceChangeOf(common, payload)
    case 'risk-level-change':
      return riskChangeOf(common, payload)
  }
}

const initiators = ['admin', 'user', 'policy', 'system'] as const

function commonOf(payload: JsonObject): CommonClaims | string {
  const { event_timestamp, initiating_entity } = payload
  const seconds = numberOf(event_timestamp)
  if (event_timestamp !== undefined && (typeof event_timestamp !== 'number' || !isInstant(seconds)))
    return 'event_timestamp'
  const initiator = oneOf(initiators, initiating_entity)
  if (initiating_entity !== undefined && initiator === undefined) return 'initiating_entity'
  return {
    ...optional('eventTimestamp', seconds),
    ...optional('initiatingEntity', initiator),
    ...optional('reasonAdmin', reasonsOf(payload.reason_admin)),
    ...optional('reasonUser', reasonsOf(payload.reason_user)),
  }
}

/** What a date can hold (ECMA-262: 8.64e15 ms either side of the epoch). */
function isInstant(seconds: number | undefined): boolean {
  return seconds !== undefined && seconds >= 0 && seconds <= 8.64e12
}

function reasonsOf(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(objectOf(value)).slice(0, reasonsMax)
  const texts = entries.flatMap(([tag, text]) =>
    typeof text === 'string' ? [[tag, text.slice(0, textMaxChars)] as const] : [],
  )
  return texts.length === 0 ? undefined : Object.fromEntries(texts)
}

const changeTypes = ['create', 'revoke', 'update', 'delete'] as const

function credentialChangeOf(common: CommonClaims, payload: JsonObject): CaepEvent | string {
  const credentialType = short(payload.credential_type)
  const changeType = oneOf(changeTypes, payload.change_type)
  if (credentialType === undefined) return 'credential_type'
  if (changeType === undefined) return 'change_type'
  const friendlyName = optional('friendlyName', short(payload.friendly_name))
  return { ...common, name: 'credential-change', credentialType, changeType, ...friendlyName }
}

function assuranceChangeOf(common: CommonClaims, payload: JsonObject): CaepEvent | string {
  const namespace = short(payload.namespace)
  const currentLevel = short(payload.current_level)
  if (namespace === undefined) return 'namespace'
  if (currentLevel === undefined) return 'current_level'
  const previousLevel = optional('previousLevel', short(payload.previous_level))
  return { ...common, name: 'assurance-level-change', namespace, currentLevel, ...previousLevel }
}

const compliance = ['compliant', 'not-compliant'] as const

function complianceChangeOf(common: CommonClaims, payload: JsonObject): CaepEvent | string {
  const previousStatus = oneOf(compliance, payload.previous_status)
  const currentStatus = oneOf(compliance, payload.current_status)
  if (previousStatus === undefined) return 'previous_status'
  if (currentStatus === undefined) return 'current_status'
  return { ...common, name: 'device-compliance-change', previousStatus, currentStatus }
}

export const riskLevels = ['LOW', 'MEDIUM', 'HIGH'] as const satisfies readonly RiskLevel[]

function riskChangeOf(common: CommonClaims, payload: JsonObject): CaepEvent | string {
  const principal = short(payload.principal)
  const currentLevel = oneOf(riskLevels, payload.current_level)
  const previousLevel = oneOf(riskLevels, payload.previous_level)
  if (principal === undefined) return 'principal'
  if (currentLevel === undefined) return 'current_level'
  if (payload.previous_level !== undefined && previousLevel === undefined) return 'previous_level'
  return {
    ...common,
    name: 'risk-level-change',
    principal,
    currentLevel,
    ...optional('previousLevel', previousLevel),
    ...optional('riskReason', short(payload.risk_reason)),
  }
}

/** The member of `events` that says this: its URI and its payload. */
export function eventJson(event: CaepEvent): readonly [type: string, payload: JsonObject] {
  const { eventTimestamp, initiatingEntity, reasonAdmin, reasonUser } = event
  const common = {
    ...optional('event_timestamp', eventTimestamp),
    ...optional('initiating_entity', initiatingEntity),
    ...optional('reason_admin', reasonAdmin),
    ...optional('reason_user', reasonUser),
  }
  return [caepBase + event.name, { ...common, ...specificJson(event) }]
}

function specificJson(event: CaepEvent): JsonObject {
  switch (event.name) {
    case 'session-revoked':
      return {}
    case 'session-established':
    case 'session-presented':
      return optional('ext_id', event.extId)
    case 'token-claims-change':
      return { claims: event.claims }
    case 'credential-change':
      return {
        credential_type: event.credentialType,
        change_type: event.changeType,
        ...optional('friendly_name', event.friendlyName),
      }
    case 'assurance-level-change':
      return {
        namespace: event.namespace,
        current_level: event.currentLevel,
        ...optional('previous_level', event.previousLevel),
      }
    case 'device-compliance-change':
      return { previous_status: event.previousStatus, current_status: event.currentStatus }
    case 'risk-level-change':
      return {
        principal: event.principal,
        current_level: event.currentLevel,
        ...optional('previous_level', event.previousLevel),
        ...optional('risk_reason', event.riskReason),
      }
  }
}

function oneOf<T extends string>(known: readonly T[], value: Json | undefined): T | undefined {
  return known.find((one) => one === value)
}

function short(value: Json | undefined): string | undefined {
  return textOf(value)?.slice(0, textMaxChars)
}

function optional<Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [N in Name]?: T } & JsonObject {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: T } & JsonObject
}

function read(signal: SignalEvent): EventReading {
  return { ok: true, signal }
}

function refused(type: string, what: string): EventReading {
  return { ok: false, why: `${type.slice(0, 200)}: ${what}` }
}

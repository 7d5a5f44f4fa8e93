import { createEvent, type EventDraft, identityStatement, namedUser, present } from '@countersign/ocsf/draft'
import { type OcsfEvent, ocsfVersion } from '@countersign/ocsf/event'
import {
  accountChange,
  authentication,
  type EventClass,
  entityManagement,
} from '@countersign/ocsf/event-class'
import type { CaepEvent, SignalEvent } from './caep-event.ts'
import type { SecurityEventToken } from './security-event-token.ts'
import type { SubjectIdentity } from './subject-identity.ts'

export type SignalRecord = {
  readonly set: SecurityEventToken
  /** The SET as it came: kept as `raw_data`, so that its signature can be checked again. */
  readonly compact: string
  readonly who: SubjectIdentity
}

/**
 * The events of a SET as OCSF: what happened to a session is Authentication (3002), a change of a credential Account Change
 * (3001), a change of risk, assurance, claims or device Entity Management (3004). News of the stream itself are no events.
 */
export function ocsfOfSignal(record: SignalRecord): readonly OcsfEvent[] {
  return record.set.events
    .filter(({ kind }) => kind === 'caep' || kind === 'other')
    .map((signal) => ocsfOfEvent(record, signal))
}

type Activity = { readonly eventClass: EventClass; readonly id: number; readonly name?: string }

function ocsfOfEvent({ set, compact, who }: SignalRecord, signal: SignalEvent): OcsfEvent {
  const caep = signal.kind === 'caep' ? signal.event : undefined
  const code = caep === undefined ? signal.type : `caep/${caep.name}`
  const seconds = caep?.eventTimestamp ?? set.iat
  const activity = caep === undefined ? otherActivity(signal.type) : activityOf(caep)
  const event = createEvent(activity, Math.round(seconds * 1000), severityOf(caep), {
    version: ocsfVersion,
    product: { name: 'Shared Signals', vendor_name: set.iss },
    profiles: ['datetime'],
    uid: set.jti,
    log_name: 'ssf',
    event_code: code,
    ...present({ correlation_uid: set.txn }),
  })
  describe(event, who, caep)
  event.raw_data = compact
  event.unmapped = present({
    [identityStatement]: who.identityKeys[0],
    aliases: who.identityKeys.length > 1 ? who.identityKeys.slice(1) : undefined,
    sub_id: set.subject,
    event: caep,
  }) as NonNullable<OcsfEvent['unmapped']>
  return event
}

const otherActivity = (type: string): Activity => ({ eventClass: entityManagement, id: 99, name: type })

function activityOf(event: CaepEvent): Activity {
  switch (event.name) {
    case 'session-revoked':
      return { eventClass: authentication, id: 2 }
    case 'session-established':
      return { eventClass: authentication, id: 1 }
    case 'session-presented':
      return { eventClass: authentication, id: 99, name: 'Session Presented' }
    case 'credential-change':
      return credentialActivity(event)
    default:
      return { eventClass: entityManagement, id: 3 }
  }
}

const secondFactors = /^(?:fido|phone-|app$|otp)/

/** A password is changed; other factors are enabled and disabled; what fits neither keeps its own words. */
function credentialActivity(event: Extract<CaepEvent, { readonly name: 'credential-change' }>): Activity {
  const { credentialType, changeType } = event
  if (credentialType === 'password' && (changeType === 'create' || changeType === 'update'))
    return { eventClass: accountChange, id: event.initiatingEntity === 'admin' ? 4 : 3 }
  if (secondFactors.test(credentialType) && changeType !== 'update')
    return { eventClass: accountChange, id: changeType === 'create' ? 10 : 11 }
  return { eventClass: accountChange, id: 99, name: `${credentialType} ${changeType}` }
}

const riskSeverities = { LOW: 2, MEDIUM: 3, HIGH: 4 } as const
const informational = 1

function severityOf(event: CaepEvent | undefined): number {
  return event?.name === 'risk-level-change' ? riskSeverities[event.currentLevel] : informational
}

function describe(event: EventDraft, who: SubjectIdentity, caep: CaepEvent | undefined): void {
  const [key] = who.identityKeys
  const session = who.sessionKey === undefined ? {} : { session: { uid: who.sessionKey } }
  if (event.class_uid === entityManagement.uid) {
    const uid = key ?? who.sessionKey ?? who.device ?? 'unknown'
    event.entity = { uid, type: 'User', type_id: 99 }
    event.actor = { app_name: event.metadata.product.vendor_name, ...session }
  } else {
    event.user = namedUser({ uid: key })
    event.actor = { user: event.user, ...session }
    if (event.class_uid === authentication.uid) event.service = { name: event.metadata.product.vendor_name }
  }
  if (caep !== undefined) event.message = messageOf(caep)
  const reason = Object.values(caep?.reasonAdmin ?? {})[0]
  if (reason !== undefined) event.status_detail = reason
}

function messageOf(event: CaepEvent): string {
  switch (event.name) {
    case 'credential-change':
      return `credential ${event.credentialType}: ${event.changeType}`
    case 'risk-level-change':
      return `risk of ${event.principal}: ${event.previousLevel ?? 'unknown'} to ${event.currentLevel}`
    case 'assurance-level-change':
      return `assurance (${event.namespace}): ${event.previousLevel ?? 'unknown'} to ${event.currentLevel}`
    case 'device-compliance-change':
      return `device: ${event.previousStatus} to ${event.currentStatus}`
    default:
      return event.name.replaceAll('-', ' ')
  }
}

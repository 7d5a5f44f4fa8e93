import { isObject, listOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { type CaepEvent, eventJson, readEvent, type SignalEvent } from './caep-event.ts'
import { readSubject, type SimpleSubject, type SubjectIdentifier } from './subject-identifier.ts'

/** `typ` in the header of every SET (RFC 8417 section 2.3). */
export const setType = 'secevent+jwt'

/** The claims of a SET, read. Source: RFC 8417 section 2.2; SSF 1.0 section 4. `iat` in seconds since the epoch. */
export type SecurityEventToken = {
  readonly iss: string
  readonly jti: string
  readonly iat: number
  readonly aud: readonly string[]
  readonly txn: string | undefined
  readonly subject: SubjectIdentifier
  readonly events: readonly SignalEvent[]
}

export type SetReading =
  | { readonly ok: true; readonly set: SecurityEventToken }
  | { readonly ok: false; readonly why: string }

const idMaxChars = 500
const eventsMax = 20
const audiencesMax = 50

/** Reads the claims of a SET whose signature holds. Whose it is and for whom is checked by `judgeSet`. */
export function readSet(claims: JsonObject): SetReading {
  const { iat } = claims
  const [iss, jti] = [textOf(claims.iss), textOf(claims.jti)]
  if (iss === undefined) return refused('iss is missing')
  if (jti === undefined || jti.length > idMaxChars || jti.includes('\0'))
    return refused(`jti has to be a text of 1 to ${idMaxChars} characters`)
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return refused('iat has to be a number')
  // SSF 1.0 section 4: `sub` and `exp` would make a SET look like a token that lets somebody in.
  if (claims.sub !== undefined) return refused('sub is not used in a SET; the subject is sub_id')
  if (claims.exp !== undefined) return refused('exp is not used in a SET')
  const events = readEvents(claims.events)
  if (!events.ok) return events
  const subject = readSubject(subjectOf(claims))
  if (!subject.ok) return subject
  const of = { iss, jti, iat, aud: audienceOf(claims.aud), txn: textOf(claims.txn)?.slice(0, idMaxChars) }
  return { ok: true, set: { ...of, subject: subject.subject, events: events.events } }
}

/** Transmitters of early drafts put the subject into the event; SSF 1.0 section 3.1 lets receivers still read it there. */
function subjectOf(claims: JsonObject): Json | undefined {
  if (claims.sub_id !== undefined || !isObject(claims.events)) return claims.sub_id
  const [event] = Object.values(claims.events)
  return isObject(event) ? event.subject : undefined
}

function audienceOf(aud: Json | undefined): readonly string[] {
  const all = typeof aud === 'string' ? [aud] : listOf(aud)
  return all.slice(0, audiencesMax).flatMap((one) => textOf(one) ?? [])
}

function readEvents(
  value: Json | undefined,
):
  | { readonly ok: true; readonly events: readonly SignalEvent[] }
  | { readonly ok: false; readonly why: string } {
  const entries = isObject(value) ? Object.entries(value) : []
  if (entries.length === 0 || entries.length > eventsMax)
    return refused(`events has to hold 1 to ${eventsMax} events`)
  const events: SignalEvent[] = []
  for (const [type, payload] of entries) {
    const event = readEvent(type, payload)
    if (!event.ok) return event
    events.push(event.signal)
  }
  return { ok: true, events }
}

/** What one receiver takes from one transmitter. Times in seconds. */
export type Expected = {
  readonly issuer: string
  readonly audience: string
  readonly nowSeconds: number
  /** How far ahead a transmitter's clock may run. */
  readonly clockSkewSeconds: number
  /** How late a SET may come: longer than a transmitter goes on trying. */
  readonly ageMaxSeconds: number
}

/** Source: RFC 8935 section 2.4, Security Event Token Delivery Error Codes. */
export type SetErrorCode =
  | 'invalid_request'
  | 'invalid_key'
  | 'invalid_issuer'
  | 'invalid_audience'
  | 'authentication_failed'
  | 'access_denied'

export type SetRefusal = { readonly err: SetErrorCode; readonly description: string }

/** Undefined: it is meant for this receiver, by that transmitter, and of this time. */
export function judgeSet(set: SecurityEventToken, expected: Expected): SetRefusal | undefined {
  const { issuer, audience, nowSeconds, clockSkewSeconds, ageMaxSeconds } = expected
  if (set.iss !== issuer)
    return { err: 'invalid_issuer', description: 'iss is not the issuer of this source' }
  if (!set.aud.includes(audience))
    return { err: 'invalid_audience', description: 'aud does not name this receiver' }
  if (set.iat > nowSeconds + clockSkewSeconds)
    return { err: 'invalid_request', description: 'iat lies in the future' }
  if (set.iat < nowSeconds - ageMaxSeconds)
    return { err: 'invalid_request', description: `iat is more than ${ageMaxSeconds} seconds ago` }
  return undefined
}

export type NewSet = {
  readonly iss: string
  readonly jti: string
  readonly iat: number
  readonly aud: string
  readonly txn?: string
  readonly subject: SimpleSubject
  readonly event: CaepEvent
}

/** The claims of a SET that we send. */
export function setClaims({ subject, event, ...of }: NewSet): JsonObject {
  const [type, payload] = eventJson(event)
  return { ...of, sub_id: subject, events: { [type]: payload } }
}

function refused(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why }
}

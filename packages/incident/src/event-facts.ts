import type { NormalisedEvent, OcsfEvent } from '@countersign/ocsf/event'
import type { EventFacts, EventRef } from './finding.ts'

/** OCSF `status_id`: 1 Success, 2 Failure; everything else says nothing about the outcome. */
const outcomes: Readonly<Record<number, EventFacts['outcome']>> = { 1: 'success', 2: 'failure' }

const userAgentMaxChars = 400

/** What correlation and the explanation keep of an event. */
export function eventFacts(normalised: NormalisedEvent, ref: EventRef): EventFacts {
  const { event } = normalised
  const issuedSessionKey = issuedSession(normalised)
  const userAgent = textAt(event, 'http_request', 'user_agent')?.slice(0, userAgentMaxChars)
  return {
    ref,
    timeMs: event.time,
    format: normalised.format,
    classUid: event.class_uid,
    activityName: event.activity_name,
    action: normalised.action,
    outcome: outcomes[event.status_id ?? 0] ?? 'unknown',
    identityKey: normalised.identityKey,
    chain: normalised.chain,
    sessionKey: normalised.sessionKey,
    host: normalised.host,
    sourceIp: normalised.sourceIp,
    resource: normalised.resource,
    ...(issuedSessionKey === undefined ? {} : { issuedSessionKey }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}

/**
 * The key of a session that this call handed out. AWS answers `AssumeRole*`, `GetSessionToken` and
 * `GetFederationToken` with `credentials.accessKeyId`, and `CreateAccessKey` with `accessKey.accessKeyId`; later calls
 * of that session carry the same key id, which is what proves the link. The secret part is never read.
 */
export function issuedSession(normalised: NormalisedEvent): string | undefined {
  if (normalised.format !== 'aws-cloudtrail') return undefined
  for (const holder of responsesOf(normalised.event)) {
    const key = textAt(holder, 'credentials', 'accessKeyId') ?? textAt(holder, 'accessKey', 'accessKeyId')
    if (key !== undefined && /^A[KS]IA[A-Z0-9]{8,124}$/.test(key)) return key
  }
  return undefined
}

function responsesOf(event: OcsfEvent): readonly unknown[] {
  return [
    valueAt(event, 'api', 'response', 'data'),
    valueAt(event.unmapped, 'responseElements'),
    valueAt(event, 'unmapped', 'response'),
  ].filter((value) => value !== undefined)
}

function textAt(holder: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(holder, ...path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function valueAt(holder: unknown, ...path: readonly string[]): unknown {
  let value = holder
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

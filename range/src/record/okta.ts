import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type OktaEvent = {
  readonly org: string
  readonly eventType: string
  readonly message: string
  readonly login: string
  readonly sourceIp: string
  readonly outcome: 'SUCCESS' | 'FAILURE'
  readonly reason?: string
  readonly app?: string
}

/** An Okta System Log event (LogEvent, version 0). */
export function oktaSystemLog(random: Random, event: OktaEvent): LineAt {
  const uuid = random.uuid()
  const actorId = `00u${random.token(17).toLowerCase()}`
  const session = `102${random.token(20)}`
  return (atMs) =>
    JSON.stringify({
      actor: { id: actorId, type: 'User', alternateId: event.login, displayName: event.login.split('@')[0] },
      client: {
        userAgent: {
          rawUserAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
          os: 'Mac OS X',
          browser: 'CHROME',
        },
        zone: 'null',
        device: 'Computer',
        ipAddress: event.sourceIp,
        geographicalContext: { city: 'Hamburg', country: 'Germany' },
      },
      authenticationContext: { authenticationStep: 0, externalSessionId: session },
      displayMessage: event.message,
      eventType: event.eventType,
      outcome: { result: event.outcome, ...(event.reason && { reason: event.reason }) },
      published: new Date(atMs).toISOString(),
      securityContext: { isProxy: false },
      severity: event.outcome === 'SUCCESS' ? 'INFO' : 'WARN',
      debugContext: {
        debugData: { requestUri: '/api/v1/authn', url: `https://${event.org}.okta.example/api/v1/authn` },
      },
      transaction: { type: 'WEB', id: random.token(22), detail: {} },
      uuid,
      version: '0',
      target: event.app
        ? [{ id: `0oa${event.app}`, type: 'AppInstance', alternateId: event.app, displayName: event.app }]
        : null,
    })
}

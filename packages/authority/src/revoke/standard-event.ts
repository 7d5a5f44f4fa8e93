import type { ProposedAction } from '@countersign/explanation/explanation'

type StandardEvent = NonNullable<ProposedAction['standardEvent']>

const caep = 'https://schemas.openid.net/secevent/caep/event-type/'

/** Source: OpenID Continuous Access Evaluation Profile 1.0, section 3.1. */
export function sessionRevoked(subject: string): StandardEvent {
  return { type: `${caep}session-revoked` as StandardEvent['type'], subject }
}

/** Source: OpenID Continuous Access Evaluation Profile 1.0, section 3.3. */
export function credentialChange(subject: string): StandardEvent {
  return { type: `${caep}credential-change` as StandardEvent['type'], subject }
}

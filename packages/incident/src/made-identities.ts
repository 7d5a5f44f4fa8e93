import { identityParts } from '@countersign/authority/explain/identity-words'
import type { EventFacts } from './finding.ts'

/** AWS calls that make an identity or hand it a credential; their resource is its name. */
const makesUser = /^(?:CreateUser|CreateLoginProfile|CreateAccessKey)$/
const nameAllowed = /^[A-Za-z0-9_+=,.@-]{1,128}$/

/** Identities that were made or armed in these events: whoever made them can come back as them. */
export function madeIdentities(events: readonly EventFacts[]): readonly string[] {
  return [...new Set(events.flatMap((event) => madeIdentity(event) ?? []))]
}

function madeIdentity({ format, action, outcome, identityKey, resource }: EventFacts): string | undefined {
  if (format !== 'aws-cloudtrail' || outcome === 'failure' || !makesUser.test(action)) return undefined
  const parts = identityParts(identityKey ?? '')
  const name = resource?.slice(resource.lastIndexOf('/') + 1) ?? ''
  return 'account' in parts && nameAllowed.test(name) ? `aws:${parts.account}:user/${name}` : undefined
}

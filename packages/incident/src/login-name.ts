import { identityParts } from '@countersign/authority/explain/identity-words'
import type { IdentityKey } from '@countersign/ocsf/event'
import { isSharedIdentity } from './shared-identity.ts'

/** Names that many people sign in with: they tell nobody apart. */
const common =
  /^(?:admin|administrator|root|guest|user|test|demo|service|support|info|ec2-user|ubuntu|default)$/

/** The name a person signs in with, without its directory: `moreau` of `moreau@lantern-pay.example`. */
export function loginNameOf(key: IdentityKey): string | undefined {
  const parts = identityParts(key)
  const person =
    parts.kind === 'aws-user' ||
    parts.kind === 'aws-person' ||
    parts.kind === 'entra-user' ||
    parts.kind === 'okta-user' ||
    parts.kind === 'github-actor' ||
    parts.kind === 'windows-account'
  if (!person || isSharedIdentity(key)) return undefined
  const name = (parts.name.split('@')[0] ?? '').toLowerCase()
  return name.length < 3 || common.test(name) ? undefined : name
}

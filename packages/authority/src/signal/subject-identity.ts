import type { IdentityKey } from '@countersign/ocsf/event'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { federatedIdentity } from '@countersign/ocsf/identity/federated-subject'
import { isSpiffeId } from '@countersign/ocsf/identity/spiffe'
import type { AliasedSubject, SimpleSubject, SubjectIdentifier } from './subject-identifier.ts'

/** How one transmitter names its subjects. */
export type SubjectNaming = {
  /** `iss` of its SETs. */
  readonly issuer: string
  /**
   * Stands before its opaque ids and its own `sub`s to make identity keys of them: `okta:acme:`. Empty: they are identity
   * keys already. Null: nothing is known of them.
   */
  readonly subjectPrefix: string | null
}

/** Whom a signal is about, as the rest of the platform keys it. Empty: it names somebody that nothing here can place. */
export type SubjectIdentity = {
  /** Several names of one identity, the transmitter's first. */
  readonly identityKeys: readonly IdentityKey[]
  readonly sessionKey: string | undefined
  /** The transmitter's own name of the device. */
  readonly device: string | undefined
}

export function identityOfSubject(subject: SubjectIdentifier, naming: SubjectNaming): SubjectIdentity {
  if (subject.format !== 'complex')
    return { identityKeys: keysOf(subject, naming), sessionKey: undefined, device: undefined }
  const { user, application, session, device } = subject.members
  const actor = user ?? application
  return {
    identityKeys: actor === undefined ? [] : keysOf(actor, naming),
    sessionKey: nameOf(session),
    device: nameOf(device),
  }
}

function keysOf(subject: SimpleSubject | AliasedSubject, naming: SubjectNaming): readonly IdentityKey[] {
  const all = subject.format === 'aliases' ? subject.identifiers : [subject]
  return [...new Set(all.map((one) => keyOf(one, naming)).filter((key) => key !== undefined))]
}

function keyOf(subject: SimpleSubject, naming: SubjectNaming): IdentityKey | undefined {
  switch (subject.format) {
    case 'email':
      return `user:${subject.email.toLowerCase()}`
    case 'account':
      return accountKey(subject.uri)
    case 'uri':
      return isSpiffeId(subject.uri) ? subject.uri : awsKeyOfArn(subject.uri)
    case 'opaque':
      return ownKey(subject.id, naming) ?? awsKeyOfArn(subject.id)
    case 'iss_sub':
      return issuedKey(subject.iss, subject.sub, naming)
    default:
      return undefined
  }
}

/** RFC 7565: `acct:jane@example.com`. */
function accountKey(uri: string): IdentityKey | undefined {
  const [, account] = /^acct:([^@\s]+@[^@\s]+)$/i.exec(uri) ?? []
  return account === undefined ? undefined : `user:${account.toLowerCase()}`
}

function ownKey(id: string, { subjectPrefix }: SubjectNaming): IdentityKey | undefined {
  return subjectPrefix === null
    ? undefined
    : subjectPrefix === ''
      ? id
      : `${subjectPrefix}${id}`.toLowerCase()
}

const entraIssuer =
  /^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)\/([0-9a-f-]{36})(?:\/v2\.0)?\/?$/i

/** A prefix that was set up for the transmitter decides; then what the issuer says of itself. */
function issuedKey(iss: string, sub: string, naming: SubjectNaming): IdentityKey {
  const own = iss === naming.issuer ? ownKey(sub, naming) : undefined
  if (own !== undefined) return own
  const directory = entraIssuer.exec(iss)?.[1]
  if (directory !== undefined) return `entra:${directory.toLowerCase()}:user/${sub.toLowerCase()}`
  return federatedIdentity(iss, sub)
}

function nameOf(subject: SimpleSubject | AliasedSubject | undefined): string | undefined {
  const one = subject?.format === 'aliases' ? subject.identifiers[0] : subject
  switch (one?.format) {
    case 'opaque':
      return one.id
    case 'iss_sub':
      return one.sub
    case 'jwt_id':
      return one.jti
    case 'saml_assertion_id':
      return one.assertion_id
    case 'uri':
      return one.uri
    default:
      return undefined
  }
}

/** How we name an identity to receivers: in a format everybody reads where there is one, else by its key. */
export function subjectOfIdentity(identityKey: IdentityKey): SimpleSubject {
  if (isSpiffeId(identityKey)) return { format: 'uri', uri: identityKey }
  const [, email] = /^user:([^@\s]+@[^@\s]+)$/.exec(identityKey) ?? []
  return email === undefined ? { format: 'opaque', id: identityKey } : { format: 'email', email }
}

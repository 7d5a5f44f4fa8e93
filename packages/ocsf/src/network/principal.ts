import type { IdentityKey } from '../event.ts'
import { isSpiffeId } from '../identity/spiffe.ts'
import { windowsIdentityKey } from '../identity/windows.ts'

/** Names that stand for nobody: an identity must not be made of them. */
const nobody: ReadonlySet<string> = new Set(['-', 'anonymous', '<unknown>', '(empty)', 'null'])

/** A user name that a protocol carried, without a domain: `user:mara`. */
export function userKey(name: string | undefined): IdentityKey | undefined {
  if (name === undefined || nobody.has(name.toLowerCase())) return undefined
  return isSpiffeId(name) ? name : `user:${name.toLowerCase()}`
}

/** An account of a Windows domain, as NTLM states it: `windows:FERN\mara`. */
export function domainUserKey(domain: string | undefined, name: string | undefined): IdentityKey | undefined {
  if (name === undefined || nobody.has(name.toLowerCase())) return undefined
  return domain === undefined ? userKey(name) : windowsIdentityKey({ name, domain, sid: undefined })
}

/** A Kerberos principal; the realm of an Active Directory is its DNS name: `kerberos:fern.example/mara`. */
export function kerberosKey(realm: string | undefined, name: string | undefined): IdentityKey | undefined {
  if (name === undefined || nobody.has(name.toLowerCase())) return undefined
  return `kerberos:${(realm ?? '').toLowerCase()}/${name.toLowerCase()}`
}

/** The holder of a client certificate: its SPIFFE id where it has one, otherwise its subject: `x509:CN=web-7,O=Fern`. */
export function certificateKey(subject: string | undefined, uri?: string): IdentityKey | undefined {
  if (uri !== undefined && isSpiffeId(uri)) return uri
  if (subject === undefined || nobody.has(subject.toLowerCase())) return undefined
  return `x509:${subject}`
}

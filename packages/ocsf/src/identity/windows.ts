import type { IdentityKey } from '../event.ts'
import { remember } from '../remember.ts'

/** An account as a Windows event names it; parts that the event leaves out are undefined. */
export type WindowsAccount = {
  readonly name: string | undefined
  readonly domain: string | undefined
  readonly sid: string | undefined
}

/** Accounts that are the same on every machine. Source: Microsoft, "Well-known SIDs". */
const wellKnown: ReadonlyMap<string, string> = new Map([
  ['S-1-5-7', 'ANONYMOUS LOGON'],
  ['S-1-5-18', 'SYSTEM'],
  ['S-1-5-19', 'LOCAL SERVICE'],
  ['S-1-5-20', 'NETWORK SERVICE'],
])

const wellKnownNames: ReadonlySet<string> = new Set(wellKnown.values())

/** The authority of the well-known accounts in the languages that translate it. */
const ntAuthority: ReadonlySet<string> = new Set([
  'NT AUTHORITY',
  'NT-AUTORITÄT',
  'AUTORITE NT',
  'AUTORIDAD NT',
])

/**
 * `windows:<DOMAIN>\<user>`: Windows ignores case, so the domain is upper-cased and the user lower-cased. A DNS domain is
 * cut to its first label, since Kerberos events write `CORP.EXAMPLE` where the others write `CORP`. The well-known
 * accounts keep the form that people know (`windows:NT AUTHORITY\SYSTEM`), whatever stands before them: PowerShell writes
 * `CORP\SYSTEM`, and Windows lets nobody else have these names. Computers keep their `$`. Without a domain the
 * key is `windows:<user>`, without a name `windows:<SID>`.
 */
export function windowsIdentityKey(account: WindowsAccount | undefined): IdentityKey | undefined {
  if (account === undefined) return undefined
  const { name, domain, sid } = account
  if (name !== undefined) return keyOf(domain === undefined ? name : `${domain}\\${name}`)
  if (sid === undefined) return undefined
  const known = wellKnown.get(sid)
  return known === undefined ? `windows:${sid}` : `windows:NT AUTHORITY\\${known}`
}

const keyOf: (name: string) => IdentityKey = remember((whole) => {
  const slash = whole.indexOf('\\')
  const user = whole.slice(slash + 1)
  if (wellKnownNames.has(user.toUpperCase())) return `windows:NT AUTHORITY\\${user.toUpperCase()}`
  if (slash === -1) return `windows:${user.toLowerCase()}`
  const domain = whole.slice(0, slash).toUpperCase()
  if (ntAuthority.has(domain)) return `windows:NT AUTHORITY\\${user.toUpperCase()}`
  const dot = domain.indexOf('.')
  return `windows:${dot > 0 ? domain.slice(0, dot) : domain}\\${user.toLowerCase()}`
})

/** An account written as one text: `DOMAIN\user`, `user@realm`, or `user`. */
export function accountOfName(text: string | undefined): WindowsAccount | undefined {
  return text === undefined ? undefined : parsed(text)
}

const parsed: (text: string) => WindowsAccount = remember((text) => {
  const slash = text.indexOf('\\')
  const at = slash === -1 ? text.lastIndexOf('@') : -1
  if (at > 0) return { name: text.slice(0, at), domain: text.slice(at + 1), sid: undefined }
  if (slash === -1) return { name: text, domain: undefined, sid: undefined }
  return { name: text.slice(slash + 1), domain: text.slice(0, slash) || undefined, sid: undefined }
})

/** OCSF `user.type_id`: 3 System for the well-known accounts and computers, 4 Service, 1 User. */
export function windowsUserType({ name, domain, sid }: WindowsAccount): number {
  if (sid !== undefined && wellKnown.has(sid)) return 3
  if (name === undefined) return 0
  if (
    wellKnownNames.has(name.toUpperCase()) ||
    name.endsWith('$') ||
    (domain !== undefined && ntAuthority.has(domain.toUpperCase()))
  )
    return 3
  return domain === 'NT SERVICE' || domain === 'IIS APPPOOL' ? 4 : 1
}

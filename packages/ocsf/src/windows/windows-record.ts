import type { Found } from '../fields.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import type { Json, JsonObject } from '../record.ts'
import type { SourceFormat } from '../source-format.ts'

/** A Windows event, whichever of the three shapes it came in. `data` is the event's own data, under Windows' names. */
export type WindowsRecord = {
  readonly format: Extract<SourceFormat, `windows-${string}`>
  readonly provider: string | undefined
  readonly channel: string | undefined
  readonly eventId: number
  readonly computer: string | undefined
  /** When the event was written, the best of what the record has. */
  readonly time: Found
  readonly recordId: string | undefined
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 and undefined say nothing. */
  readonly level: number | undefined
  /** Of audit events: what the keywords say. */
  readonly audit: 'success' | 'failure' | undefined
  readonly data: JsonObject
  /** The account that the record was written under. */
  readonly writer: WindowsAccount | undefined
  readonly message: string | undefined
}

/** A text of the event's data; `-` and empty say that the field does not apply. */
export function dataText(data: JsonObject, name: string): string | undefined {
  const value = data[name]
  if (typeof value === 'string') return value === '' || value === '-' ? undefined : value
  if (value === undefined) return undefined
  return unusualText(value)
}

/** Converters write numbers as such, and elements with attributes as `{"#text": …}`. */
function unusualText(value: Json): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const text = (value as JsonObject)['#text']
  return typeof text === 'string' && text !== '' && text !== '-' ? text : undefined
}

export function firstDataText(data: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = dataText(data, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** A number of the event's data, decimal or hexadecimal (`0x1fffff`). */
export function dataInteger(data: JsonObject, name: string): number | undefined {
  const value = data[name]
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.length <= 20 ? integer(value) : NaN
  return Number.isSafeInteger(number) ? number : undefined
}

function integer(text: string): number {
  return text === '' ? Number.NaN : Number(text)
}

/** The account in `<prefix>UserName`, `<prefix>DomainName` and `<prefix>UserSid`: `Subject` acts, `Target` is acted on. */
export function dataAccount(data: JsonObject, prefix: 'Subject' | 'Target'): WindowsAccount | undefined {
  const [user, realm, id] = prefix === 'Subject' ? subjectNames : targetNames
  const name = dataText(data, user)
  const sid = dataText(data, id)
  // S-1-0-0 is nobody.
  if (name === undefined && (sid === undefined || sid === 'S-1-0-0')) return undefined
  const domain = dataText(data, realm)
  const at = name === undefined || domain === undefined ? -1 : name.indexOf('@')
  // Kerberos writes `user@REALM` with the realm beside it.
  return { name: at > 0 ? name?.slice(0, at) : name, domain, sid }
}

const subjectNames = ['SubjectUserName', 'SubjectDomainName', 'SubjectUserSid'] as const
const targetNames = ['TargetUserName', 'TargetDomainName', 'TargetUserSid'] as const

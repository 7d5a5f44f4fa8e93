import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { authentication } from '../../event-class.ts'
import { textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { domainUserKey, kerberosKey, userKey } from '../principal.ts'
import { fieldNames, type ZeekLog, zeekFlag } from './zeek-log.ts'

/** `mara/FERN.EXAMPLE` and `mara@FERN.EXAMPLE`: the realm is what follows the last mark. */
function principalOf(text: string | undefined): {
  readonly name: string | undefined
  readonly realm: string | undefined
} {
  if (text === undefined) return { name: undefined, realm: undefined }
  const mark = Math.max(text.lastIndexOf('@'), text.lastIndexOf('/'))
  if (mark <= 0) return { name: text, realm: undefined }
  return { name: text.slice(0, mark), realm: text.slice(mark + 1) }
}

const kerberosRequests: ReadonlyMap<string, number> = new Map([
  ['AS', 3],
  ['TGS', 4],
])

export const kerberosLog: ZeekLog = {
  mapped: fieldNames('request_type client service success error_msg cipher'),
  activity: (fields): Activity => {
    const type = textOf(fields.request_type)
    const id = kerberosRequests.get(type ?? '')
    if (id !== undefined) return { eventClass: authentication, id }
    return type === undefined
      ? { eventClass: authentication, id: 0 }
      : { eventClass: authentication, id: 99, name: type }
  },
  describe(event, fields, observables) {
    const { name, realm } = principalOf(textOf(fields.client))
    event.user = present({ name: name ?? 'unknown', domain: realm })
    event.auth_protocol_id = 2
    event.auth_protocol = 'Kerberos'
    const service = textOf(fields.service)
    if (service !== undefined) event.service = { name: service }
    outcome(event, fields)
    const error = textOf(fields.error_msg)
    if (error !== undefined) event.status_detail = error
    const cipher = textOf(fields.cipher)
    if (cipher !== undefined)
      event.authentication_token = { type: 'Kerberos', type_id: 99, encryption_details: { type: cipher } }
    observe(observables, 'user.name', 'userName', name)
  },
  identity: (fields) => {
    const { name, realm } = principalOf(textOf(fields.client))
    return kerberosKey(realm, name)
  },
  resource: (fields) => textOf(fields.service),
}

function outcome(event: Parameters<ZeekLog['describe']>[0], fields: JsonObject): void {
  const success = zeekFlag(fields.success)
  setStatus(event, success === undefined ? 'unknown' : success ? 'success' : 'failure')
}

export const ntlmLog: ZeekLog = {
  mapped: fieldNames('username hostname domainname success server_dns_computer_name server_nb_computer_name'),
  activity: () => ({ eventClass: authentication, id: 1 }),
  describe(event, fields, observables) {
    const name = textOf(fields.username)
    event.user = present({ name: name ?? 'unknown', domain: textOf(fields.domainname) })
    event.auth_protocol_id = 1
    event.auth_protocol = 'NTLM'
    event.is_remote = true
    event.logon_type_id = 3
    event.logon_type = 'Network'
    outcome(event, fields)
    event.src_endpoint = present({ ...(event.src_endpoint as object), hostname: textOf(fields.hostname) })
    event.dst_endpoint = present({ ...(event.dst_endpoint as object), hostname: serverOf(fields) })
    observe(observables, 'user.name', 'userName', name)
    observe(observables, 'src_endpoint.hostname', 'hostname', textOf(fields.hostname))
  },
  identity: (fields) => domainUserKey(textOf(fields.domainname), textOf(fields.username)),
  host: serverOf,
  resource: serverOf,
}

/** The server that was signed in to. */
function serverOf(fields: JsonObject): string | undefined {
  return textOf(fields.server_dns_computer_name) ?? textOf(fields.server_nb_computer_name)
}

export const radiusLog: ZeekLog = {
  mapped: fieldNames('username mac result reply_msg'),
  activity: () => ({ eventClass: authentication, id: 1 }),
  describe(event, fields, observables) {
    const name = textOf(fields.username)
    event.user = { name: name ?? 'unknown' }
    event.auth_protocol_id = 10
    event.auth_protocol = 'RADIUS'
    const result = textOf(fields.result)
    setStatus(event, result === undefined ? 'unknown' : result === 'success' ? 'success' : 'failure')
    const reply = textOf(fields.reply_msg)
    if (reply !== undefined) event.status_detail = reply
    observe(observables, 'user.name', 'userName', name)
  },
  identity: (fields) => userKey(textOf(fields.username)),
}

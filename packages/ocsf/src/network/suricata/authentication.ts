import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { authentication } from '../../event-class.ts'
import { isObject, objectOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { fingerprint } from '../fingerprint.ts'
import { rdpActivity, smbActivity, sshActivity } from '../network-class.ts'
import { domainUserKey, kerberosKey } from '../principal.ts'
import type { EveType } from './eve-type.ts'

const kerberosMessages: ReadonlyMap<string, number> = new Map([
  ['KRB_AS_REQ', 3],
  ['KRB_AS_REP', 3],
  ['KRB_TGS_REQ', 4],
  ['KRB_TGS_REP', 4],
])

/** Kerberos. An error message carries its code and whom it was about. */
export const krb5Type: EveType = {
  activity: (fields): Activity => {
    const krb5 = objectOf(fields.krb5)
    const type = textOf(krb5.failed_request) ?? textOf(krb5.msg_type)
    if (type === undefined) return { eventClass: authentication, id: 0 }
    const id = kerberosMessages.get(type)
    return id === undefined
      ? { eventClass: authentication, id: 99, name: type }
      : { eventClass: authentication, id }
  },
  describe(event, fields, observables) {
    const krb5 = objectOf(fields.krb5)
    const name = principal(krb5.cname)
    event.user = present({ name: name ?? 'unknown', domain: textOf(krb5.realm) })
    event.auth_protocol_id = 2
    event.auth_protocol = 'Kerberos'
    const service = principal(krb5.sname)
    if (service !== undefined) event.service = { name: service }
    const error = textOf(krb5.error_code)
    if (error !== undefined) event.status_detail = error
    setStatus(event, error !== undefined || krb5.msg_type === 'KRB_ERROR' ? 'failure' : 'success')
    observe(observables, 'user.name', 'userName', name)
  },
  identity: (fields) => {
    const krb5 = objectOf(fields.krb5)
    return kerberosKey(textOf(krb5.realm), principal(krb5.cname))
  },
  resource: (fields) => principal(objectOf(fields.krb5).sname),
}

/** Suricata writes `<empty>` where the message names nobody. */
function principal(value: JsonObject[string] | undefined): string | undefined {
  const name = textOf(value)
  return name === '<empty>' ? undefined : name
}

/** SMB names the user in the message that sets up the session. */
function smbUser(fields: JsonObject): {
  readonly name: string | undefined
  readonly domain: string | undefined
} {
  const ntlm = objectOf(objectOf(fields.smb).ntlmssp)
  return { name: textOf(ntlm.user), domain: textOf(ntlm.domain) }
}

export const smbType: EveType = {
  activity: (fields) => ({
    eventClass: smbActivity,
    id: 99,
    name: textOf(objectOf(fields.smb).command) ?? 'SMB',
  }),
  describe(event, fields, observables) {
    const smb = objectOf(fields.smb)
    const command = textOf(smb.command)
    if (command !== undefined) event.command = command
    const dialect = textOf(smb.dialect)
    if (dialect !== undefined) event.dialect = dialect
    const share = textOf(smb.share)
    if (share !== undefined) event.share = share
    const status = textOf(smb.status)
    if (status !== undefined) {
      event.status_code = textOf(smb.status_code) ?? status
      event.status_detail = status
      setStatus(event, status === 'STATUS_SUCCESS' ? 'success' : 'failure')
    }
    const path = textOf(smb.filename)
    if (path !== undefined) event.file = { name: path.slice(path.lastIndexOf('\\') + 1), path, type_id: 0 }
    const { name, domain } = smbUser(fields)
    if (name !== undefined) event.actor = { user: present({ name, domain }) }
    observe(observables, 'actor.user.name', 'userName', name)
    observe(observables, 'file.path', 'filePath', path)
  },
  identity: (fields) => {
    const { name, domain } = smbUser(fields)
    return domainUserKey(domain, name)
  },
  resource: (fields) => textOf(objectOf(fields.smb).filename) ?? textOf(objectOf(fields.smb).share),
}

export const sshType: EveType = {
  activity: () => ({ eventClass: sshActivity, id: 6 }),
  describe(event, fields) {
    const ssh = objectOf(fields.ssh)
    const version = textOf(objectOf(ssh.client).proto_version)
    if (version !== undefined) event.protocol_ver = version
    for (const side of ['client', 'server'] as const) {
      const found = objectOf(ssh[side])
      const hassh = fingerprint('md5', isObject(found.hassh) ? found.hassh.hash : found.hassh)
      if (hassh !== undefined) event[`${side}_hassh`] = { fingerprint: hassh }
      const software = textOf(found.software_version)
      const end = side === 'client' ? 'src_endpoint' : 'dst_endpoint'
      if (software !== undefined)
        event[end] = { ...(event[end] as object), agent_list: [{ name: software, type_id: 9 }] }
    }
  },
}

export const rdpType: EveType = {
  activity: () => ({ eventClass: rdpActivity, id: 6 }),
  describe(event, fields) {
    const rdp = objectOf(fields.rdp)
    const cookie = textOf(rdp.cookie)
    if (cookie !== undefined) event.identifier_cookie = cookie
    const name = textOf(objectOf(rdp.client).client_name)
    if (name !== undefined) event.src_endpoint = { ...(event.src_endpoint as object), hostname: name }
  },
}

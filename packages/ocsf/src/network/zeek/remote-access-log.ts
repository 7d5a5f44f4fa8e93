import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { fingerprint } from '../fingerprint.ts'
import { ftpActivityOf } from '../ftp-command.ts'
import { rdpActivity, sshActivity } from '../network-class.ts'
import { userKey } from '../principal.ts'
import { fieldNames, type ZeekLog, zeekFlag } from './zeek-log.ts'

/** Zeek infers `auth_success` from packet sizes: absent says that it could not tell. */
export const sshLog: ZeekLog = {
  mapped: fieldNames(
    'version auth_success direction client server hassh hasshServer remote_location.country_code ' +
      'remote_location.region remote_location.city remote_location.latitude remote_location.longitude',
  ),
  activity: (fields): Activity => {
    const success = zeekFlag(fields.auth_success)
    return { eventClass: sshActivity, id: success === undefined ? 6 : success ? 1 : 4 }
  },
  describe(event, fields) {
    const success = zeekFlag(fields.auth_success)
    if (success !== undefined) setStatus(event, success ? 'success' : 'failure')
    const version = numberOf(fields.version)
    if (version !== undefined) event.protocol_ver = String(version)
    const client = fingerprint('md5', fields.hassh)
    const server = fingerprint('md5', fields.hasshServer)
    if (client !== undefined) event.client_hassh = { fingerprint: client }
    if (server !== undefined) event.server_hassh = { fingerprint: server }
    const inbound = fields.direction === 'INBOUND'
    event.src_endpoint = withSoftware(
      event.src_endpoint,
      fields.client,
      inbound ? locationOf(fields) : undefined,
    )
    event.dst_endpoint = withSoftware(
      event.dst_endpoint,
      fields.server,
      inbound ? undefined : locationOf(fields),
    )
  },
}

/** OCSF agent type 9 is Remote Access. */
function withSoftware(base: unknown, software: JsonObject[string] | undefined, location?: object): object {
  const name = textOf(software)
  return present({
    ...(base as object),
    agent_list: name === undefined ? undefined : [{ name, type_id: 9, type: 'Remote Access' }],
    location,
  })
}

/** Where the remote side of the connection is. */
function locationOf(fields: JsonObject): object | undefined {
  const location = present({
    country: textOf(fields['remote_location.country_code']),
    region: textOf(fields['remote_location.region']),
    city: textOf(fields['remote_location.city']),
    lat: numberOf(fields['remote_location.latitude']),
    long: numberOf(fields['remote_location.longitude']),
  })
  return Object.keys(location).length === 0 ? undefined : location
}

/** `cookie` is what the client claims to be, cut to nine letters: a name to show, not an identity. */
export const rdpLog: ZeekLog = {
  mapped: fieldNames(
    'cookie security_protocol client_name client_build client_dig_product_id desktop_width desktop_height ' +
      'requested_color_depth result auth_success',
  ),
  activity: () => ({ eventClass: rdpActivity, id: 6 }),
  describe(event, fields, observables) {
    const cookie = textOf(fields.cookie)
    if (cookie !== undefined) {
      event.identifier_cookie = cookie
      observe(observables, 'identifier_cookie', 'userName', cookie)
    }
    const protocol = textOf(fields.security_protocol)
    if (protocol !== undefined) event.protocol_ver = protocol
    const success = zeekFlag(fields.auth_success)
    if (success !== undefined) setStatus(event, success ? 'success' : 'failure')
    const result = textOf(fields.result)
    if (result !== undefined) event.status_detail = result
    const display = displayOf(fields)
    if (display !== undefined) event.remote_display = display
    const build = textOf(fields.client_build)
    event.src_endpoint = present({
      ...(event.src_endpoint as object),
      hostname: textOf(fields.client_name),
      agent_list:
        build === undefined
          ? undefined
          : [present({ name: build, version: textOf(fields.client_dig_product_id), type_id: 9 })],
    })
  },
}

function displayOf(fields: JsonObject): object | undefined {
  const depth = numberOf(textOf(fields.requested_color_depth)?.replace(/bit$/, ''))
  const display = present({
    physical_width: numberOf(fields.desktop_width),
    physical_height: numberOf(fields.desktop_height),
    color_depth: depth,
  })
  return Object.keys(display).length === 0 ? undefined : display
}

/** An argument that is a password stays in the raw record only, like the `password` column. */
export const ftpLog: ZeekLog = {
  mapped: fieldNames('user password command arg mime_type file_size reply_code reply_msg fuid'),
  activity: (fields) => ftpActivityOf(textOf(fields.command)),
  describe(event, fields, observables) {
    const command = textOf(fields.command)
    const argument = command === 'PASS' ? undefined : textOf(fields.arg)
    if (command !== undefined) event.command = argument === undefined ? command : `${command} ${argument}`
    const code = numberOf(fields.reply_code)
    if (code !== undefined) {
      event.codes = [code]
      event.status_code = String(code)
      setStatus(event, code < 400 ? 'success' : 'failure')
    }
    const reply = textOf(fields.reply_msg)
    if (reply !== undefined) event.status_detail = reply
    const size = numberOf(fields.file_size)
    if (argument !== undefined && size !== undefined)
      event.file = present({ name: argument, size, type_id: 0, mime_type: textOf(fields.mime_type) })
    const user = textOf(fields.user)
    if (user !== undefined) event.actor = { user: { name: user } }
    observe(observables, 'actor.user.name', 'userName', user)
  },
  identity: (fields) => userKey(textOf(fields.user)),
  resource: (fields) => (textOf(fields.command) === 'PASS' ? undefined : textOf(fields.arg)),
}

import { observe, present } from '../../draft.ts'
import { numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { endpoint } from '../connection.ts'
import { dhcpActivityOf } from '../dhcp-message.ts'
import { mailAddress, mailAddresses } from '../mail-address.ts'
import { emailActivity } from '../network-class.ts'
import { fieldNames, type ZeekLog, zeekItems } from './zeek-log.ts'

/** One line is a conversation: the last of its messages says how it ended. */
export const dhcpLog: ZeekLog = {
  mapped: fieldNames(
    'uids client_addr server_addr mac host_name client_fqdn assigned_addr lease_time msg_types server_message',
  ),
  activity: (fields) => dhcpActivityOf(zeekItems(fields.msg_types).at(-1)),
  describe(event, fields, observables) {
    const name = clientName(fields)
    event.src_endpoint = endpoint(fields.client_addr ?? fields.assigned_addr, undefined, {
      mac: textOf(fields.mac),
      hostname: name,
    })
    event.dst_endpoint = endpoint(fields.server_addr)
    const lease = numberOf(fields.lease_time)
    if (lease !== undefined) event.lease_dur = Math.trunc(lease)
    const message = textOf(fields.server_message)
    if (message !== undefined) event.status_detail = message
    observe(observables, 'src_endpoint.hostname', 'hostname', name)
  },
  host: clientName,
  resource: (fields) => textOf(fields.assigned_addr),
}

function clientName(fields: JsonObject): string | undefined {
  return textOf(fields.host_name) ?? textOf(fields.client_fqdn)
}

/** A mail handed over by SMTP; the addresses are what the client said, none of them is proven. */
export const smtpLog: ZeekLog = {
  mapped: fieldNames('helo mailfrom rcptto from to cc reply_to msg_id subject last_reply x_originating_ip'),
  activity: () => ({ eventClass: emailActivity, id: 1 }),
  describe(event, fields, observables) {
    event.email = present({
      message_uid: textOf(fields.msg_id),
      from: mailAddress(fields.from) ?? mailAddress(fields.mailfrom),
      to: mailAddresses(zeekItems(fields.to)),
      cc: mailAddresses(zeekItems(fields.cc)),
      reply_to: mailAddress(fields.reply_to),
      subject: textOf(fields.subject),
      smtp_from: mailAddress(fields.mailfrom),
      smtp_to: mailAddresses(zeekItems(fields.rcptto)),
    })
    event.direction_id = 0
    event.direction = 'Unknown'
    event.protocol_name = 'smtp'
    // This class has both ends, and no connection between them.
    delete event.connection_info
    const hello = textOf(fields.helo)
    if (hello !== undefined) event.smtp_hello = hello
    const reply = textOf(fields.last_reply)
    if (reply !== undefined) event.status_detail = reply
    observe(observables, 'email.smtp_from', 'email', mailAddress(fields.mailfrom))
  },
  resource: (fields) => mailAddress(zeekItems(fields.rcptto)[0] ?? zeekItems(fields.to)[0]),
}

import { observe, present, setStatus } from '../../draft.ts'
import { numberOf, objectOf, textOf, textsOf } from '../../fields.ts'
import { dhcpActivityOf } from '../dhcp-message.ts'
import { ftpActivityOf } from '../ftp-command.ts'
import { mailAddress, mailAddresses } from '../mail-address.ts'
import { emailActivity } from '../network-class.ts'
import type { EveType } from './eve-type.ts'

export const dhcpType: EveType = {
  activity: (fields) => dhcpActivityOf(textOf(objectOf(fields.dhcp).dhcp_type)),
  describe(event, fields, observables) {
    const dhcp = objectOf(fields.dhcp)
    const hostname = textOf(dhcp.hostname)
    event.src_endpoint = present({
      ...(event.src_endpoint as object),
      mac: textOf(dhcp.client_mac),
      hostname,
    })
    const lease = numberOf(dhcp.lease_time)
    if (lease !== undefined) event.lease_dur = Math.trunc(lease)
    observe(observables, 'src_endpoint.hostname', 'hostname', hostname)
  },
  resource: (fields) => textOf(objectOf(fields.dhcp).assigned_ip),
}

/** The argument of `PASS` is a password: it is not repeated in what people read. */
export const ftpType: EveType = {
  activity: (fields) => ftpActivityOf(textsOf(objectOf(fields.ftp).command)[0]),
  describe(event, fields) {
    const ftp = objectOf(fields.ftp)
    const command = textsOf(ftp.command)[0]
    const data = command === 'PASS' ? undefined : textOf(ftp.command_data)
    if (command !== undefined) event.command = data === undefined ? command : `${command} ${data}`
    const codes = textsOf(ftp.completion_code).map(Number).filter(Number.isInteger)
    const last = codes.at(-1)
    if (last === undefined) return
    event.codes = codes
    event.status_code = String(last)
    setStatus(event, last < 400 ? 'success' : 'failure')
  },
  resource: (fields) =>
    textsOf(objectOf(fields.ftp).command)[0] === 'PASS'
      ? undefined
      : textOf(objectOf(fields.ftp).command_data),
}

/** A mail handed over by SMTP; the addresses are what the client said, none of them is proven. */
export const smtpType: EveType = {
  activity: () => ({ eventClass: emailActivity, id: 1 }),
  describe(event, fields, observables) {
    const smtp = objectOf(fields.smtp)
    const email = objectOf(fields.email)
    event.email = present({
      from: mailAddress(email.from) ?? mailAddress(smtp.mail_from),
      to: mailAddresses(textsOf(email.to)),
      subject: textOf(email.subject),
      message_uid: textOf(email.message_id),
      smtp_from: mailAddress(smtp.mail_from),
      smtp_to: mailAddresses(textsOf(smtp.rcpt_to)),
    })
    event.direction_id = 0
    event.direction = 'Unknown'
    event.protocol_name = 'smtp'
    // This class has both ends, and no connection between them.
    delete event.connection_info
    const hello = textOf(smtp.helo)
    if (hello !== undefined) event.smtp_hello = hello
    observe(observables, 'email.smtp_from', 'email', mailAddress(smtp.mail_from))
  },
  resource: (fields) => mailAddress(textsOf(objectOf(fields.smtp).rcpt_to)[0]),
}

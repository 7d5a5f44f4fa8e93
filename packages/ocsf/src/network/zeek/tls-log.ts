import { noUid, observe, present, setStatus } from '../../draft.ts'
import { networkActivity } from '../../event-class.ts'
import { numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { rfc3339, timeMsOf } from '../../time.ts'
import { socketName } from '../connection.ts'
import { digest, fingerprint } from '../fingerprint.ts'
import { certificateKey } from '../principal.ts'
import { fieldNames, type ZeekLog, zeekFlag, zeekItems } from './zeek-log.ts'

/** A TLS handshake. `validation_status` is of the server's certificate. */
export const sslLog: ZeekLog = {
  mapped: fieldNames(
    'version cipher server_name subject issuer client_subject client_issuer ja3 ja3s established ' +
      'validation_status',
  ),
  activity: () => ({ eventClass: networkActivity, id: 6 }),
  describe(event, fields, observables) {
    event.tls = present({
      version: textOf(fields.version) ?? 'unknown',
      cipher: textOf(fields.cipher),
      sni: textOf(fields.server_name),
      certificate: serverCertificate(fields),
      ja3_hash: fingerprint('md5', fields.ja3),
      ja3s_hash: fingerprint('md5', fields.ja3s),
    })
    event.app_name = 'ssl'
    const established = zeekFlag(fields.established)
    if (established !== undefined) setStatus(event, established ? 'success' : 'failure')
    const detail = textOf(fields.validation_status) ?? textOf(fields.last_alert)
    if (detail !== undefined) event.status_detail = detail
    observe(observables, 'tls.sni', 'hostname', textOf(fields.server_name))
  },
  identity: (fields) => certificateKey(textOf(fields.client_subject)),
  resource: (fields) =>
    textOf(fields.server_name)?.toLowerCase() ??
    socketName(fields['id.resp_h'], fields['id.resp_p'], undefined),
}

function serverCertificate(fields: JsonObject): object | undefined {
  const subject = textOf(fields.subject)
  const issuer = textOf(fields.issuer)
  if (subject === undefined && issuer === undefined) return undefined
  const prints = zeekItems(fields.cert_chain_fps).slice(0, 1).map(digest)
  return present({
    subject,
    issuer: issuer ?? 'unknown',
    // ssl.log does not say it; x509.log does.
    serial_number: noUid,
    fingerprints: prints.length === 0 ? undefined : prints,
  })
}

/** A certificate seen on the wire. Its connection is not in this log: `fuid` and `ssl.log` lead to it. */
export const x509Log: ZeekLog = {
  mapped: fieldNames(
    'fingerprint certificate.version certificate.serial certificate.subject certificate.issuer ' +
      'certificate.not_valid_before certificate.not_valid_after san.dns rx tx',
  ),
  activity: () => ({ eventClass: networkActivity, id: 99, name: 'Certificate details' }),
  describe(event, fields, observables) {
    const from = timeMsOf(fields['certificate.not_valid_before'])
    const until = timeMsOf(fields['certificate.not_valid_after'])
    const print = digest(fields.fingerprint ?? fields.id)
    const names = zeekItems(fields['san.dns'])
    event.tls = {
      version: 'unknown',
      certificate: present({
        version:
          textOf(fields['certificate.version']) ?? String(numberOf(fields['certificate.version']) ?? ''),
        serial_number: textOf(fields['certificate.serial']) ?? noUid,
        subject: textOf(fields['certificate.subject']),
        issuer: textOf(fields['certificate.issuer']) ?? 'unknown',
        created_time: from,
        created_time_dt: from === undefined ? undefined : rfc3339(from),
        expiration_time: until,
        expiration_time_dt: until === undefined ? undefined : rfc3339(until),
        fingerprints: print === undefined ? undefined : [print],
        sans: names.length === 0 ? undefined : names.map((name) => ({ name, type: 'DNS' })),
      }),
    }
    for (const name of names) observe(observables, 'tls.certificate.sans[]', 'hostname', name)
  },
  resource: (fields) => textOf(fields['certificate.subject']),
}

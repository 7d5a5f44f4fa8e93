import { noUid, observe, present } from '../../draft.ts'
import { networkActivity } from '../../event-class.ts'
import { type Found, isObject, listOf, objectOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { rfc3339, timeMsOf } from '../../time.ts'
import { digest, fingerprint } from '../fingerprint.ts'
import { certificateKey } from '../principal.ts'
import type { EveType } from './eve-type.ts'

export const tlsType: EveType = {
  activity: () => ({ eventClass: networkActivity, id: 6 }),
  describe(event, fields, observables) {
    event.tls = tlsOf(objectOf(fields.tls))
    event.app_name ??= 'tls'
    observe(observables, 'tls.sni', 'hostname', textOf(objectOf(fields.tls).sni))
  },
  // `client` holds the client's certificate where one was asked for (Suricata 7 and later).
  identity: (fields) => certificateKey(textOf(objectOf(objectOf(fields.tls).client).subject)),
  resource: (fields) => textOf(objectOf(fields.tls).sni)?.toLowerCase(),
}

export function tlsOf(tls: JsonObject): object {
  return present({
    version: textOf(tls.version) ?? 'unknown',
    sni: textOf(tls.sni),
    certificate: certificateOf(tls),
    ja3_hash: hashOf(tls.ja3),
    ja3s_hash: hashOf(tls.ja3s),
  })
}

/** `{"hash":…,"string":…}`, or the hash alone where the output is configured so. */
function hashOf(value: Found): object | undefined {
  return fingerprint('md5', isObject(value) ? value.hash : value)
}

function certificateOf(tls: JsonObject): object | undefined {
  const subject = textOf(tls.subject)
  const issuer = textOf(tls.issuerdn)
  if (subject === undefined && issuer === undefined) return undefined
  const from = timeMsOf(tls.notbefore)
  const until = timeMsOf(tls.notafter)
  const print = digest(tls.fingerprint)
  const names = listOf(tls.subjectaltname).filter((name) => typeof name === 'string')
  return present({
    subject,
    issuer: issuer ?? 'unknown',
    serial_number: textOf(tls.serial) ?? noUid,
    fingerprints: print === undefined ? undefined : [print],
    sans: names.length === 0 ? undefined : names.map((name) => ({ name, type: 'DNS' })),
    created_time: from,
    created_time_dt: from === undefined ? undefined : rfc3339(from),
    expiration_time: until,
    expiration_time_dt: until === undefined ? undefined : rfc3339(until),
  })
}

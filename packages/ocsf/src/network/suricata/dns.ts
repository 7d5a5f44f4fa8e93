import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { rcodeOf } from '../dns-code.ts'
import { dnsActivity } from '../network-class.ts'
import type { EveType } from './eve-type.ts'

/** `query` and `answer` until version 2 of the record, `request` and `response` from version 3 on. */
function isResponse(dns: JsonObject): boolean {
  return dns.type === 'answer' || dns.type === 'response'
}

export const dnsType: EveType = {
  activity: (fields): Activity => ({
    eventClass: dnsActivity,
    id: isResponse(objectOf(fields.dns)) ? 2 : 1,
  }),
  describe(event, fields, observables) {
    const dns = objectOf(fields.dns)
    const query = dnsQueryOf(dns)
    event.query = query
    const uid = integerOf(dns.id)
    if (uid !== undefined) event.transaction_id = uid
    if (isResponse(dns)) {
      event.response_time = event.time
      event.response_time_dt = event.time_dt
    } else {
      event.query_time = event.time
      event.query_time_dt = event.time_dt
    }
    const rcode = rcodeOf(textOf(dns.rcode))
    if (rcode !== undefined) {
      event.rcode_id = rcode.id
      event.rcode = rcode.name
      setStatus(event, rcode.id === 0 ? 'success' : 'failure')
    }
    const answers = answersOf(dns)
    if (answers.length > 0) event.answers = answers
    observe(observables, 'query.hostname', 'hostname', questionName(dns))
  },
  resource: (fields) => questionName(objectOf(fields.dns))?.toLowerCase(),
}

/** The question stands in the record itself, or in the first of `queries`. */
function question(dns: JsonObject): JsonObject {
  if (dns.rrname !== undefined) return dns
  const listed = listOf(dns.queries)[0] ?? listOf(dns.query)[0]
  return isObject(listed) ? listed : dns
}

function questionName(dns: JsonObject): string | undefined {
  return textOf(question(dns).rrname)
}

export function dnsQueryOf(dns: JsonObject): object {
  const asked = question(dns)
  return present({
    hostname: textOf(asked.rrname) ?? '',
    type: textOf(asked.rrtype),
    packet_uid: integerOf(dns.id),
  })
}

function answersOf(dns: JsonObject): readonly object[] {
  return listOf(dns.answers).flatMap((answer) => {
    if (!isObject(answer)) return []
    const rdata = textOf(answer.rdata)
    return rdata === undefined
      ? []
      : [present({ rdata, type: textOf(answer.rrtype), ttl: numberOf(answer.ttl) })]
  })
}

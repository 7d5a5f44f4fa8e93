import { observe, present, setStatus } from '../../draft.ts'
import { idOf, integerOf, numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { rfc3339, timeMsOf } from '../../time.ts'
import { dnsClassOf, rcodeOf } from '../dns-code.ts'
import { dnsActivity } from '../network-class.ts'
import { fieldNames, type ZeekLog, zeekFlag, zeekItems } from './zeek-log.ts'

/** One line is a query with the answer to it, where one came. */
export const dnsLog: ZeekLog = {
  mapped: fieldNames('trans_id rtt query qclass_name qtype_name rcode rcode_name AA TC RD RA answers TTLs'),
  activity: (fields) => ({ eventClass: dnsActivity, id: answered(fields) ? 6 : 1 }),
  describe(event, fields, observables) {
    const uid = integerOf(fields.trans_id)
    event.query = present({
      hostname: textOf(fields.query) ?? '',
      type: textOf(fields.qtype_name) ?? idOf(fields.qtype),
      class: dnsClassOf(textOf(fields.qclass_name)),
      packet_uid: uid,
    })
    if (uid !== undefined) event.transaction_id = uid
    event.query_time = event.time
    event.query_time_dt = event.time_dt
    const rttMs = (numberOf(fields.rtt) ?? Number.NaN) * 1000
    const answeredMs = timeMsOf(event.time + rttMs)
    if (answeredMs !== undefined) {
      event.response_time = answeredMs
      event.response_time_dt = rfc3339(answeredMs)
    }
    const rcode = rcodeOf(textOf(fields.rcode_name))
    if (rcode !== undefined) {
      event.rcode_id = rcode.id
      event.rcode = rcode.name
      setStatus(event, rcode.id === 0 ? 'success' : 'failure')
    }
    const answers = answersOf(fields)
    if (answers.length > 0) event.answers = answers
    const flags = flagIds(fields)
    if (flags.length > 0) event.flag_ids = flags
    observe(observables, 'query.hostname', 'hostname', textOf(fields.query))
  },
  resource: (fields) => textOf(fields.query)?.toLowerCase(),
}

function answered(fields: JsonObject): boolean {
  return fields.rcode !== undefined || fields.rcode_name !== undefined || zeekItems(fields.answers).length > 0
}

function answersOf(fields: JsonObject): readonly object[] {
  const ttls = Array.isArray(fields.TTLs) ? fields.TTLs : []
  const flags = flagIds(fields)
  return zeekItems(fields.answers).map((rdata, at) =>
    present({
      rdata,
      ttl: numberOf(ttls[at]),
      packet_uid: integerOf(fields.trans_id),
      flag_ids: flags.length === 0 ? undefined : flags,
    }),
  )
}

const flagNames = ['AA', 'TC', 'RD', 'RA'] as const

/** OCSF `flag_ids`: 1 authoritative answer, 2 truncated, 3 recursion desired, 4 recursion available. */
function flagIds(fields: JsonObject): readonly number[] {
  return flagNames.flatMap((name, at) => (zeekFlag(fields[name]) === true ? [at + 1] : []))
}

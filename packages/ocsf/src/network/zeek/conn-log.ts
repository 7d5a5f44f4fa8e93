import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { networkActivity } from '../../event-class.ts'
import { textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { socketName, trafficOf } from '../connection.ts'
import { fieldNames, type ZeekLog, zeekItems } from './zeek-log.ts'

type Outcome = 'success' | 'failure' | undefined

/** Zeek `conn_state` as activity and outcome. Source: Zeek, base/protocols/conn, "conn_state". */
const states: ReadonlyMap<string, readonly [id: number, outcome: Outcome]> = new Map([
  ['S0', [4, 'failure']],
  ['S1', [1, 'success']],
  ['SF', [2, 'success']],
  ['REJ', [5, 'failure']],
  ['S2', [6, 'success']],
  ['S3', [6, 'success']],
  ['RSTO', [3, 'success']],
  ['RSTR', [3, 'success']],
  ['RSTOS0', [3, 'failure']],
  ['RSTRH', [3, 'failure']],
  ['SH', [4, 'failure']],
  ['SHR', [4, 'failure']],
  ['OTH', [6, undefined]],
])

function stateOf(fields: JsonObject): readonly [id: number, outcome: Outcome] {
  return states.get(textOf(fields.conn_state) ?? '') ?? [6, undefined]
}

export const connLog: ZeekLog = {
  mapped: fieldNames(
    'service duration orig_bytes resp_bytes conn_state missed_bytes history orig_pkts resp_pkts orig_l2_addr ' +
      'resp_l2_addr resp_cc orig_cc',
  ),
  activity: (fields): Activity => ({ eventClass: networkActivity, id: stateOf(fields)[0] }),
  describe(event, fields, observables) {
    const [, outcome] = stateOf(fields)
    if (outcome !== undefined) setStatus(event, outcome)
    const state = textOf(fields.conn_state)
    if (state !== undefined) event.status_code = state
    const service = textOf(fields.service)
    if (service !== undefined) event.app_name = service
    const traffic = trafficOf({
      bytesOut: fields.orig_bytes,
      bytesIn: fields.resp_bytes,
      packetsOut: fields.orig_pkts,
      packetsIn: fields.resp_pkts,
      bytesMissed: fields.missed_bytes,
    })
    if (traffic !== undefined) event.traffic = traffic
    event.src_endpoint = sideOf(event.src_endpoint as object, fields, 'orig')
    event.dst_endpoint = sideOf(event.dst_endpoint as object, fields, 'resp')
    for (const name of namesOf(fields, 'orig'))
      observe(observables, 'src_endpoint.hostname', 'hostname', name)
    for (const name of namesOf(fields, 'resp'))
      observe(observables, 'dst_endpoint.hostname', 'hostname', name)
  },
  resource: (fields) => socketName(fields['id.resp_h'], fields['id.resp_p'], fields.proto),
}

function sideOf(base: object, fields: JsonObject, side: 'orig' | 'resp'): object {
  const country = textOf(fields[`${side}_cc`])
  return present({
    ...base,
    mac: textOf(fields[`${side}_l2_addr`]),
    location: country === undefined ? undefined : { country },
  })
}

/** Names that Corelight sensors learned for the address from other protocols. */
function namesOf(fields: JsonObject, side: 'orig' | 'resp'): readonly string[] {
  return zeekItems(fields[`id.${side}_h_name.vals`])
}

import { type Activity, observe, present, setStatus } from '../../draft.ts'
import { networkActivity } from '../../event-class.ts'
import { type Found, numberOf, objectOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { rfc3339, timeMsOf } from '../../time.ts'
import { trafficOf } from '../connection.ts'
import { fileHashes } from '../fingerprint.ts'
import { networkFileActivity } from '../network-class.ts'
import type { EveType } from './eve-type.ts'

/** A flow is written when it ends: closed in order, or forgotten after its time. */
export const flowType: EveType = {
  activity: (fields): Activity => ({
    eventClass: networkActivity,
    id: textOf(objectOf(fields.flow).state) === 'closed' ? 2 : 6,
  }),
  describe(event, fields) {
    const flow = objectOf(fields.flow)
    const traffic = trafficOf({
      bytesOut: flow.bytes_toserver,
      bytesIn: flow.bytes_toclient,
      packetsOut: flow.pkts_toserver,
      packetsIn: flow.pkts_toclient,
    })
    if (traffic !== undefined) event.traffic = traffic
    setSpan(event, flow)
    const state = textOf(flow.state)
    if (state !== undefined) event.status_code = state
    const reason = textOf(flow.reason)
    if (reason !== undefined) event.status_detail = reason
  },
}

/** One direction of a flow. */
export const netflowType: EveType = {
  activity: () => ({ eventClass: networkActivity, id: 6 }),
  describe(event, fields) {
    const netflow = objectOf(fields.netflow)
    const traffic = present({ packets: numberOf(netflow.pkts), bytes: numberOf(netflow.bytes) })
    if (Object.keys(traffic).length > 0) event.traffic = traffic
    setSpan(event, netflow)
  },
}

function setSpan(event: Parameters<EveType['describe']>[0], flow: JsonObject): void {
  const startMs = timeMsOf(flow.start)
  const endMs = timeMsOf(flow.end)
  if (startMs !== undefined) {
    event.start_time = startMs
    event.start_time_dt = rfc3339(startMs)
  }
  if (endMs !== undefined) {
    event.end_time = endMs
    event.end_time_dt = rfc3339(endMs)
  }
  if (startMs !== undefined && endMs !== undefined && endMs >= startMs) event.duration = endMs - startMs
}

/** An inline sensor dropped a packet. */
export const dropType: EveType = {
  activity: () => ({ eventClass: networkActivity, id: 5 }),
  describe(event, fields) {
    event.action_id = 2
    event.action = 'Denied'
    event.disposition_id = 6
    event.disposition = 'Dropped'
    setStatus(event, 'failure')
    const reason = textOf(objectOf(fields.drop).reason)
    if (reason !== undefined) event.status_detail = reason
  },
}

/** A packet or stream that breaks its protocol's rules: common on real networks, so a fact, not a finding. */
export const anomalyType: EveType = {
  activity: (fields) => ({
    eventClass: networkActivity,
    id: 99,
    name: textOf(objectOf(fields.anomaly).event) ?? 'anomaly',
  }),
  describe(event, fields) {
    const anomaly = objectOf(fields.anomaly)
    const layer = textOf(anomaly.layer) ?? textOf(anomaly.type)
    const name = textOf(anomaly.event)
    event.message = [layer, name].filter((part) => part !== undefined).join(': ') || 'anomaly'
  },
}

/** The class asks for an actor: what is known of one is the protocol that carried the file. */
export const fileInfoType: EveType = {
  activity: (fields): Activity => ({ eventClass: networkFileActivity, id: transferOf(fields) }),
  describe(event, fields, observables) {
    const info = objectOf(fields.fileinfo)
    event.actor = { app_name: textOf(fields.app_proto) ?? 'unknown' }
    const path = textOf(info.filename)
    event.file = present({
      name: path === undefined ? 'unknown' : lastPart(path),
      path,
      type_id: 1,
      type: 'Regular File',
      size: numberOf(info.size),
      hashes: fileHashes(info.md5, info.sha1, info.sha256),
    })
    observe(observables, 'file.name', 'fileName', path === undefined ? undefined : lastPart(path))
  },
  resource: (fields) => textOf(objectOf(fields.fileinfo).filename),
}

/** HTTP tells by its method which way a file went: 1 upload, 2 download. */
function transferOf(fields: JsonObject): number {
  const method: Found = objectOf(fields.http).http_method
  if (typeof method !== 'string') return 0
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? 1 : 2
}

function lastPart(path: string): string {
  const part = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return part === '' ? path : part
}

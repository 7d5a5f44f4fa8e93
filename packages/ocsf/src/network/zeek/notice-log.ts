import { observe, present } from '../../draft.ts'
import { detectionFinding, networkActivity } from '../../event-class.ts'
import { addressOf, numberOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { endpoint } from '../connection.ts'
import { fieldNames, type ZeekLog } from './zeek-log.ts'

/** What a Zeek script found worth telling. Zeek states no severity, so it stays unknown. */
export const noticeLog: ZeekLog = {
  mapped: fieldNames('note msg sub src dst'),
  severity: 0,
  activity: () => ({ eventClass: detectionFinding, id: 1 }),
  describe(event, fields, observables) {
    const note = textOf(fields.note) ?? 'Notice'
    describeFinding(event, fields, note, [textOf(fields.msg), textOf(fields.sub)])
    observe(observables, 'src_endpoint.ip', 'ip', addressOf(fields.src))
    observe(observables, 'dst_endpoint.ip', 'ip', addressOf(fields.dst))
  },
  resource: (fields) => textOf(fields.note),
}

/** An indicator of the operator's intelligence feeds, seen on the wire. */
export const intelLog: ZeekLog = {
  mapped: fieldNames('seen.indicator seen.indicator_type seen.where'),
  severity: 0,
  activity: () => ({ eventClass: detectionFinding, id: 1 }),
  describe(event, fields) {
    const indicator = textOf(fields['seen.indicator']) ?? 'unknown'
    const where = textOf(fields['seen.where'])
    describeFinding(event, fields, `Intelligence match: ${indicator}`, [
      textOf(fields['seen.indicator_type']),
      where,
    ])
  },
  resource: (fields) => textOf(fields['seen.indicator']),
}

function describeFinding(
  event: Parameters<ZeekLog['describe']>[0],
  fields: JsonObject,
  title: string,
  details: readonly (string | undefined)[],
): void {
  const description = details.filter((detail) => detail !== undefined).join('; ')
  event.finding_info = present({
    uid: `${textOf(fields.uid) ?? textOf(fields.fuid) ?? event.time}:${title}`,
    title,
    desc: description === '' ? undefined : description,
    analytic: { name: title, type_id: 1, type: 'Rule' },
  })
  event.message = description === '' ? title : description
  const source = endpoint(fields.src ?? fields['id.orig_h'], fields['id.orig_p'])
  const destination = endpoint(fields.dst ?? fields['id.resp_h'], fields['id.resp_p'] ?? fields.p)
  event.evidences = [present({ src_endpoint: filled(source), dst_endpoint: filled(destination) })].filter(
    (evidence) => Object.keys(evidence).length > 0,
  )
  // A finding has no connection of its own: what was seen is its evidence.
  for (const name of ['src_endpoint', 'dst_endpoint', 'connection_info', 'duration']) delete event[name]
}

function filled(value: object): object | undefined {
  return Object.keys(value).length === 0 ? undefined : value
}

/** Traffic that breaks its protocol's rules: common on real networks, so a fact, not a finding. */
export const weirdLog: ZeekLog = {
  mapped: fieldNames('name addl'),
  activity: (fields) => ({
    eventClass: networkActivity,
    id: 99,
    name: textOf(fields.name) ?? 'weird',
  }),
  describe(event, fields) {
    const name = textOf(fields.name) ?? 'weird'
    const more =
      textOf(fields.addl) ?? (numberOf(fields.addl) !== undefined ? String(fields.addl) : undefined)
    event.message = more === undefined ? name : `${name}: ${more}`
  },
}

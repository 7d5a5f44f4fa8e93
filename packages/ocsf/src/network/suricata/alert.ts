import { present } from '../../draft.ts'
import { detectionFinding } from '../../event-class.ts'
import { idOf, numberOf, objectOf, textOf, textsOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { dnsQueryOf } from './dns.ts'
import type { EveType } from './eve-type.ts'
import { httpRequestOf, httpResponseOf } from './http.ts'
import { tlsOf } from './tls.ts'

/** Suricata's priorities: 1 is the gravest, and beyond 3 a rule only informs. */
function severityId(fields: JsonObject): number {
  const severity = numberOf(objectOf(fields.alert).severity)
  if (severity === undefined) return 0
  return severity <= 1 ? 4 : severity === 2 ? 3 : severity === 3 ? 2 : 1
}

/** A signature matched. `allowed` says that the packet went on, `blocked` that an inline sensor dropped it. */
export const alertType: EveType = {
  activity: () => ({ eventClass: detectionFinding, id: 1 }),
  severity: severityId,
  describe(event, fields) {
    const alert = objectOf(fields.alert)
    const title = textOf(alert.signature) ?? 'Suricata alert'
    event.message = title
    event.is_alert = true
    event.finding_info = findingOf(fields, alert, title)
    const blocked = alert.action === 'blocked'
    event.action_id = blocked ? 2 : 1
    event.action = blocked ? 'Denied' : 'Allowed'
    event.disposition_id = blocked ? 2 : 15
    event.disposition = blocked ? 'Blocked' : 'Detected'
    const attacks = attacksOf(objectOf(alert.metadata))
    if (attacks.length > 0) event.attacks = attacks
    event.evidences = [evidenceOf(event, fields)]
    for (const name of ['src_endpoint', 'dst_endpoint', 'connection_info', 'app_name']) delete event[name]
  },
  resource: (fields) => textOf(objectOf(fields.alert).signature),
}

function findingOf(fields: JsonObject, alert: JsonObject, title: string): object {
  const rule = `${idOf(alert.gid) ?? '1'}:${idOf(alert.signature_id) ?? '0'}`
  const category = textOf(alert.category)
  const packet = idOf(fields.pcap_cnt) ?? textOf(fields.timestamp) ?? ''
  return present({
    uid: `${idOf(fields.flow_id) ?? ''}:${rule}:${idOf(fields.tx_id) ?? packet}`,
    title,
    types: category === undefined ? undefined : [category],
    analytic: present({
      uid: rule,
      name: title,
      version: idOf(alert.rev),
      category,
      type_id: 1,
      type: 'Rule',
    }),
  })
}

/** Emerging Threats rules name techniques in their metadata, with blanks written as underscores. */
function attacksOf(metadata: JsonObject): readonly object[] {
  const names = textsOf(metadata.mitre_technique_name)
  return textsOf(metadata.mitre_technique_id).map((uid, at) => ({
    technique: present({ uid, name: names[at]?.replaceAll('_', ' ') }),
  }))
}

function evidenceOf(event: JsonObject | object, fields: JsonObject): object {
  const { src_endpoint, dst_endpoint, connection_info } = event as Record<string, unknown>
  return present({
    src_endpoint,
    dst_endpoint,
    connection_info,
    http_request: fields.http === undefined ? undefined : httpRequestOf(fields),
    http_response: fields.http === undefined ? undefined : httpResponseOf(fields),
    query: fields.dns === undefined ? undefined : dnsQueryOf(objectOf(fields.dns)),
    tls: fields.tls === undefined ? undefined : tlsOf(objectOf(fields.tls)),
  })
}

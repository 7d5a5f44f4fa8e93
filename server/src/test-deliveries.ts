/** Test code: what a sender with a key of one tenant may try. */
import { bank, recordText, type TenantThings } from './test-two-tenants.ts'

export type Delivery = {
  readonly path: string
  readonly scheme: string
  readonly body: string
  readonly status: number
}

/** The same record by every way in, claiming to be the bank's wherever a protocol has a place for such a claim. */
export function deliveries({ sourceId }: TenantThings): readonly Delivery[] {
  const record = { ...JSON.parse(recordText('claims')), tenant_id: bank, tenantId: bank, source_id: sourceId }
  const text = JSON.stringify(record)
  const resource = { attributes: [{ key: 'tenant_id', value: { stringValue: bank } }] }
  const log = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: text } }
  return [
    { path: `/ingest/${sourceId}`, scheme: 'Bearer', body: text, status: 403 },
    {
      path: '/elastic/_bulk',
      scheme: 'ApiKey',
      body: `{"create":{"_index":"bank"}}\n${text}\n`,
      status: 200,
    },
    { path: '/elastic/bank/_bulk', scheme: 'ApiKey', body: `{"index":{}}\n${text}\n`, status: 200 },
    {
      path: '/services/collector/event',
      scheme: 'Splunk',
      body: JSON.stringify({ event: record, index: bank, source: sourceId, host: bank }),
      status: 200,
    },
    {
      path: `/services/collector/raw?index=bank&source=${sourceId}`,
      scheme: 'Splunk',
      body: text,
      status: 200,
    },
    {
      path: '/v1/logs',
      scheme: 'Bearer',
      body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [log] }] }] }),
      status: 200,
    },
  ]
}

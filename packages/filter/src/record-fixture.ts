import type { FilterRecord } from './filter-record.ts'

/** Test data: a CloudTrail event, with what a test is about changed. */
export function recordWith(changed: Partial<FilterRecord> = {}): FilterRecord {
  return {
    tenant_id: 'shop',
    event_id: 'e1',
    source_id: 'src_1',
    format: 'aws-cloudtrail',
    activity_name: 'Create',
    identity_key: 'aws:111122223333:assumed-role/Deploy',
    session_key: 'ASIA1111111111EXAMPLE',
    host: '',
    source_ip: '203.0.113.7',
    destination_ip: '',
    action: 'CreateUser',
    resource: 'arn:aws:iam::111122223333:user/new',
    source_event_uid: 'uid-1',
    raw: '{"eventName":"CreateUser","userAgent":"aws-cli/2.0"}',
    class_uid: 3001,
    severity_id: 1,
    status_id: 1,
    time: Date.UTC(2026, 2, 1, 8, 30),
    received_at: Date.UTC(2026, 2, 1, 8, 31),
    chain: ['oidc-federation github:acme/shop/release', 'invoked-by aws:service/ec2.amazonaws.com'],
    ...changed,
  }
}

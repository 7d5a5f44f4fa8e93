import type { JsonObject } from '../record.ts'
import type { SourceFixture } from '../source-fixtures.ts'

/** Access logs written for the tests; every name, address and id in them is made up. */
export const nginxJson: JsonObject = {
  time_iso8601: '2026-03-04T10:15:27+01:00',
  remote_addr: '203.0.113.9',
  remote_user: 'Ines',
  request: 'POST /basket?id=7 HTTP/2.0',
  status: '201',
  body_bytes_sent: '512',
  request_time: '0.042',
  http_referer: 'https://shop.example/',
  http_user_agent: 'Mozilla/5.0',
  http_x_forwarded_for: '198.51.100.4, 10.0.0.1',
  host: 'shop.example',
  scheme: 'https',
  upstream_addr: '10.0.0.9:8080',
}

export const envoyJson: JsonObject = {
  start_time: '2026-03-04T09:15:27.123Z',
  method: 'GET',
  path: '/v1/orders?limit=5',
  protocol: 'HTTP/2',
  response_code: 403,
  response_flags: 'UAEX',
  response_code_details: 'ext_authz_denied',
  bytes_received: 0,
  bytes_sent: 19,
  duration: 3,
  x_forwarded_for: '10.0.0.4',
  user_agent: 'orders/2.1',
  request_id: '6f1c0a6e-1111-4222-8333-444455556666',
  authority: 'orders.shop.svc:8443',
  upstream_host: null,
  downstream_remote_address: '10.0.0.4:51000',
  requested_server_name: 'orders.shop.svc',
  x_forwarded_client_cert:
    'By=spiffe://fern.example/ns/edge/sa/gateway;Hash=aa;URI=spiffe://fern.example/ns/web/sa/front,' +
    'By=spiffe://fern.example/ns/shop/sa/orders;Hash=bb;Subject="CN=gw;O=\\"Fern\\"";URI=spiffe://fern.example/ns/edge/sa/gateway',
}

export const albJson: JsonObject = {
  type: 'h2',
  time: '2026-03-04T09:15:27.123456Z',
  elb: 'app/shop/50dc6c495c0c9188',
  client_ip: '203.0.113.9',
  client_port: 51312,
  target_ip: '10.0.0.9',
  target_port: 80,
  request_processing_time: 0.001,
  target_processing_time: 0.04,
  response_processing_time: 0,
  elb_status_code: '200',
  target_status_code: '200',
  received_bytes: 70,
  sent_bytes: 900,
  request_verb: 'GET',
  request_url: 'https://shop.example:443/basket?id=7',
  request_proto: 'HTTP/2.0',
  user_agent: 'Mozilla/5.0',
  ssl_cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
  ssl_protocol: 'TLSv1.2',
  target_group_arn:
    'arn:aws:elasticloadbalancing:eu-central-1:444455556666:targetgroup/shop/73e2d6bc24d8a067',
  trace_id: 'Root=1-58337262-36d228ad5d99923122bbe354',
  domain_name: 'shop.example',
}

export const webFixtures: readonly SourceFixture[] = [
  { format: 'nginx-access', fields: nginxJson, identityKey: 'user:ines', action: 'POST', classUid: 4002 },
  {
    format: 'envoy-access',
    fields: envoyJson,
    identityKey: 'spiffe://fern.example/ns/edge/sa/gateway',
    action: 'GET',
    classUid: 4002,
  },
  { format: 'aws-alb-access', fields: albJson, identityKey: undefined, action: 'GET', classUid: 4002 },
]

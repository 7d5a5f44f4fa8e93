import type { JsonObject } from '../record.ts'
import type { SourceFixture } from '../source-fixtures.ts'

/** Records of network sensors written for the tests; every name, address and id in them is made up. */
const connection: JsonObject = {
  ts: 1772615727.123456,
  uid: 'CAbcd12345efGhij',
  'id.orig_h': '10.1.0.7',
  'id.orig_p': 51234,
  'id.resp_h': '203.0.113.80',
  'id.resp_p': 443,
}

export const zeekConn: JsonObject = {
  _path: 'conn',
  _system_name: 'tap-1',
  ...connection,
  proto: 'tcp',
  service: 'ssl',
  duration: 1.5,
  orig_bytes: 1200,
  resp_bytes: 90_000,
  conn_state: 'SF',
  local_orig: true,
  local_resp: false,
  missed_bytes: 0,
  history: 'ShADadFf',
  orig_pkts: 12,
  resp_pkts: 70,
  community_id: '1:abcdefghijklmnopqrstuvwxyz0=',
}

export const zeekHttp: JsonObject = {
  _path: 'http',
  ...connection,
  'id.resp_p': 80,
  trans_depth: 1,
  method: 'POST',
  host: 'intra.fern.example',
  uri: '/login.php?next=%2F',
  user_agent: 'curl/8.9',
  version: '1.1',
  request_body_len: 40,
  response_body_len: 512,
  status_code: 401,
  status_msg: 'Unauthorized',
  username: 'Mara',
  password: 'not-to-be-shown',
  proxied: ['X-FORWARDED-FOR -> 198.51.100.4, 10.1.0.2'],
  client_headers: ['HOST: intra.fern.example', 'ACCEPT: */*'],
  cookie: ['sid=42; Path=/'],
  resp_mime_types: ['text/html'],
  tags: [],
}

export const zeekKerberos: JsonObject = {
  _path: 'kerberos',
  ...connection,
  'id.resp_p': 88,
  request_type: 'TGS',
  client: 'mara/FERN.EXAMPLE',
  service: 'cifs/files.fern.example',
  success: false,
  error_msg: 'KDC_ERR_S_PRINCIPAL_UNKNOWN',
  cipher: 'rc4-hmac',
}

export const suricataAlert: JsonObject = {
  timestamp: '2026-03-04T09:15:27.123456+0000',
  flow_id: 1_234_567_890_123,
  in_iface: 'eth1',
  event_type: 'alert',
  src_ip: '10.1.0.7',
  src_port: 51234,
  dest_ip: '203.0.113.80',
  dest_port: 80,
  proto: 'TCP',
  app_proto: 'http',
  tx_id: 0,
  alert: {
    action: 'allowed',
    gid: 1,
    signature_id: 9_000_001,
    rev: 3,
    signature: 'FERN beacon to a known loader',
    category: 'A Network Trojan was detected',
    severity: 1,
    metadata: { mitre_technique_id: ['T1071'], mitre_technique_name: ['Application_Layer_Protocol'] },
  },
  http: { hostname: 'loader.example', url: '/gate?id=1', http_method: 'GET', status: 200, length: 9 },
}

export const suricataTls: JsonObject = {
  timestamp: '2026-03-04T09:15:27.123456+0000',
  flow_id: 77,
  event_type: 'tls',
  src_ip: '2001:db8::7',
  src_port: 40000,
  dest_ip: '2001:db8::80',
  dest_port: 443,
  proto: 'TCP',
  community_id: '1:zyx=',
  tls: {
    version: 'TLS 1.3',
    sni: 'Pay.fern.example',
    subject: 'CN=pay.fern.example',
    issuerdn: 'CN=Fern CA',
    serial: '0A:0B',
    fingerprint: 'aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd',
    notbefore: '2026-01-01T00:00:00',
    notafter: '2027-01-01T00:00:00',
    ja3: { hash: '0123456789abcdef0123456789abcdef', string: '771,1' },
    client: { subject: 'CN=checkout,O=Fern' },
  },
}

export const networkFixtures: readonly SourceFixture[] = [
  { format: 'zeek-json', fields: zeekConn, identityKey: undefined, action: 'conn', classUid: 4001 },
  { format: 'zeek-json', fields: zeekHttp, identityKey: 'user:mara', action: 'http', classUid: 4002 },
  {
    format: 'zeek-json',
    fields: zeekKerberos,
    identityKey: 'kerberos:fern.example/mara',
    action: 'kerberos',
    classUid: 3002,
  },
  { format: 'suricata-eve', fields: suricataAlert, identityKey: undefined, action: 'alert', classUid: 2004 },
  {
    format: 'suricata-eve',
    fields: suricataTls,
    identityKey: 'x509:CN=checkout,O=Fern',
    action: 'tls',
    classUid: 4001,
  },
]

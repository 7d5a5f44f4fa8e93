import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NormalisedEvent } from '../../event.ts'
import { objectOf } from '../../fields.ts'
import { normalise } from '../../normalise.ts'
import { createRecordReader } from '../../reader.ts'
import type { JsonObject } from '../../record.ts'
import { zeekConn, zeekHttp, zeekKerberos } from '../network-fixtures.ts'

const context = { receivedAtMs: Date.UTC(2026, 2, 4, 9, 30) }

function read(fields: JsonObject): NormalisedEvent {
  const raw = JSON.stringify(fields)
  const reading = createRecordReader('auto').read(raw)
  assert.ok(reading.kind === 'record', JSON.stringify(reading).slice(0, 200))
  assert.equal(reading.format, 'zeek-json')
  const result = normalise(reading.format, reading.record, context)
  assert.ok(result.kind === 'event')
  return result.normalised
}

const at = (path: string, more: JsonObject): NormalisedEvent =>
  read({
    _path: path,
    ts: '2026-03-04T09:15:27.123456Z',
    uid: 'CAbcd12345efGhij',
    'id.orig_h': '10.1.0.7',
    'id.orig_p': 51234,
    'id.resp_h': '10.1.0.20',
    'id.resp_p': 445,
    ...more,
  })

test('a connection tells who reached whom, how much was sent each way and how it ended', () => {
  const { event, sessionKey, sourceIp, destinationIp, resource, host } = read(zeekConn)
  assert.deepEqual([event.activity_name, event.status, event.status_code], ['Close', 'Success', 'SF'])
  assert.equal(event.time, 1772615727123)
  assert.equal(event.duration, 1500)
  assert.deepEqual(event.traffic, {
    bytes_out: 1200,
    bytes_in: 90_000,
    bytes: 91_200,
    packets_out: 12,
    packets_in: 70,
    packets: 82,
    bytes_missed: 0,
  })
  const connection = event.connection_info as JsonObject
  assert.deepEqual(
    [connection.uid, connection.protocol_num, connection.direction, connection.community_uid],
    ['CAbcd12345efGhij', 6, 'Outbound', '1:abcdefghijklmnopqrstuvwxyz0='],
  )
  assert.deepEqual([sessionKey, sourceIp, destinationIp], ['CAbcd12345efGhij', '10.1.0.7', '203.0.113.80'])
  assert.equal(resource, '203.0.113.80:443/tcp')
  assert.equal(host, undefined, 'the sensor is not where it happened')
})

test('each state of a connection has its activity and outcome', () => {
  const state = (conn_state: string) => {
    const { event } = at('conn', { conn_state })
    return [event.activity_name, event.status]
  }
  assert.deepEqual(state('S0'), ['Fail', 'Failure'])
  assert.deepEqual(state('S1'), ['Open', 'Success'])
  assert.deepEqual(state('REJ'), ['Refuse', 'Failure'])
  assert.deepEqual(state('RSTO'), ['Reset', 'Success'])
  assert.deepEqual(state('OTH'), ['Traffic', undefined])
  assert.deepEqual(state('NEW'), ['Traffic', undefined])
})

test('a request names its user, its forwarders and its page, and never its password', () => {
  const { event, identityKey, resource } = read(zeekHttp)
  const request = event.http_request as JsonObject
  assert.deepEqual([event.activity_name, event.status, identityKey], ['Post', 'Failure', 'user:mara'])
  assert.deepEqual(request.url, {
    hostname: 'intra.fern.example',
    path: '/login.php',
    query_string: 'next=%2F',
  })
  assert.deepEqual(request.x_forwarded_for, ['198.51.100.4', '10.1.0.2'])
  assert.deepEqual(request.http_headers, [
    { name: 'HOST', value: 'intra.fern.example' },
    { name: 'ACCEPT', value: '*/*' },
  ])
  assert.deepEqual(event.http_cookies, [{ name: 'sid', value: '42' }])
  assert.equal(resource, 'intra.fern.example/login.php')
  assert.doesNotMatch(JSON.stringify(event), /not-to-be-shown/)
})

test('a name look-up carries its answers, their times to live and when they came', () => {
  const { event, resource } = at('dns', {
    proto: 'udp',
    trans_id: 60300,
    rtt: 0.25,
    query: 'Api.Shop.example',
    qclass_name: 'C_INTERNET',
    qtype_name: 'A',
    rcode: 0,
    rcode_name: 'NOERROR',
    RD: true,
    RA: true,
    answers: ['edge.shop.example', '203.0.113.80'],
    TTLs: [300, 60],
  })
  assert.deepEqual([event.class_uid, event.activity_name, event.rcode], [4003, 'Traffic', 'NoError'])
  assert.deepEqual(event.query, {
    hostname: 'Api.Shop.example',
    type: 'A',
    class: 'IN',
    packet_uid: 60300,
  })
  assert.deepEqual(event.flag_ids, [3, 4])
  assert.deepEqual((event.answers as JsonObject[])[1], {
    rdata: '203.0.113.80',
    ttl: 60,
    packet_uid: 60300,
    flag_ids: [3, 4],
  })
  assert.equal(event.response_time, event.time + 250)
  assert.equal(resource, 'api.shop.example')
  const refused = at('dns', { query: 'x.example', rcode_name: 'NXDOMAIN' })
  assert.deepEqual([refused.event.rcode_id, refused.event.status], [3, 'Failure'])
  assert.equal(at('dns', { query: 'x.example' }).event.activity_name, 'Query')
})

test('a TLS handshake keeps its server name and fingerprints, and the client certificate is who acted', () => {
  const { event, identityKey, resource } = at('ssl', {
    version: 'TLSv13',
    server_name: 'Pay.fern.example',
    subject: 'CN=pay.fern.example',
    issuer: 'CN=Fern CA',
    client_subject: 'CN=checkout,O=Fern',
    ja3: '0123456789abcdef0123456789abcdef',
    established: true,
    validation_status: 'ok',
  })
  assert.equal(identityKey, 'x509:CN=checkout,O=Fern')
  assert.equal(resource, 'pay.fern.example')
  const tls = event.tls as JsonObject
  assert.deepEqual(tls.ja3_hash, {
    algorithm: 'MD5',
    algorithm_id: 1,
    value: '0123456789abcdef0123456789abcdef',
  })
  assert.deepEqual([tls.sni, event.status, event.status_detail], ['Pay.fern.example', 'Success', 'ok'])
})

test('sign-ins on the wire say who, to what and with what outcome', () => {
  const kerberos = read(zeekKerberos)
  assert.deepEqual(
    [kerberos.identityKey, kerberos.event.activity_name, kerberos.event.status, kerberos.resource],
    ['kerberos:fern.example/mara', 'Service Ticket Request', 'Failure', 'cifs/files.fern.example'],
  )
  const ntlm = at('ntlm', {
    username: 'Mara',
    domainname: 'fern',
    hostname: 'LAP-9',
    server_dns_computer_name: 'Files.fern.example',
    success: true,
  })
  assert.deepEqual(
    [ntlm.identityKey, ntlm.host, ntlm.event.class_uid, ntlm.event.status],
    ['windows:FERN\\mara', 'files.fern.example', 3002, 'Success'],
  )
  assert.equal(at('ntlm', { username: '-' }).identityKey, undefined)
  assert.equal(at('radius', { username: 'mara', result: 'failed' }).event.status, 'Failure')
})

test('remote access: SSH by outcome, RDP with what the client claims, FTP without its password', () => {
  const ssh = at('ssh', {
    version: 2,
    auth_success: false,
    client: 'SSH-2.0-libssh2_1.11',
    hassh: 'a'.repeat(32),
  })
  assert.deepEqual(
    [ssh.event.class_uid, ssh.event.activity_name, ssh.event.status],
    [4007, 'Fail', 'Failure'],
  )
  assert.equal(at('ssh', { version: 2 }).event.activity_name, 'Traffic')
  const rdp = at('rdp', { cookie: 'mara', security_protocol: 'HYBRID', client_name: 'LAP-9' })
  assert.deepEqual(
    [rdp.event.class_uid, rdp.event.identifier_cookie, rdp.identityKey],
    [4005, 'mara', undefined],
  )
  const ftp = at('ftp', { user: 'anonymous', command: 'PASS', arg: 'hunter2', reply_code: 530 })
  assert.deepEqual([ftp.event.command, ftp.event.status, ftp.identityKey], ['PASS', 'Failure', undefined])
  assert.doesNotMatch(JSON.stringify(ftp.event), /hunter2/)
  const upload = at('ftp', { user: 'mara', command: 'STOR', arg: 'a.zip', file_size: 7, reply_code: 226 })
  assert.deepEqual([upload.event.activity_name, upload.identityKey], ['Put', 'user:mara'])
})

test('files, shares, leases and mails land in their own classes', () => {
  const file = at('files', {
    fuid: 'FAbc',
    source: 'HTTP',
    is_orig: false,
    filename: 'tool.exe',
    md5: 'b'.repeat(32),
    seen_bytes: 9,
  })
  assert.deepEqual([file.event.class_uid, file.event.activity_name], [4010, 'Download'])
  const smb = at('smb_files', {
    action: 'SMB::FILE_OPEN',
    path: '\\\\files\\c$',
    name: 'Windows\\Temp\\a.exe',
  })
  assert.deepEqual(
    [smb.event.activity_name, smb.resource],
    ['File Open', '\\\\files\\c$\\Windows\\Temp\\a.exe'],
  )
  assert.equal(at('smb_mapping', { path: '\\\\files\\IPC$', share_type: 'PIPE' }).event.share_type_id, 2)
  const dhcp = at('dhcp', {
    uids: ['C1'],
    msg_types: ['DISCOVER', 'OFFER', 'REQUEST', 'ACK'],
    host_name: 'LAP-9',
    mac: '00:00:5e:00:53:01',
    lease_time: 3600,
  })
  assert.deepEqual([dhcp.event.activity_name, dhcp.host, dhcp.event.lease_dur], ['Ack', 'lap-9', 3600])
  const mail = at('smtp', { mailfrom: 'a@x.example', rcptto: ['b@y.example'], subject: 'Hello' })
  assert.deepEqual([mail.event.class_uid, mail.resource], [4009, 'b@y.example'])
})

test('a notice is a finding of unknown severity, with its connection as evidence; a weird is a fact', () => {
  const { event } = at('notice', { note: 'Scan::Port_Scan', msg: '10.1.0.7 scanned 20 ports' })
  assert.deepEqual(
    [event.class_uid, event.severity, event.message],
    [2004, 'Unknown', '10.1.0.7 scanned 20 ports'],
  )
  assert.equal((event.finding_info as JsonObject).title, 'Scan::Port_Scan')
  assert.equal(event.src_endpoint, undefined)
  assert.equal(objectOf(objectOf((event.evidences as JsonObject[])[0]).src_endpoint).ip, '10.1.0.7')
  assert.equal(at('weird', { name: 'bad_TCP_checksum' }).event.activity_name, 'bad_TCP_checksum')
})

test('a log without a reading of its own is traffic, or an event of the sensor, and nothing of it is lost', () => {
  const modbus = at('modbus', { func: 'READ_COILS' })
  assert.deepEqual([modbus.event.class_uid, modbus.event.activity_name], [4001, 'modbus'])
  assert.equal(modbus.event.unmapped?.func, 'READ_COILS')
  const stats = read({ _path: 'stats', ts: 1772615727.5, peer: 'zeek', mem: 90 })
  assert.deepEqual([stats.event.class_uid, stats.event.activity_name], [0, 'stats'])
})

test('logs without a path, and with a nested connection id, are told by their columns', () => {
  const { _path, ...bare } = zeekConn
  assert.deepEqual(read(bare).event, { ...read(zeekConn).event, metadata: read(bare).event.metadata })
  const nested = read({
    ts: 1772615727,
    uid: 'C1',
    id: { orig_h: '10.1.0.7', orig_p: 1, resp_h: '10.1.0.8', resp_p: 2 },
    conn_state: 'SF',
    orig_pkts: 1,
  })
  assert.deepEqual([nested.sourceIp, nested.destinationIp, nested.action], ['10.1.0.7', '10.1.0.8', 'conn'])
  assert.equal(at('open_conn', { conn_state: 'OTH' }).event.activity_name, 'Traffic')
})

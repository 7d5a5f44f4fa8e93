import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NormalisedEvent } from '../../event.ts'
import { objectOf } from '../../fields.ts'
import { normalise } from '../../normalise.ts'
import { createRecordReader } from '../../reader.ts'
import type { JsonObject } from '../../record.ts'
import { suricataAlert, suricataTls } from '../network-fixtures.ts'

function read(fields: JsonObject): NormalisedEvent {
  const reading = createRecordReader('auto').read(JSON.stringify(fields))
  assert.ok(reading.kind === 'record', JSON.stringify(reading).slice(0, 200))
  assert.equal(reading.format, 'suricata-eve')
  const result = normalise(reading.format, reading.record, { receivedAtMs: 1 })
  assert.ok(result.kind === 'event')
  return result.normalised
}

const of = (event_type: string, more: JsonObject): NormalisedEvent =>
  read({
    timestamp: '2026-03-04T09:15:27.123456+0000',
    flow_id: 42,
    event_type,
    src_ip: '10.1.0.7',
    src_port: 51234,
    dest_ip: '10.1.0.20',
    dest_port: 445,
    proto: 'TCP',
    ...more,
  })

test('an alert is a finding with its signature, technique and the connection as evidence', () => {
  const { event, sessionKey, sourceIp, destinationIp, resource } = read(suricataAlert)
  assert.deepEqual(
    [event.class_uid, event.severity, event.message, event.disposition],
    [2004, 'High', 'FERN beacon to a known loader', 'Detected'],
  )
  assert.deepEqual(objectOf(event.finding_info as JsonObject).analytic, {
    uid: '1:9000001',
    name: 'FERN beacon to a known loader',
    version: '3',
    category: 'A Network Trojan was detected',
    type_id: 1,
    type: 'Rule',
  })
  assert.deepEqual(event.attacks, [{ technique: { uid: 'T1071', name: 'Application Layer Protocol' } }])
  const evidence = objectOf((event.evidences as JsonObject[])[0])
  assert.deepEqual(evidence.src_endpoint, { ip: '10.1.0.7', port: 51234 })
  assert.equal(objectOf(objectOf(evidence.http_request).url).path, '/gate')
  assert.equal(event.src_endpoint, undefined)
  assert.deepEqual(
    [sessionKey, sourceIp, destinationIp, resource],
    ['1234567890123', '10.1.0.7', '203.0.113.80', 'FERN beacon to a known loader'],
  )
  assert.equal(event.time, Date.UTC(2026, 2, 4, 9, 15, 27, 123))
})

test('the sensor that blocked says so, and its priorities are severities', () => {
  const severity = (value: number | null) =>
    read({ ...suricataAlert, alert: { action: 'blocked', severity: value } }).event
  assert.equal(severity(1).disposition, 'Blocked')
  assert.deepEqual(
    [1, 2, 3, 4, null].map((value) => severity(value).severity),
    ['High', 'Medium', 'Low', 'Informational', 'Unknown'],
  )
})

test('a handshake keeps its certificate, and the client certificate is who acted', () => {
  const { event, identityKey, resource } = read(suricataTls)
  assert.deepEqual([identityKey, resource], ['x509:CN=checkout,O=Fern', 'pay.fern.example'])
  const certificate = objectOf(objectOf(event.tls as JsonObject).certificate)
  assert.equal(certificate.expiration_time, Date.UTC(2027, 0, 1))
  assert.equal(objectOf((certificate.fingerprints as JsonObject[])[0]).algorithm, 'SHA-1')
  assert.equal(objectOf(event.connection_info as JsonObject).protocol_ver_id, 6)
})

test('look-ups of every version of the record are read', () => {
  const old = of('dns', {
    dns: { type: 'answer', id: 7, rrname: 'A.example', rrtype: 'A', rcode: 'NOERROR', answers: [] },
  })
  assert.deepEqual(
    [old.event.activity_name, old.event.rcode, old.resource],
    ['Response', 'NoError', 'a.example'],
  )
  const recent = of('dns', {
    dns: {
      type: 'response',
      id: 7,
      rcode: 'NXDOMAIN',
      queries: [{ rrname: 'b.example', rrtype: 'AAAA' }],
      answers: [{ rrname: 'b.example', rrtype: 'AAAA', ttl: 60, rdata: '2001:db8::1' }],
    },
  })
  assert.deepEqual(recent.event.query, { hostname: 'b.example', type: 'AAAA', packet_uid: 7 })
  assert.deepEqual(recent.event.answers, [{ rdata: '2001:db8::1', type: 'AAAA', ttl: 60 }])
  assert.equal(recent.event.status, 'Failure')
  assert.equal(of('dns', { dns: { type: 'query', rrname: 'c.example' } }).event.activity_name, 'Query')
})

test('a flow has its span, its counts and how it ended', () => {
  const { event, resource } = of('flow', {
    tcp: { tcp_flags: '1b' },
    flow: {
      pkts_toserver: 5,
      pkts_toclient: 4,
      bytes_toserver: 500,
      bytes_toclient: 4000,
      start: '2026-03-04T09:15:20.000000+0000',
      end: '2026-03-04T09:15:27.000000+0000',
      state: 'closed',
      reason: 'timeout',
    },
  })
  assert.deepEqual([event.activity_name, event.duration, resource], ['Close', 7000, '10.1.0.20:445/tcp'])
  assert.equal(objectOf(event.traffic as JsonObject).bytes, 4500)
  assert.equal(objectOf(event.connection_info as JsonObject).tcp_flags, 0x1b)
})

test('the other protocols land in their classes with who, what and outcome', () => {
  const http = of('http', {
    http: { hostname: 'shop.example', url: '/a?b', http_method: 'GET', status: 404 },
  })
  assert.deepEqual(
    [http.event.class_uid, http.event.status, http.resource],
    [4002, 'Failure', 'shop.example/a'],
  )
  const file = of('fileinfo', {
    app_proto: 'http',
    http: { http_method: 'PUT' },
    fileinfo: { filename: '/up/tool.exe', size: 9, sha256: 'c'.repeat(64) },
  })
  assert.deepEqual(
    [file.event.activity_name, objectOf(file.event.file as JsonObject).name],
    ['Upload', 'tool.exe'],
  )
  const smb = of('smb', {
    smb: {
      command: 'SMB2_COMMAND_SESSION_SETUP',
      status: 'STATUS_LOGON_FAILURE',
      status_code: '0xc000006d',
      ntlmssp: { domain: 'fern', user: 'Mara' },
    },
  })
  assert.deepEqual(
    [smb.event.class_uid, smb.event.status, smb.identityKey],
    [4006, 'Failure', 'windows:FERN\\mara'],
  )
  const ticket = of('krb5', {
    krb5: {
      msg_type: 'KRB_ERROR',
      failed_request: 'KRB_AS_REQ',
      cname: 'mara',
      realm: 'FERN.EXAMPLE',
      error_code: 'KDC_ERR_PREAUTH_FAILED',
    },
  })
  assert.deepEqual(
    [ticket.event.activity_name, ticket.event.status, ticket.identityKey],
    ['Authentication Ticket', 'Failure', 'kerberos:fern.example/mara'],
  )
  assert.equal(of('krb5', { krb5: { msg_type: 'KRB_AS_REQ', cname: '<empty>' } }).identityKey, undefined)
  const ssh = of('ssh', { ssh: { client: { proto_version: '2.0', software_version: 'libssh' } } })
  assert.deepEqual([ssh.event.class_uid, ssh.event.protocol_ver], [4007, '2.0'])
  const mail = of('smtp', { smtp: { mail_from: '<a@x.example>', rcpt_to: ['<b@y.example>'] } })
  assert.deepEqual([mail.event.class_uid, mail.resource], [4009, 'b@y.example'])
  assert.equal(of('dhcp', { dhcp: { dhcp_type: 'ack' } }).event.activity_name, 'Ack')
  assert.doesNotMatch(
    String(of('ftp', { ftp: { command: 'PASS', command_data: 'hunter2' } }).event.command),
    /hunter2/,
  )
  assert.equal(of('drop', {}).event.disposition, 'Dropped')
  assert.equal(
    of('anomaly', { anomaly: { layer: 'proto_parser', event: 'INVALID' } }).event.message,
    'proto_parser: INVALID',
  )
})

test('statistics of the sensor are kept as events of its own, and a protocol without a reading as traffic', () => {
  const stats = read({ timestamp: '2026-03-04T09:15:27.1+0000', event_type: 'stats', stats: { uptime: 9 } })
  assert.deepEqual([stats.event.class_uid, stats.event.activity_name], [0, 'stats'])
  const mqtt = of('mqtt', { mqtt: { publish: {} } })
  assert.deepEqual([mqtt.event.class_uid, mqtt.event.activity_name, mqtt.action], [4001, 'Traffic', 'mqtt'])
})

test('a record that only has an event type is not taken for Suricata', () => {
  const reading = createRecordReader('auto').read('{"timestamp":"2026-03-04T09:15:27Z","event_type":"login"}')
  assert.ok(reading.kind === 'record' && reading.format === 'generic-json')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalise } from './normalise.ts'
import { createRecordReader, type Reading, type RecordReading } from './reader.ts'
import {
  cloudTrailFixture,
  genAiSpanFixture,
  gitHubFixture,
  kubernetesFixture,
  oktaFixture,
  sourceFixtures,
} from './source-fixtures.ts'

const context = { receivedAtMs: Date.UTC(2026, 2, 4, 9, 30) }

function record(reading: Reading): RecordReading {
  assert.equal(reading.kind, 'record', JSON.stringify(reading).slice(0, 300))
  return reading as RecordReading
}

function formatsIn(reading: Reading): readonly string[] {
  assert.ok(reading.kind === 'records', JSON.stringify(reading).slice(0, 300))
  return reading.readings.map((one) => (one.kind === 'record' ? one.format : one.reason))
}

test('formats mixed in one stream are recognised record by record, and each says why', () => {
  const reader = createRecordReader('auto')
  for (const { format, fields } of [...sourceFixtures, ...sourceFixtures].reverse()) {
    const reading = record(reader.read(JSON.stringify(fields)))
    assert.equal(reading.format, format)
    assert.match(reading.because, /present|holds|audit\.k8s\.io/)
  }
})

test('a declared format that the record does not have is refused with what it looks like', () => {
  const reading = createRecordReader('okta-system-log').read(JSON.stringify(gitHubFixture))
  assert.ok(reading.kind === 'rejected')
  assert.equal(reading.reason, 'wrong-shape')
  assert.match(reading.detail, /expected okta-system-log; it looks like github-audit/)
})

test('text where JSON was declared is refused, and generic JSON takes any object', () => {
  const text = createRecordReader('aws-cloudtrail').read('Mar  4 09:15:27 host sshd[1]: hello')
  assert.ok(text.kind === 'rejected' && text.reason === 'not-json')
  assert.equal(record(createRecordReader('generic-json').read('{"a":1}')).format, 'generic-json')
})

test('documents that bundle records give each record', () => {
  const read = (document: unknown) => formatsIn(createRecordReader('auto').read(JSON.stringify(document)))
  assert.deepEqual(read({ Records: [cloudTrailFixture, cloudTrailFixture] }), [
    'aws-cloudtrail',
    'aws-cloudtrail',
  ])
  assert.deepEqual(read({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [kubernetesFixture] }), [
    'kubernetes-audit',
  ])
  assert.deepEqual(read([oktaFixture, 7, gitHubFixture]), [
    'okta-system-log',
    'not-an-object',
    'github-audit',
  ])
  assert.deepEqual(read({ '@odata.context': 'x', value: [gitHubFixture] }), ['github-audit'])
})

test('an OTLP request gives each span its resource and scope', () => {
  const { resource, scope, ...span } = genAiSpanFixture
  const request = { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] }
  const reading = createRecordReader('auto').read(JSON.stringify(request))
  assert.deepEqual(formatsIn(reading), ['otel-genai-span'])
  assert.ok(reading.kind === 'records' && reading.readings[0]?.kind === 'record')
  assert.deepEqual(reading.readings[0].record.fields.resource, resource)
})

test('lines that are too long, too deep, broken or empty are said to be so', () => {
  const reader = createRecordReader('auto', { lineMaxBytes: 2000, jsonDepthMax: 10 })
  const reason = (line: string) => {
    const reading = reader.read(line)
    return reading.kind === 'rejected' ? reading.reason : reading.kind
  }
  assert.equal(reason(`{"a":"${'x'.repeat(2000)}"}`), 'too-long')
  assert.equal(reason(`{"a":"${'€'.repeat(700)}"}`), 'too-long')
  assert.equal(reason('['.repeat(11) + ']'.repeat(11)), 'too-deep')
  assert.equal(reason('{"a":'), 'not-json')
  assert.equal(reason('{"a":1}'), 'no-time')
  assert.equal(reason('  \t'), 'skip')
})

test('nesting of ten thousand levels is refused without exhausting the stack', () => {
  const reading = createRecordReader('auto').read(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)
  assert.ok(reading.kind === 'rejected' && reading.reason === 'too-deep')
})

test('a byte order mark before the first record is not content', () => {
  assert.equal(
    record(createRecordReader('auto').read(`\uFEFF${JSON.stringify(gitHubFixture)}`)).format,
    'github-audit',
  )
})

test('unknown JSON with a time is kept as generic JSON at that time', () => {
  const reading = record(
    createRecordReader('auto').read(
      '{"ts":"2026-03-04T09:15:27Z","level":"error","msg":"no","host":"DB1","src_ip":"10.0.0.3"}',
    ),
  )
  assert.equal(reading.format, 'generic-json')
  const result = normalise(reading.format, reading.record, context)
  assert.ok(result.kind === 'event')
  const { event, host, sourceIp } = result.normalised
  assert.deepEqual(
    [event.class_uid, event.time, event.severity, event.message],
    [0, Date.UTC(2026, 2, 4, 9, 15, 27), 'High', 'no'],
  )
  assert.deepEqual([host, sourceIp], ['db1', '10.0.0.3'])
})

test('syslog of both kinds gives host, program and time; other text arrives when it arrives', () => {
  const read = (line: string) => {
    const reading = record(createRecordReader('auto').read(line))
    const result = normalise(reading.format, reading.record, context)
    assert.ok(result.kind === 'event')
    return {
      ...result.normalised,
      time: new Date(result.normalised.event.time).toISOString(),
      message: result.normalised.event.message,
    }
  }
  const classic = read('<34>Mar  4 09:15:27 Gate1 sshd[411]: Failed password for root')
  assert.deepEqual(
    [classic.host, classic.action, classic.time, classic.message],
    ['gate1', 'sshd', '2026-03-04T09:15:27.000Z', 'Failed password for root'],
  )
  assert.equal(classic.event.severity, 'Critical')
  const modern = read(
    '<165>1 2026-03-04T09:15:27.003Z db1 pg 8710 ID47 [x@1 a="]\\""][y b="2"] connection refused',
  )
  assert.deepEqual([modern.host, modern.action, modern.time], ['db1', 'pg', '2026-03-04T09:15:27.003Z'])
  const plain = read('[INFO] started')
  assert.deepEqual(
    [plain.format, plain.time, plain.message],
    ['generic-text', '2026-03-04T09:30:00.000Z', '[INFO] started'],
  )
  assert.match(String(plain.event.unmapped?.countersign_time), /received/)
})

test('a December line that arrives in January belongs to the year before', () => {
  const reading = record(createRecordReader('auto').read('Dec 31 23:59:58 gate cron: tick'))
  const result = normalise(reading.format, reading.record, { receivedAtMs: Date.UTC(2027, 0, 1) })
  assert.ok(result.kind === 'event')
  assert.equal(new Date(result.normalised.event.time).toISOString(), '2026-12-31T23:59:58.000Z')
})

test('flow logs as text: the default format, and any format behind its header, which belongs to its stream', () => {
  const line = '2 444455556666 eni-0a1b 203.0.113.4 10.0.0.9 44321 22 6 3 180 1772615727 1772615787 ACCEPT OK'
  assert.equal(record(createRecordReader('auto').read(line)).format, 'aws-vpc-flow')
  const reader = createRecordReader('auto')
  assert.equal(reader.read('version srcaddr dstaddr dstport action').kind, 'skip')
  const reading = record(reader.read('5 203.0.113.4 10.0.0.9 22 REJECT'))
  assert.deepEqual([reading.format, reading.record.fields.dstport], ['aws-vpc-flow', '22'])
  assert.equal(
    record(createRecordReader('auto').read('5 203.0.113.4 10.0.0.9 22 REJECT')).format,
    'generic-text',
  )
})

test('no line makes the reader throw, and every line is answered', () => {
  const reader = createRecordReader('auto')
  const lines = fc.oneof(
    fc.string(),
    fc.json(),
    fc.string().map((text) => `<13>${text}`),
    fc.jsonValue().map((value) => JSON.stringify({ Records: [value], time: 1 })),
  )
  fc.assert(
    fc.property(lines, (line) => ['record', 'records', 'skip', 'rejected'].includes(reader.read(line).kind)),
    { numRuns: 1000 },
  )
})

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { normalise } from '../../normalise.ts'
import { createRecordReader, type Reading, type RecordReader } from '../../reader.ts'
import type { Json, JsonObject } from '../../record.ts'
import { unescaped } from './tsv-cell.ts'

const header = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\thttp',
  '#open\t2026-03-04-09-00-00',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tmethod\turi\tlocal_orig\trequest_body_len\ttags\tTTLs',
  '#types\ttime\tstring\taddr\tport\tstring\tstring\tbool\tcount\tset[enum]\tvector[interval]',
]
const line = (uri: string, tags = '(empty)', ttls = '-'): string =>
  `1772615727.123456\tCAbcd12345efGhij\t2001:db8::7\t51234\tGET\t${uri}\tT\t18446744073709551615\t${tags}\t${ttls}`

function opened(lines: readonly string[] = header): RecordReader {
  const reader = createRecordReader('auto')
  for (const one of lines) assert.equal(reader.read(one).kind, 'skip', one)
  return reader
}

function fieldsOf(reading: Reading): JsonObject {
  assert.ok(reading.kind === 'record', JSON.stringify(reading))
  assert.equal(reading.format, 'zeek-tsv')
  return reading.record.fields
}

test('cells are read as their types say, and what is not set is left out', () => {
  assert.deepEqual(fieldsOf(opened().read(line('/a', '(empty)', '1.5,-'))), {
    _path: 'http',
    ts: 1772615727.123456,
    uid: 'CAbcd12345efGhij',
    'id.orig_h': '2001:db8::7',
    'id.orig_p': 51234,
    method: 'GET',
    uri: '/a',
    local_orig: true,
    // Beyond what a number holds exactly.
    request_body_len: '18446744073709551615',
    tags: [],
    TTLs: [1.5, null],
  })
})

test('separators and bytes that Zeek escaped come back as they were', () => {
  assert.equal(fieldsOf(opened().read(line('/a\\x09b\\x5cc\\xc3\\xa9'))).uri, '/a\tb\\cé')
  assert.deepEqual(fieldsOf(opened().read(line('/a', 'A\\x2cB,C'))).tags, ['A,B', 'C'])
  assert.equal(unescaped('\\xff'), '\\xff', 'a byte that is no character stays escaped')
  assert.equal(fieldsOf(opened().read(line('\\x2d'))).uri, '-', 'an escaped dash is a dash, not an absence')
})

test('a header belongs to its stream, and a new one replaces it', () => {
  const reader = opened()
  assert.equal(reader.read('#close\t2026-03-04-10-00-00').kind, 'skip')
  for (const one of ['#separator |', '#path|weird', '#fields|ts|name', '#types|time|string']) reader.read(one)
  assert.deepEqual(fieldsOf(reader.read('1772615727.5|odd')), {
    _path: 'weird',
    ts: 1772615727.5,
    name: 'odd',
  })
  assert.equal(createRecordReader('auto').read('1772615727.5|odd').kind, 'record')
})

test('a stream that begins in the middle of a log is refused with what to do', () => {
  for (const declared of ['auto', 'zeek-tsv'] as const) {
    const reading = createRecordReader(declared).read(line('/a'))
    assert.ok(reading.kind === 'rejected')
    assert.match(reading.detail, /header \(#fields\) has not been seen/)
  }
})

test('a line that was cut off is refused with how many columns it has', () => {
  const reading = opened().read(line('/a').slice(0, 60))
  assert.ok(reading.kind === 'rejected')
  assert.match(reading.detail, /has 7 columns and its header names 10/)
})

test('a line without its last column is read: an empty last cell gets trimmed on the way', () => {
  const whole = line('/a')
  const fields = fieldsOf(opened().read(whole.slice(0, whole.lastIndexOf('\t'))))
  assert.deepEqual([fields.uri, fields.tags, fields.TTLs], ['/a', [], undefined])
})

test('a comment of another product is not a Zeek header, and neither is one with thousands of columns', () => {
  const read = (text: string) => {
    const reading = createRecordReader('auto').read(text)
    return reading.kind === 'record' ? reading.format : reading.kind
  }
  assert.equal(read('#Fields: date time c-ip'), 'generic-text')
  assert.equal(read(`#fields\t${'a\t'.repeat(2000)}`), 'generic-text')
})

test('a column called __proto__ changes nothing', () => {
  const reader = opened(['#separator \\x09', '#path\tx', '#fields\tts\t__proto__'])
  const fields = fieldsOf(reader.read('1772615727.5\tpolluted'))
  assert.equal(Object.getPrototypeOf(fields), Object.prototype)
  assert.deepEqual(Object.keys(fields), ['_path', 'ts'])
})

test('whatever a string cell holds, escaping it and reading it gives it back', () => {
  const escaped = (text: string): string =>
    [...new TextEncoder().encode(text)]
      .map((byte) =>
        byte > 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x2d
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).padStart(2, '0')}`,
      )
      .join('')
  const reader = opened()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const fields = fieldsOf(reader.read(line(escaped(text))))
      assert.equal(fields.uri, escaped(text) === '(empty)' ? '' : text)
    }),
  )
})

test('no line and no header makes the reader throw, and what it reads can be normalised', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...header, line('/a'), '#fields', '#types\tset[set[x]]\tvector[', '#separator \\x'),
      fc.string().map((text) => `#fields\t${text}`),
      fc.string().map((text) => line(text)),
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(pieces, (lines) => {
      const reader = createRecordReader('zeek-tsv')
      for (const one of lines) {
        const reading = reader.read(one)
        if (reading.kind !== 'record') continue
        const result = normalise(reading.format, reading.record, { receivedAtMs: 1 })
        assert.equal(result.kind, 'event')
      }
    }),
  )
})

const corpora =
  process.env.COUNTERSIGN_CORPORA ?? new URL('../../../../../../shared/corpora', import.meta.url).pathname
const absent = (path: string): string | false =>
  existsSync(join(corpora, path))
    ? false
    : `${path} is not here: docs/conformance.md says where it comes from`

test('the same 5,000 handshakes as TSV and as JSON give the same events', {
  skip: absent('traffic/zeek-ssl'),
}, () => {
  const events = (file: string): readonly JsonObject[] => {
    const text = gunzipSync(readFileSync(join(corpora, 'traffic/zeek-ssl', file))).toString('utf8')
    const reader = createRecordReader('auto')
    return text.split('\n').flatMap((one) => {
      const reading = one === '' ? undefined : reader.read(one)
      if (reading?.kind !== 'record') return []
      const result = normalise(reading.format, reading.record, { receivedAtMs: 1 })
      return result.kind === 'event' ? [comparable(result.normalised.event as unknown as JsonObject)] : []
    })
  }
  const fromText = events('ssl.log.gz')
  const fromJson = events('ssl.json.gz')
  assert.equal(fromText.length, 5000)
  assert.equal(fromJson.length, 5000)
  for (const [at, event] of fromText.entries()) assert.deepEqual(event, fromJson[at])
})

/** The JSON form has two fields more (`_path`, `_write_ts`): when the sensor wrote the record. */
function comparable(event: JsonObject): JsonObject {
  const { logged_time, logged_time_dt, ...metadata } = event.metadata as { [name: string]: Json }
  return { ...event, metadata }
}

test('broken and odd logs are read as far as they go', { skip: absent('traffic/rita') }, () => {
  const read = (file: string) => {
    const reader = createRecordReader('auto')
    const readings = readFileSync(join(corpora, 'traffic/rita', file), 'utf8')
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => reader.read(one))
    return {
      records: readings.filter(({ kind }) => kind === 'record').length,
      rejected: readings.flatMap((reading) => (reading.kind === 'rejected' ? [reading.detail] : [])),
    }
  }
  const cut = read('truncated/conn.log')
  assert.ok(cut.records > 10)
  assert.match(cut.rejected.join(), /^the line has \d+ columns and its header names 21/)
  const top = read('truncated/conn_top.log')
  assert.equal(top.records, 0)
  assert.match(top.rejected[0] ?? '', /header \(#fields\) has not been seen/)
  const json = read('truncated/conn_json.log')
  assert.match(json.rejected.join(), /not valid JSON/)
  assert.deepEqual(read('has_unknown_field/http.log'), { records: 5, rejected: [] })
  for (const file of readdirSync(join(corpora, 'traffic/rita/proxy')))
    assert.deepEqual(read(`proxy/${file}`).rejected, [], file)
})

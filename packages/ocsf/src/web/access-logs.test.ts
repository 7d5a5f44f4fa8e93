import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NormalisedEvent } from '../event.ts'
import { objectOf } from '../fields.ts'
import { normalise } from '../normalise.ts'
import { createRecordReader } from '../reader.ts'
import type { JsonObject } from '../record.ts'
import { albJson, envoyJson, nginxJson } from './web-fixtures.ts'

function read(line: string, format: string): NormalisedEvent {
  const reading = createRecordReader('auto').read(line)
  assert.ok(reading.kind === 'record', JSON.stringify(reading).slice(0, 300))
  assert.equal(reading.format, format)
  const result = normalise(reading.format, reading.record, { receivedAtMs: 1 })
  assert.ok(result.kind === 'event')
  return result.normalised
}

const request = ({ event }: NormalisedEvent): JsonObject => event.http_request as JsonObject
const url = (normalised: NormalisedEvent): JsonObject => objectOf(request(normalised).url)

test('a combined line: who asked for what, when in its own zone, and what was answered', () => {
  const found = read(
    String.raw`2001:db8::9 - Ines [04/Mar/2026:10:15:27 +0100] "GET /basket?id=7 HTTP/1.1" 404 512 "https://shop.example/" "Mozilla/5.0 (\"X\") \x22y\x22"`,
    'nginx-access',
  )
  assert.equal(found.event.time, Date.UTC(2026, 2, 4, 9, 15, 27))
  assert.deepEqual(
    [found.sourceIp, found.identityKey, found.event.activity_name, found.event.status, found.resource],
    ['2001:db8::9', 'user:ines', 'Get', 'Failure', '/basket'],
  )
  assert.deepEqual(url(found), { path: '/basket', query_string: 'id=7' })
  assert.equal(request(found).user_agent, 'Mozilla/5.0 ("X") "y"')
  assert.equal(request(found).version, '1.1')
})

test('a common line, one behind a virtual host, and one with fields of the site behind it', () => {
  const common = read('203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "HEAD / HTTP/1.0" 200 -', 'nginx-access')
  assert.deepEqual([common.event.activity_name, common.identityKey], ['Head', undefined])
  const virtual = read(
    'shop.example:443 203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"',
    'nginx-access',
  )
  assert.equal(virtual.resource, 'shop.example/a')
  const more = read(
    '10.0.0.1 - - [04/Mar/2026:09:15:27 +0000] "GET /a HTTP/1.1" 200 5 "-" "x" "198.51.100.4, 10.0.0.2" 0.042',
    'nginx-access',
  )
  assert.deepEqual(request(more).x_forwarded_for, ['198.51.100.4', '10.0.0.2'])
  assert.deepEqual(more.event.unmapped?.more, ['0.042'])
})

test('what a stranger sends instead of a request is kept as the target', () => {
  const bytes = read(
    String.raw`203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "\x16\x03\x01" 400 150 "-" "-"`,
    'nginx-access',
  )
  assert.deepEqual([bytes.event.activity_id, url(bytes).path], [0, String.raw`\x16\x03\x01`])
  const spaced = read(
    '203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "GET /a b?c d HTTP/1.1" 400 150 "-" "-"',
    'nginx-access',
  )
  assert.deepEqual([url(spaced).path, url(spaced).query_string], ['/a b', 'c d'])
})

test('JSON access logs keep scheme, host, duration and the addresses forwarded for', () => {
  const found = read(JSON.stringify(nginxJson), 'nginx-access')
  assert.equal(url(found).url_string, 'https://shop.example/basket?id=7')
  assert.deepEqual([found.event.duration, found.event.time], [42, Date.UTC(2026, 2, 4, 9, 15, 27)])
  assert.deepEqual(request(found).x_forwarded_for, ['198.51.100.4', '10.0.0.1'])
  const other = read(
    '{"clientip":"203.0.113.9","verb":"GET","request":"/a","response":"200","bytes":"5","timestamp":"04/Mar/2026:09:15:27 +0000"}',
    'nginx-access',
  )
  assert.deepEqual([other.resource, other.event.status, other.sourceIp], ['/a', 'Success', '203.0.113.9'])
})

test('an Envoy line, and the longer one of a mesh', () => {
  const plain = read(
    '[2026-03-04T09:15:27.123Z] "POST /v1/pay HTTP/2" 503 UF 10 91 7 - "198.51.100.4,10.0.0.4" "orders/2.1" "6f1c" "pay.shop.svc" "10.0.0.9:8080"',
    'envoy-access',
  )
  assert.deepEqual(
    [plain.sourceIp, plain.destinationIp, plain.event.status_detail, plain.resource, plain.event.duration],
    ['10.0.0.4', '10.0.0.9', 'UF', 'pay.shop.svc/v1/pay', 7],
  )
  const mesh = read(
    '[2026-03-04T09:15:27.123Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 5 1 1 "-" "curl/8.9" "6f1c" "web" "[2001:db8::9]:80" outbound|80||web 10.0.0.4:4000 10.0.0.9:80 10.0.0.5:51000 web.ns.svc default',
    'envoy-access',
  )
  assert.deepEqual([mesh.sourceIp, mesh.destinationIp], ['10.0.0.5', '2001:db8::9'])
  assert.equal(objectOf(mesh.event.tls as JsonObject).sni, 'web.ns.svc')
  const refused = read('[2026-03-04T09:15:27.123Z] "- - -" 0 DC 0 0 1 - "-" "-" "-" "-" "-"', 'envoy-access')
  assert.deepEqual([refused.event.status, refused.event.http_response], ['Failure', undefined])
})

test('quotes inside a header make an Envoy line ambiguous: it is refused, not guessed', () => {
  const reading = createRecordReader('auto').read(
    '[2026-03-04T09:15:27.123Z] "GET / HTTP/2" 200 - 1 2 3 4 "-" "a" "forged" "id" "host" "10.0.0.9:8080"',
  )
  assert.ok(reading.kind === 'rejected')
  assert.match(reading.detail, /quotes inside a header/)
})

test('the certificate forwarded by the nearest proxy is who acted, those before it stand behind', () => {
  const found = read(JSON.stringify(envoyJson), 'envoy-access')
  assert.equal(found.identityKey, 'spiffe://fern.example/ns/edge/sa/gateway')
  assert.deepEqual(found.chain, [
    { identityKey: 'spiffe://fern.example/ns/web/sa/front', relation: 'forwarded-client-cert' },
  ])
  assert.equal(found.event.status_detail, 'UAEX: ext_authz_denied')
  const subject = read(
    JSON.stringify({ ...envoyJson, x_forwarded_client_cert: 'Hash=aa;Subject="CN=web,O=\\"Fern, Inc\\""' }),
    'envoy-access',
  )
  assert.equal(subject.identityKey, 'x509:CN=web,O="Fern, Inc"')
})

const albText =
  'wss 2026-03-04T09:15:27.123456Z app/shop/50dc6c495c0c9188 203.0.113.9:51312 10.0.0.9:80 0.001 0.040 0.000 101 101 70 900 ' +
  '"GET https://shop.example:443/live?room=7 HTTP/1.1" "Mozilla/5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ' +
  'arn:aws:elasticloadbalancing:eu-central-1:444455556666:targetgroup/shop/73e2d6bc24d8a067 ' +
  '"Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "session-reused" 0 2026-03-04T09:15:26.000000Z ' +
  '"waf,forward" "-" "-" "10.0.0.9:80" "101" "-" "-" TID_1234 "-" "-" "-"'

test('a load balancer line has its target, TLS, account and region', () => {
  const found = read(albText, 'aws-alb-access')
  assert.deepEqual(
    [found.sourceIp, found.destinationIp, found.resource, found.event.duration],
    ['203.0.113.9', '10.0.0.9', 'shop.example/live', 41],
  )
  assert.deepEqual(found.event.cloud, {
    provider: 'AWS',
    region: 'eu-central-1',
    account: { uid: '444455556666' },
  })
  assert.deepEqual(found.event.tls, {
    version: 'TLSv1.2',
    cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
    sni: 'shop.example',
  })
  assert.equal(found.event.unmapped?.actions_executed, 'waf,forward')
  const later = read(`${albText} "a new field"`, 'aws-alb-access')
  assert.deepEqual(later.event.unmapped?.more, ['a new field'])
  const bare = read(
    albText.replace('10.0.0.9:80 0.001', '- -1').replace('203.0.113.9:', '[2001:db8::9]:'),
    'aws-alb-access',
  )
  assert.deepEqual(
    [bare.sourceIp, bare.event.dst_endpoint, bare.event.duration],
    ['2001:db8::9', undefined, undefined],
  )
  const cut = createRecordReader('auto').read(albText.slice(0, 160))
  assert.ok(cut.kind === 'rejected' && cut.detail.includes('cut off'))
})

test('a load balancer record as JSON reads as its line does, whichever way its names are spelt', () => {
  const snake = read(JSON.stringify(albJson), 'aws-alb-access')
  const camel = Object.fromEntries(
    Object.entries(albJson).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
  const other = read(JSON.stringify(camel), 'aws-alb-access')
  assert.deepEqual(other.event, snake.event)
})

const parts = fc.array(
  fc.constantFrom(
    '"',
    '\\',
    ' ',
    '[',
    ']',
    '-',
    '\\x22',
    '04/Mar/2026:09:15:27 +0000',
    ' [',
    '"GET / HTTP/1.1"',
    '200',
    'é',
    'x',
  ),
  { maxLength: 80 },
)
const starts = fc.constantFrom(
  '',
  '203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "',
  '[2026-03-04T09:15:27Z] "',
  'https 2026-03-04T09:15:27Z ',
)

test('whatever follows a beginning that looks right, a line is read, refused or left to others', () => {
  const reader = createRecordReader('auto')
  fc.assert(
    fc.property(starts, parts, (start, rest) => {
      const reading = reader.read(start + rest.join(''))
      if (reading.kind !== 'record') return ['rejected', 'skip', 'records'].includes(reading.kind)
      return normalise(reading.format, reading.record, { receivedAtMs: 1 }).kind === 'event'
    }),
    { numRuns: 3000 },
  )
})

test('a path, an agent and a referrer come through a combined line as they were sent', () => {
  const quotable = fc
    .string({ minLength: 1 })
    .filter((text) => !/[\\\n\r]/.test(text) && text.trim() === text && text !== '-')
  const escaped = (text: string) => text.replaceAll('"', String.raw`\x22`)
  fc.assert(
    fc.property(quotable, quotable, (agent, referrer) => {
      const found = read(
        `203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "GET /a HTTP/1.1" 200 5 "${escaped(referrer)}" "${escaped(agent)}"`,
        'nginx-access',
      )
      assert.equal(request(found).user_agent, agent)
      assert.equal(request(found).referrer, referrer)
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecordReader } from '@countersign/ocsf/reader'
import { compileRuleBase } from '../base/rule-base.ts'
import type { SigmaRule } from '../document/document.ts'
import { parseSigmaDocuments } from '../document/parse-documents.ts'
import { createMatcher } from '../matcher.ts'

const rule = `
title: Injection in a request
id: 00000000-0000-4000-8000-0000000000a1
logsource: {category: webserver}
detection:
  selection:
    cs-method: GET
    cs-uri-query|contains: 'UNION SELECT'
    cs-uri-stem: /search
    sc-status: 200
    c-ip: '203.0.113.9'
    cs-user-agent|contains: curl
  condition: selection
level: high
`

const base = compileRuleBase(
  parseSigmaDocuments(rule, { pack: 'test', path: 'rule.yml' }).filter(
    (document): document is SigmaRule => document.kind === 'rule',
  ),
)

function matches(line: string): number {
  const reading = createRecordReader('auto').read(line)
  assert.ok(reading.kind === 'record', JSON.stringify(reading))
  return createMatcher(base).match(reading.record.fields, reading.format).length
}

const target = '/search?q=1 UNION SELECT 2'

test('a rule for web servers reads the same request from every access log', () => {
  const lines = [
    `203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "GET ${target} HTTP/1.1" 200 5 "-" "curl/8.9"`,
    JSON.stringify({
      time_iso8601: '2026-03-04T09:15:27Z',
      remote_addr: '203.0.113.9',
      request: `GET ${target} HTTP/1.1`,
      status: '200',
      http_user_agent: 'curl/8.9',
    }),
    JSON.stringify({
      remote_addr: '203.0.113.9',
      uri: '/search',
      request_uri: target,
      request_method: 'GET',
      status: 200,
      http_user_agent: 'curl/8.9',
    }),
    `https 2026-03-04T09:15:27.1Z app/shop/1 203.0.113.9:51312 10.0.0.9:80 0 0 0 200 200 7 9 "GET https://shop.example:443${target} HTTP/1.1" "curl/8.9" - - arn:aws:elasticloadbalancing:eu-central-1:444455556666:targetgroup/shop/1`,
  ]
  for (const line of lines) assert.equal(matches(line), 1, line)
})

test('a request without the pattern matches in none', () => {
  assert.equal(
    matches('203.0.113.9 - - [04/Mar/2026:09:15:27 +0000] "GET /search?q=1 HTTP/1.1" 200 5 "-" "curl/8.9"'),
    0,
  )
})

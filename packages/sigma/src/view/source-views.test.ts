import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { matchOf, ruleOf } from '../rule-fixture.ts'

type Case = {
  readonly what: string
  readonly format: SourceFormat
  readonly logSource: string
  readonly selection: string
  readonly record: JsonObject
}

/** A rule in the names that public rules use, and a record in the source's own. */
const cases: readonly Case[] = [
  {
    what: 'CloudTrail by its own paths, also inside EventBridge',
    format: 'aws-cloudtrail',
    logSource: '{product: aws, service: cloudtrail}',
    selection: '{eventName: DeleteTrail, userIdentity.type: Root}',
    record: { detail: { eventName: 'DeleteTrail', userIdentity: { type: 'Root' } } },
  },
  {
    what: 'GitHub audit',
    format: 'github-audit',
    logSource: '{product: github, service: audit}',
    selection: '{action: repo.destroy}',
    record: { action: 'repo.destroy', actor: 'ann' },
  },
  {
    what: 'Okta, whatever the capitals',
    format: 'okta-system-log',
    logSource: '{product: okta, service: okta}',
    selection: '{eventtype: user.account.lock, actor.alternateid: a@b.example}',
    record: { eventType: 'user.account.lock', actor: { alternateId: 'a@b.example' } },
  },
  {
    what: 'Kubernetes audit, lists entered on the way',
    format: 'kubernetes-audit',
    logSource: '{product: kubernetes, service: audit}',
    selection: '{verb: create, hostPath: /etc}',
    record: { verb: 'create', requestObject: { spec: { volumes: [{ hostPath: { path: '/etc' } }] } } },
  },
  {
    what: 'Entra sign-ins as Graph and as a table',
    format: 'entra-sign-in',
    logSource: '{product: azure, service: signinlogs}',
    selection: '{ResultType: 50053}',
    record: { status: { errorCode: 50053 }, userPrincipalName: 'a@b.example' },
  },
  {
    what: 'Zeek DNS as the category dns',
    format: 'zeek-json',
    logSource: '{category: dns}',
    selection: '{query|endswith: .evil.example, record_type: TXT}',
    record: { _path: 'dns', query: 'x.evil.example', qtype_name: 'TXT' },
  },
  {
    what: 'Suricata HTTP as the category proxy',
    format: 'suricata-eve',
    logSource: '{category: proxy}',
    selection: '{c-useragent|contains: sqlmap, c-uri-extension: php}',
    record: { event_type: 'http', http: { http_user_agent: 'sqlmap/1', url: '/a/b.php?x=1' } },
  },
  {
    what: 'access logs as the category webserver, the query cut out of the request',
    format: 'nginx-access',
    logSource: '{category: webserver}',
    selection: '{cs-uri-query|contains: union, sc-status: 200, cs-method: GET}',
    record: { request_uri: '/x?q=union', status: '200', request_method: 'GET' },
  },
  {
    what: 'VPC flow as the category firewall',
    format: 'aws-vpc-flow',
    logSource: '{category: firewall}',
    selection: '{dst_port: 22, src_ip|cidr: 192.0.2.0/24}',
    record: { srcaddr: '192.0.2.7', dstport: '22', action: 'ACCEPT' },
  },
  {
    what: 'OCSF process activity',
    format: 'ocsf',
    logSource: '{product: windows, category: process_creation}',
    selection: "{Image|endswith: '\\cmd.exe', ParentImage|endswith: '\\word.exe'}",
    record: {
      class_uid: 1007,
      activity_id: 1,
      device: { os: { name: 'Windows 11' } },
      process: { file: { path: 'C:\\cmd.exe' }, parent_process: { file: { path: 'C:\\word.exe' } } },
    },
  },
  {
    what: 'OpenTelemetry attributes',
    format: 'otel-genai-span',
    logSource: '{product: opentelemetry, service: genai}',
    selection: '{gen_ai.tool.name: shell}',
    record: { attributes: [{ key: 'gen_ai.tool.name', value: { stringValue: 'shell' } }] },
  },
  {
    what: 'ECS process events of Linux hosts',
    format: 'generic-json',
    logSource: '{product: linux, category: process_creation}',
    selection: '{Image|endswith: /nc, CommandLine|contains: "-e"}',
    record: {
      host: { os: { type: 'linux' } },
      event: { category: ['process'], type: ['start'] },
      process: { executable: '/usr/bin/nc', command_line: 'nc -e /bin/sh' },
    },
  },
  {
    what: 'Google Cloud audit under both of its spellings',
    format: 'generic-json',
    logSource: '{product: gcp, service: gcp.audit}',
    selection: '{gcp.audit.method_name: storage.setIamPermissions}',
    record: { protoPayload: { methodName: 'storage.setIamPermissions' } },
  },
  {
    what: 'auditd records',
    format: 'generic-json',
    logSource: '{product: linux, service: auditd}',
    selection: '{type: EXECVE, a0: whoami}',
    record: { type: 'EXECVE', a0: 'whoami' },
  },
]

for (const { what, format, logSource, selection, record } of cases)
  test(what, () => {
    const fires = (source: string) =>
      matchOf(ruleOf(`s: ${selection}\ncondition: s`, source), record, { format }) !== undefined
    assert.ok(fires(logSource))
    assert.ok(!fires('{product: opencanary, category: application}'), 'a rule of another source stays out')
  })

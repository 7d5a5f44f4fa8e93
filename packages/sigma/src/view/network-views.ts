import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { requestLineOf } from '@countersign/ocsf/web/request-line'
import { type Aliases, aliasView } from './alias-view.ts'
import { textOf } from './path.ts'
import { recordLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'
import { entryOf } from './table.ts'

/** Which product-independent categories a Zeek log or a Suricata event type counts as. HTTP on the wire is seen from both ends. */
const wireCategories: Readonly<Record<string, readonly string[]>> = {
  conn: ['firewall', 'network_connection'],
  flow: ['firewall', 'network_connection'],
  dns: ['dns'],
  http: ['proxy', 'webserver'],
}

const zeekAliases: Aliases = {
  src_ip: ['id.orig_h'],
  src_port: ['id.orig_p'],
  dst_ip: ['id.resp_h'],
  dst_port: ['id.resp_p'],
  SourceIp: ['id.orig_h'],
  SourcePort: ['id.orig_p'],
  DestinationIp: ['id.resp_h'],
  DestinationPort: ['id.resp_p'],
  record_type: ['qtype_name'],
  answer: ['answers'],
  action: ['conn_state'],
  'c-uri': ['uri'],
  'cs-uri': ['uri'],
  'cs-uri-stem': [uriPath('uri')],
  'cs-uri-query': [uriQuery('uri')],
  'c-uri-query': [uriQuery('uri')],
  'c-uri-extension': [uriExtension('uri')],
  'cs-host': ['host'],
  'cs-method': ['method'],
  'cs-referer': ['referrer'],
  'cs-username': ['username'],
  'c-useragent': ['user_agent'],
  'cs-user-agent': ['user_agent'],
  'cs-content-type': ['resp_mime_types'],
  'sc-status': ['status_code'],
}

export const zeekJsonView: SourceView = zeekView('zeek-json')
export const zeekTsvView: SourceView = zeekView('zeek-tsv')

function zeekView(format: SourceFormat): SourceView {
  return aliasView({
    format,
    classify: (fields) => wireSource('zeek', textOf(fields._path ?? fields['@path'])),
    aliases: zeekAliases,
  })
}

export const suricataView: SourceView = aliasView({
  format: 'suricata-eve',
  classify: (fields) => wireSource('suricata', textOf(fields.event_type)),
  aliases: {
    dst_ip: ['dest_ip'],
    dst_port: ['dest_port'],
    SourceIp: ['src_ip'],
    SourcePort: ['src_port'],
    DestinationIp: ['dest_ip'],
    DestinationPort: ['dest_port'],
    query: ['dns.rrname', 'dns.queries.rrname', 'dns.query.rrname'],
    QueryName: ['dns.rrname', 'dns.queries.rrname', 'dns.query.rrname'],
    record_type: ['dns.rrtype', 'dns.queries.rrtype', 'dns.query.rrtype'],
    answer: ['dns.rdata', 'dns.answers.rdata'],
    'c-uri': ['http.url'],
    'cs-uri': ['http.url'],
    'cs-uri-stem': [uriPath('http.url')],
    'cs-uri-query': [uriQuery('http.url')],
    'c-uri-query': [uriQuery('http.url')],
    'c-uri-extension': [uriExtension('http.url')],
    'cs-host': ['http.hostname'],
    'cs-method': ['http.http_method'],
    'cs-referer': ['http.http_refer'],
    'c-useragent': ['http.http_user_agent'],
    'cs-user-agent': ['http.http_user_agent'],
    'cs-content-type': ['http.http_content_type'],
    'sc-status': ['http.status'],
    action: ['alert.action'],
    signature: ['alert.signature'],
  },
})

/** A wire log's service is its Zeek path or Suricata event type. */
function wireSource(product: string, service: string | undefined): ReturnType<typeof recordLogSource> {
  if (service === undefined) return recordLogSource({ product })
  return recordLogSource({ product, services: [service], categories: entryOf(wireCategories, service) ?? [] })
}

const flowLog = recordLogSource({
  product: 'aws',
  categories: ['firewall', 'network_connection'],
  services: ['vpcflow', 'netflow'],
})
export const vpcFlowView: SourceView = aliasView({
  format: 'aws-vpc-flow',
  classify: () => flowLog,
  aliases: {
    src_ip: ['srcaddr', 'srcAddr', 'src_addr'],
    dst_ip: ['dstaddr', 'dstAddr', 'dst_addr'],
    src_port: ['srcport', 'srcPort'],
    dst_port: ['dstport', 'dstPort'],
    'destination.port': ['dstport', 'dstPort'],
    SourceIp: ['srcaddr', 'srcAddr'],
    DestinationIp: ['dstaddr', 'dstAddr'],
    DestinationPort: ['dstport', 'dstPort'],
    blocked: [(fields) => textOf(fields.action)?.toUpperCase() === 'REJECT'],
  },
})

/** Names under which access logs keep their parts: nginx's own, Envoy's, and those of a line cut into fields. */
const target = [
  'request_uri',
  'uri',
  'path',
  'url',
  'request_url',
  'x-envoy-original-path',
  'original_path',
  'request',
]
const wholeTarget = derived(target, (uri) => uri)
const accessAliases: Aliases = {
  'c-uri': [wholeTarget],
  'cs-uri': [wholeTarget],
  'cs-uri-stem': [uriPath(...target)],
  'cs-uri-query': ['query', 'query_string', 'args', uriQuery(...target)],
  'c-uri-query': ['query', 'query_string', 'args', uriQuery(...target)],
  'c-uri-extension': [uriExtension(...target)],
  'cs-method': [
    'method',
    'request_method',
    'verb',
    'http_method',
    'request_verb',
    (fields) => requestLineOf(textOf(fields.request)).method,
  ],
  'cs-host': ['host', 'http_host', 'authority', 'domain_name', 'server_name'],
  'cs-referer': ['http_referer', 'referer', 'referrer'],
  'cs-username': ['remote_user', 'user'],
  'c-useragent': ['http_user_agent', 'user_agent', 'agent'],
  'cs-user-agent': ['http_user_agent', 'user_agent', 'agent'],
  'sc-status': ['status', 'response', 'response_code', 'status_code', 'elb_status_code'],
  'cs-content-type': ['content_type', 'sent_http_content_type'],
  'cs-cookie': ['http_cookie', 'cookie'],
  src_ip: ['remote_addr', 'clientip', 'client_ip', 'remote_ip', 'downstream_remote_address', 'client'],
  'c-ip': ['remote_addr', 'clientip', 'client_ip', 'remote_ip', 'downstream_remote_address', 'client'],
}

export const nginxView: SourceView = accessView('nginx-access', undefined, ['webserver'], ['nginx', 'apache'])
export const envoyView: SourceView = accessView('envoy-access', undefined, ['webserver', 'proxy'], ['envoy'])
export const albView: SourceView = accessView('aws-alb-access', 'aws', ['webserver'], ['alb'])

function accessView(
  format: SourceFormat,
  product: string | undefined,
  categories: readonly string[],
  services: readonly string[],
): SourceView {
  const source = recordLogSource({ product, categories, services })
  return aliasView({ format, classify: () => source, aliases: accessAliases })
}

function uriPath(...names: readonly string[]): FieldReader {
  return derived(names, (uri) => bare(uri).split('?', 1)[0])
}

function uriQuery(...names: readonly string[]): FieldReader {
  return derived(names, (uri) => (uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : undefined))
}

function uriExtension(...names: readonly string[]): FieldReader {
  return derived(names, (uri) => /\.([a-z0-9]{1,12})$/i.exec(bare(uri).split('?', 1)[0]!)?.[1])
}

function bare(uri: string): string {
  return uri.replace(/^[a-z]+:\/\/[^/?]*/i, '')
}

/** What a URI implies, from the first field that holds one: a whole `GET /path HTTP/1.1` counts as its middle. */
function derived(names: readonly string[], derive: (uri: string) => string | undefined): FieldReader {
  return (fields: JsonObject): Json | undefined => {
    for (const name of names) {
      const text = textOf(fields[name] ?? nested(fields, name))
      if (text !== undefined) return derive(name === 'request' ? (requestLineOf(text).target ?? text) : text)
    }
    return undefined
  }
}

function nested(fields: JsonObject, name: string): Json | undefined {
  const [outer, inner] = name.split('.')
  const value = fields[outer!]
  return inner !== undefined && typeof value === 'object' && value !== null
    ? (value as JsonObject)[inner]
    : undefined
}

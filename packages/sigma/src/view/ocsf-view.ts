import type { JsonObject } from '@countersign/ocsf/record'
import { aliasView } from './alias-view.ts'
import { isObject, pathReader, textOf } from './path.ts'
import { type RecordLogSource, recordLogSource } from './record-log-source.ts'
import type { SourceView } from './source-view.ts'
import { entryOf } from './table.ts'

/** OCSF class (and for some its activity) -> Sigma categories. Source: OCSF 1.x class ids. */
const classCategories: Readonly<Record<string, readonly string[]>> = {
  '1001': ['file_event', 'file_access', 'file_change'],
  '1001:4': ['file_delete'],
  '1001:5': ['file_rename'],
  '1005': ['image_load'],
  '1007:1': ['process_creation'],
  '1007:2': ['process_termination'],
  '1007:3': ['process_access'],
  '1007:4': ['create_remote_thread'],
  '201001': ['registry_event', 'registry_add', 'registry_delete'],
  '201002': ['registry_event', 'registry_set', 'registry_delete'],
  '4001': ['network_connection', 'firewall'],
  '4002': ['webserver', 'proxy'],
  '4003': ['dns', 'dns_query'],
}

/** Vendor products that are a Sigma log source of their own. */
const productSources: readonly (readonly [RegExp, string, string])[] = [
  [/cloudtrail/i, 'aws', 'cloudtrail'],
  [/okta/i, 'okta', 'okta'],
  [/github/i, 'github', 'audit'],
  [/kubernetes|eks/i, 'kubernetes', 'audit'],
  [/zeek/i, 'zeek', ''],
]

export const ocsfView: SourceView = aliasView({
  format: 'ocsf',
  classify,
  wrappers: ['unmapped'],
  aliases: {
    Image: ['process.file.path', 'process.path'],
    CommandLine: ['process.cmd_line'],
    CurrentDirectory: ['process.working_directory'],
    OriginalFileName: ['process.file.internal_name'],
    IntegrityLevel: ['process.integrity'],
    ProcessId: ['process.pid'],
    ParentImage: ['process.parent_process.file.path', 'actor.process.file.path'],
    ParentCommandLine: ['process.parent_process.cmd_line', 'actor.process.cmd_line'],
    User: ['actor.user.name', 'process.user.name'],
    TargetFilename: ['file.path'],
    TargetObject: ['reg_value.path', 'reg_key.path'],
    Details: ['reg_value.data'],
    ImageLoaded: ['module.file.path'],
    QueryName: ['query.hostname'],
    query: ['query.hostname'],
    record_type: ['query.type'],
    answer: ['answers.rdata'],
    DestinationIp: ['dst_endpoint.ip'],
    DestinationPort: ['dst_endpoint.port'],
    DestinationHostname: ['dst_endpoint.hostname'],
    SourceIp: ['src_endpoint.ip'],
    SourcePort: ['src_endpoint.port'],
    src_ip: ['src_endpoint.ip'],
    dst_ip: ['dst_endpoint.ip'],
    dst_port: ['dst_endpoint.port'],
    Computer: ['device.hostname', 'device.name'],
    EventID: ['metadata.event_code'],
    eventName: ['api.operation'],
    eventSource: ['api.service.name'],
    errorCode: ['api.response.error'],
    errorMessage: ['api.response.message', 'api.response.error_message'],
    userAgent: ['http_request.user_agent'],
    sourceIPAddress: ['src_endpoint.ip', 'src_endpoint.domain'],
    awsRegion: ['cloud.region'],
    'userIdentity.type': ['actor.user.type'],
    'userIdentity.arn': ['actor.user.uid_alt', 'actor.user.uid'],
    eventType: ['metadata.event_code'],
    action: ['api.operation', 'action'],
    verb: ['api.operation'],
    'actor.alternateId': ['actor.user.email_addr'],
    'outcome.result': ['status'],
    'c-uri': ['http_request.url.path', 'http_request.url.url_string'],
    'cs-uri': ['http_request.url.url_string'],
    'cs-uri-stem': ['http_request.url.path'],
    'cs-uri-query': ['http_request.url.query_string'],
    'cs-host': ['http_request.url.hostname'],
    'cs-method': ['http_request.http_method'],
    'cs-referer': ['http_request.referrer'],
    'c-useragent': ['http_request.user_agent'],
    'cs-user-agent': ['http_request.user_agent'],
    'sc-status': ['http_response.code'],
  },
})

const systemName = pathReader('device.os.name')
const productName = pathReader('metadata.product.name')

function classify(fields: JsonObject): RecordLogSource {
  const uid = textOf(fields.class_uid) ?? ''
  const categories =
    entryOf(classCategories, `${uid}:${textOf(fields.activity_id)}`) ?? entryOf(classCategories, uid) ?? []
  const named = textOf(productName(fields))
  const known = named === undefined ? undefined : productSources.find(([pattern]) => pattern.test(named))
  if (known !== undefined)
    return recordLogSource({
      product: known[1],
      categories,
      services: known[2] === '' ? undefined : [known[2]],
    })
  return recordLogSource({
    product: systemOf(textOf(systemName(fields))),
    categories,
    services: cloudServices(fields),
  })
}

function systemOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  if (/windows/i.test(name)) return 'windows'
  if (/mac ?os/i.test(name)) return 'macos'
  return /linux|ubuntu|debian|red hat|centos|suse/i.test(name) ? 'linux' : undefined
}

/** API activity without a known product: nothing is known of the service. */
function cloudServices(fields: JsonObject): readonly string[] | undefined {
  return isObject(fields.api) ? undefined : []
}

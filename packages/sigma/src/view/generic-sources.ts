import type { JsonObject } from '@countersign/ocsf/record'
import { azureServicesOf } from './cloud-views.ts'
import { isObject, pathReader, textOf } from './path.ts'
import { type RecordLogSource, recordLogSource } from './record-log-source.ts'
import { entryOf } from './table.ts'

type Recogniser = (fields: JsonObject) => RecordLogSource | undefined

const none: readonly string[] = []
const source = (
  product: string,
  services: readonly string[],
  categories: readonly string[] = none,
): RecordLogSource => recordLogSource({ product, services, categories })

const m365Services: Readonly<Record<string, readonly string[]>> = {
  exchange: ['audit', 'exchange'],
  securitycompliancecenter: ['audit', 'threat_management', 'threat_detection'],
  threatintelligence: ['audit', 'threat_management', 'threat_detection'],
}

/** Sources that have no format of their own, known by fields that nothing else has. In order. */
const recognisers: readonly Recogniser[] = [
  (fields) => {
    if (
      !isObject(fields.protoPayload) &&
      !isObject(isObject(fields.data) ? fields.data.protoPayload : undefined)
    )
      return undefined
    return source('gcp', ['gcp.audit'])
  },
  (fields) => {
    const application = isObject(fields.id) ? textOf(fields.id.applicationName) : undefined
    return application === undefined ? undefined : source('gcp', [`google_workspace.${application}`])
  },
  (fields) => {
    const workload = textOf(fields.Workload)
    if (workload === undefined || fields.Operation === undefined) return undefined
    return source('m365', entryOf(m365Services, workload.toLowerCase()) ?? ['audit'])
  },
  (fields) =>
    fields.logtype !== undefined && fields.node_id !== undefined
      ? source('opencanary', none, ['application'])
      : undefined,
  (fields) => (isObject(fields.auditType) ? source('bitbucket', ['audit']) : undefined),
  (fields) =>
    fields.event_type_id !== undefined && fields.account_id !== undefined
      ? source('onelogin', ['onelogin.events'])
      : undefined,
  (fields) =>
    fields.InterfaceUuid !== undefined && fields.OpNum !== undefined
      ? source('rpc_firewall', none, ['application'])
      : undefined,
  (fields) =>
    fields.devid !== undefined && fields.logid !== undefined ? source('fortigate', ['event']) : undefined,
  azure,
  auditd,
  ecs,
]

/** The log source of plain JSON, by what it looks like; undefined when it looks like nothing known. */
export function recogniseSource(fields: JsonObject): RecordLogSource | undefined {
  for (const recognise of recognisers) {
    const found = recognise(fields)
    if (found !== undefined) return found
  }
  return undefined
}

function azure(fields: JsonObject): RecordLogSource | undefined {
  const id = textOf(fields.resourceId) ?? textOf(fields.ResourceId)
  const risky =
    fields.riskEventType !== undefined && (fields.riskLevel !== undefined || fields.riskState !== undefined)
  if (!risky && (id === undefined || !/^\/(subscriptions|tenants|providers)\//i.test(id))) return undefined
  return recordLogSource({ product: 'azure', categories: none, services: azureServicesOf(fields) })
}

const auditdTypes =
  /^(SYSCALL|EXECVE|PATH|CWD|PROCTITLE|SOCKADDR|USER_\w+|ADD_USER|DEL_USER|SERVICE_START|SERVICE_STOP|CRED_\w+|TTY)$/

function auditd(fields: JsonObject): RecordLogSource | undefined {
  const type = textOf(fields.type)
  return type !== undefined && auditdTypes.test(type) ? source('linux', ['auditd']) : undefined
}

const osType = pathReader('host.os.type')
const osPlatform = pathReader('host.os.platform')
const eventCategory = pathReader('event.category')
const eventType = pathReader('event.type')

/** Elastic Common Schema events of hosts, from agents other than Winlogbeat. Source: ECS `event.category`, `event.type`. */
function ecs(fields: JsonObject): RecordLogSource | undefined {
  const category = eventCategory(fields)
  if (category === undefined) return undefined
  const platform = textOf(osType(fields)) ?? textOf(osPlatform(fields))
  const product = platform === 'darwin' ? 'macos' : platform
  return recordLogSource({
    product,
    categories: ecsCategories([category].flat().map(String), [eventType(fields) ?? ''].flat().map(String)),
  })
}

function ecsCategories(
  categories: readonly string[],
  types: readonly string[],
): readonly string[] | undefined {
  const found: string[] = []
  const started = types.includes('start') || types.includes('process_started') || types.includes('info')
  if (categories.includes('process'))
    found.push(...(started ? ['process_creation'] : ['process_termination']))
  if (categories.includes('file')) found.push(types.includes('deletion') ? 'file_delete' : 'file_event')
  if (categories.includes('registry')) found.push('registry_event', 'registry_set')
  if (categories.includes('network')) found.push('network_connection', 'firewall', 'dns', 'dns_query')
  if (categories.includes('library')) found.push('image_load')
  if (categories.includes('driver')) found.push('driver_load')
  if (categories.includes('web')) found.push('webserver', 'proxy')
  return found.length === 0 ? undefined : found
}

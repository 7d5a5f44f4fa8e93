import type { JsonObject } from '@countersign/ocsf/record'
import { type Aliases, aliasView } from './alias-view.ts'
import { firstOf, isObject, pathReader, textOf } from './path.ts'
import { type RecordLogSource, recordLogSource } from './record-log-source.ts'
import type { SourceView } from './source-view.ts'
import { entryOf } from './table.ts'

const none: readonly string[] = []

/** `detail` and `Records[]` are how EventBridge and S3 deliveries wrap a record; shippers unwrap the latter. */
const cloudtrailAsWritten: SourceView = aliasView({
  format: 'aws-cloudtrail',
  classify: (fields) => {
    const name = textOf(fields.eventName)
    return recordLogSource({
      product: 'aws',
      categories: none,
      services: ['cloudtrail'],
      constant: name === undefined ? undefined : { field: 'eventName', value: name },
    })
  },
  wrappers: ['detail'],
  aliases: { status: ['responseElements.status'] },
})

/** Tables lower-case their columns, the names at the top of a record: `useridentity.type`. */
export const cloudtrailView: SourceView = {
  ...cloudtrailAsWritten,
  reader: (field, source) => {
    const [top = '', ...below] = field.split('.')
    const column = [top.toLowerCase(), ...below].join('.')
    const asWritten = cloudtrailAsWritten.reader(field, source)
    return column === field ? asWritten : firstOf([asWritten, pathReader(column)])
  },
}

const github = recordLogSource({ product: 'github', categories: none, services: ['audit'] })
export const githubAuditView: SourceView = aliasView({
  format: 'github-audit',
  classify: () => github,
  wrappers: ['data'],
})

const okta = recordLogSource({ product: 'okta', categories: none, services: ['okta'] })
export const oktaView: SourceView = aliasView({
  format: 'okta-system-log',
  classify: () => okta,
  aliases: { eventtype: ['eventType'], displaymessage: ['displayMessage'] },
  caseless: true,
})

const kubernetes = recordLogSource({
  product: 'kubernetes',
  categories: ['application'],
  services: ['audit'],
})
export const kubernetesAuditView: SourceView = aliasView({
  format: 'kubernetes-audit',
  classify: () => kubernetes,
  aliases: {
    apiGroup: ['objectRef.apiGroup', 'requestObject.roleRef.apiGroup'],
    capabilities: [
      'requestObject.spec.containers.securityContext.capabilities.add',
      'requestObject.spec.template.spec.containers.securityContext.capabilities.add',
    ],
    hostPath: [
      'requestObject.spec.volumes.hostPath.path',
      'requestObject.spec.template.spec.volumes.hostPath.path',
    ],
  },
})

/** Entra and Azure Monitor spell the same thing as Graph (`status.errorCode`) and as a table column (`ResultType`). */
const azureAliases: Aliases = {
  ResultType: ['status.errorCode', 'errorCode'],
  'status.errorCode': ['ResultType'],
  ResultDescription: ['status.failureReason', 'status.additionalDetails'],
  Resultdescription: ['status.failureReason', 'status.additionalDetails'],
  'status.failureReason': ['ResultDescription'],
  failure_status_reason: ['status.failureReason', 'ResultDescription'],
  Status: ['resultType', 'status.additionalDetails', 'conditionalAccessStatus', 'result'],
  Username: ['userPrincipalName', 'UserPrincipalName'],
  ClientApp: ['clientAppUsed', 'appDisplayName'],
  AppId: ['appId'],
  OperationName: ['operationName', 'operationNameValue', 'activityDisplayName'],
  operationName: ['operationNameValue', 'activityDisplayName'],
  OperationNameValue: ['operationName', 'activityDisplayName'],
  ActivityDisplayName: ['operationName'],
  ActivityType: ['operationType', 'activityDisplayName'],
  activityType: ['operationType', 'activityDisplayName'],
  ActivityDetails: ['activityDisplayName', 'operationName'],
  CategoryValue: ['category'],
  'properties.message': ['activityDisplayName', 'operationName', 'operationNameValue'],
  'properties.result': ['result', 'resultType'],
  'properties.targetResources': ['targetResources'],
  ResourceProviderValue: ['resourceProvider', 'resourceProviderName'],
  Target: ['targetResources'],
  ResourceDisplayName: ['resourceDisplayName'],
  NetworkLocationDetails: ['networkLocationDetails'],
}

/** Categories of Azure diagnostic settings -> Sigma services. */
const azureServices: Readonly<Record<string, readonly string[]>> = {
  signinlogs: ['signinlogs'],
  noninteractiveusersigninlogs: ['signinlogs'],
  serviceprincipalsigninlogs: ['signinlogs'],
  managedidentitysigninlogs: ['signinlogs'],
  auditlogs: ['auditlogs'],
  userriskevents: ['riskdetection'],
  riskyusers: ['riskdetection'],
  serviceprincipalriskevents: ['riskdetection'],
  administrative: ['activitylogs'],
  policy: ['activitylogs'],
  security: ['activitylogs'],
  servicehealth: ['activitylogs'],
  alert: ['activitylogs'],
  autoscale: ['activitylogs'],
  recommendation: ['activitylogs'],
  resourcehealth: ['activitylogs'],
}

export const entraSignInView: SourceView = azureView('entra-sign-in', ['signinlogs'])
export const entraAuditView: SourceView = azureView('entra-audit', ['auditlogs'])

function azureView(format: 'entra-sign-in' | 'entra-audit', usual: readonly string[]): SourceView {
  const classify = (fields: JsonObject): RecordLogSource =>
    recordLogSource({ product: 'azure', categories: none, services: azureServicesOf(fields) ?? usual })
  return aliasView({ format, classify, aliases: azureAliases, wrappers: ['properties'], caseless: true })
}

/** The service(s) an Azure record states, if it states any: Privileged Identity Management reports through the others. */
export function azureServicesOf(fields: JsonObject): readonly string[] | undefined {
  const properties = isObject(fields.properties) ? fields.properties : fields
  const risk = textOf(properties.riskEventType ?? fields.riskEventType)
  const managed = textOf(properties.loggedByService ?? fields.loggedByService)?.toLowerCase() === 'pim'
  if (risk !== undefined) return ['riskdetection', 'pim']
  const services = entryOf(
    azureServices,
    (textOf(fields.category) ?? textOf(fields.Category) ?? '').toLowerCase(),
  )
  if (managed) return ['auditlogs', 'pim']
  return services
}

/** Azure's other logs come as plain JSON. */
export const azureActivityView: SourceView = aliasView({
  format: 'generic-json',
  classify: (fields) => recordLogSource({ product: 'azure', services: azureServicesOf(fields) }),
  aliases: azureAliases,
  wrappers: ['properties'],
  caseless: true,
})

import { networkFixtures } from './network/network-fixtures.ts'
import type { JsonObject } from './record.ts'
import type { SourceFormat } from './source-format.ts'
import { webFixtures } from './web/web-fixtures.ts'
import { windowsSourceFixtures } from './windows/windows-fixtures.ts'

/** Records written for the tests, one a format; every name, address and id in them is made up. */
export type SourceFixture = {
  readonly format: SourceFormat
  readonly fields: JsonObject
  readonly identityKey: string | undefined
  readonly action: string
  readonly classUid: number
}

export const cloudTrailFixture: JsonObject = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE42:run-7',
    arn: 'arn:aws:sts::444455556666:assumed-role/deploy/run-7',
    accountId: '444455556666',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE42',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE42',
        arn: 'arn:aws:iam::444455556666:role/deploy',
        accountId: '444455556666',
        userName: 'deploy',
      },
      webIdFederationData: {
        federatedProvider: 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com',
        attributes: {},
      },
      sourceIdentity: 'omar',
      attributes: { creationDate: '2026-03-04T09:00:00Z', mfaAuthenticated: 'false' },
    },
  },
  eventTime: '2026-03-04T09:15:27Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.31',
  requestParameters: { bucketName: 'ledger', key: '2026/03/04.csv' },
  responseElements: null,
  requestID: 'REQ1',
  eventID: '7f0e1d2c-1111-4222-8333-444455556666',
  readOnly: true,
  resources: [
    { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::ledger', accountId: '444455556666' },
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::ledger/2026/03/04.csv' },
  ],
  eventType: 'AwsApiCall',
  managementEvent: false,
  recipientAccountId: '444455556666',
  eventCategory: 'Data',
}

export const kubernetesFixture: JsonObject = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'd1f5f7b2-1111-4222-8333-444455556666',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/pods/checkout-0/exec?command=sh',
  verb: 'create',
  user: {
    username: 'system:serviceaccount:ops:debugger',
    groups: ['system:serviceaccounts', 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/node-name': ['Node-4'],
      'authentication.kubernetes.io/credential-id': ['JTI=9'],
    },
  },
  sourceIPs: ['10.0.0.5', '10.0.0.1'],
  userAgent: 'kubectl/v1.33',
  objectRef: {
    resource: 'pods',
    subresource: 'exec',
    namespace: 'shop',
    name: 'checkout-0',
    apiVersion: 'v1',
  },
  responseStatus: { metadata: {}, code: 101 },
  requestReceivedTimestamp: '2026-03-04T09:15:27.123456Z',
  stageTimestamp: '2026-03-04T09:15:27.130000Z',
  annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC' },
}

export const gitHubFixture: JsonObject = {
  '@timestamp': 1772615727000,
  _document_id: 'doc-1',
  action: 'protected_branch.destroy',
  actor: 'Mara-Dev',
  actor_id: 77,
  actor_ip: '203.0.113.9',
  actor_is_bot: false,
  actor_location: { country_code: 'DE' },
  created_at: 1772615727000,
  org: 'Fernworks',
  org_id: 48,
  repo: 'Fernworks/app',
  user_agent: 'Mozilla/5.0',
  hashed_token: 'aGFzaA==',
}

export const oktaFixture: JsonObject = {
  actor: { id: '00u1', type: 'User', alternateId: 'Ines@shop.example', displayName: 'Ines' },
  client: {
    userAgent: { rawUserAgent: 'Mozilla/5.0', os: 'Windows 11', browser: 'EDGE' },
    device: 'Computer',
    ipAddress: '203.0.113.20',
    geographicalContext: { city: 'Hamburg', country: 'Germany', geolocation: { lat: 53.5, lon: 10 } },
  },
  authenticationContext: { externalSessionId: '102abc' },
  displayMessage: 'User login to Okta',
  eventType: 'user.session.start',
  outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
  published: '2026-03-04T09:15:27.123Z',
  securityContext: { isProxy: false },
  severity: 'WARN',
  debugContext: { debugData: { requestUri: '/api/v1/authn', url: 'https://Shop.okta.example/api/v1/authn' } },
  transaction: { type: 'WEB', id: 'T1' },
  uuid: 'f3c0-1',
  version: '0',
  target: null,
}

export const entraSignInFixture: JsonObject = {
  id: 'a1b2',
  createdDateTime: '2026-03-04T09:15:27Z',
  userPrincipalName: 'Moreau@lantern.example',
  userId: '1111',
  userDisplayName: 'Moreau',
  appId: 'c44b4083',
  appDisplayName: 'Azure Portal',
  resourceDisplayName: 'Windows Azure Service Management API',
  ipAddress: '198.51.100.140',
  clientAppUsed: 'Browser',
  isInteractive: true,
  correlationId: 'corr-1',
  riskLevelDuringSignIn: 'high',
  authenticationRequirement: 'multiFactorAuthentication',
  homeTenantId: '0B6D2F58',
  status: { errorCode: 50126, failureReason: 'Invalid username or password.' },
  location: { countryOrRegion: 'DE' },
  deviceDetail: { displayName: 'LAP-9', operatingSystem: 'Windows 11' },
  conditionalAccessStatus: 'notApplied',
}

export const entraAuditFixture: JsonObject = {
  id: 'audit-1',
  category: 'RoleManagement',
  correlationId: 'corr-2',
  result: 'success',
  activityDisplayName: 'Add member to role',
  activityDateTime: '2026-03-04T09:15:27.5Z',
  loggedByService: 'Core Directory',
  initiatedBy: {
    user: { id: '1', userPrincipalName: 'Admin@lantern.example', ipAddress: '198.51.100.9' },
    app: null,
  },
  targetResources: [
    {
      id: '2',
      type: 'User',
      userPrincipalName: 'moreau@lantern.example',
      modifiedProperties: [
        { displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' },
      ],
    },
  ],
}

export const genAiSpanFixture: JsonObject = {
  resource: {
    attributes: [
      { key: 'service.name', value: { stringValue: 'triage' } },
      { key: 'k8s.cluster.name', value: { stringValue: 'prod' } },
      { key: 'k8s.namespace.name', value: { stringValue: 'agents' } },
      { key: 'k8s.serviceaccount.name', value: { stringValue: 'triage' } },
    ],
  },
  scope: { name: 'genai', version: '0.9.0' },
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  name: 'execute_tool run_shell',
  kind: 3,
  startTimeUnixNano: '1772615727000000000',
  endTimeUnixNano: '1772615728500000000',
  attributes: [
    { key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } },
    { key: 'gen_ai.agent.name', value: { stringValue: 'Support-Triage' } },
    { key: 'gen_ai.tool.name', value: { stringValue: 'run_shell' } },
    { key: 'gen_ai.tool.call.arguments', value: { stringValue: '{"command":"env"}' } },
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
    { key: 'gen_ai.usage.output_tokens', value: { intValue: 30 } },
    { key: 'enduser.id', value: { stringValue: 'omar@fernworks.example' } },
  ],
  status: { code: 1 },
}

export const otelLogFixture: JsonObject = {
  timeUnixNano: '1772615727000000000',
  severityNumber: 17,
  severityText: 'ERROR',
  body: { stringValue: 'payment refused' },
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  attributes: [{ key: 'client.address', value: { stringValue: '203.0.113.4' } }],
  resource: {
    attributes: [
      { key: 'service.name', value: { stringValue: 'checkout' } },
      { key: 'host.name', value: { stringValue: 'POD-1' } },
    ],
  },
}

export const vpcFlowFixture: JsonObject = {
  version: 5,
  account_id: '444455556666',
  interface_id: 'eni-0a1b',
  srcaddr: '203.0.113.4',
  dstaddr: '10.0.0.9',
  srcport: 44321,
  dstport: 22,
  protocol: 6,
  packets: 3,
  bytes: 180,
  start: 1772615727,
  end: 1772615787,
  action: 'REJECT',
  log_status: 'OK',
  flow_direction: 'ingress',
}

export const ocsfFixture: JsonObject = {
  class_uid: 3002,
  category_uid: 3,
  activity_id: 1,
  type_uid: 300201,
  severity_id: 1,
  time: 1772615727000,
  activity_name: 'Logon',
  metadata: { version: '1.5.0', product: { name: 'IdP', vendor_name: 'Acme' } },
  actor: { user: { name: 'omar' } },
  src_endpoint: { ip: '203.0.113.4' },
}

export const sourceFixtures: readonly SourceFixture[] = [
  {
    format: 'aws-cloudtrail',
    fields: cloudTrailFixture,
    identityKey: 'aws:444455556666:assumed-role/deploy',
    action: 'GetObject',
    classUid: 6003,
  },
  {
    format: 'kubernetes-audit',
    fields: kubernetesFixture,
    identityKey: 'k8s::ops/debugger',
    action: 'pods/exec create',
    classUid: 6003,
  },
  {
    format: 'github-audit',
    fields: gitHubFixture,
    identityKey: 'github:fernworks/mara-dev',
    action: 'protected_branch.destroy',
    classUid: 6003,
  },
  {
    format: 'okta-system-log',
    fields: oktaFixture,
    identityKey: 'okta:shop:ines@shop.example',
    action: 'user.session.start',
    classUid: 3002,
  },
  {
    format: 'entra-sign-in',
    fields: entraSignInFixture,
    identityKey: 'entra:0b6d2f58:user/moreau@lantern.example',
    action: 'Sign-in activity',
    classUid: 3002,
  },
  {
    format: 'entra-audit',
    fields: entraAuditFixture,
    identityKey: 'entra::user/admin@lantern.example',
    action: 'Add member to role',
    classUid: 3005,
  },
  {
    format: 'otel-genai-span',
    fields: genAiSpanFixture,
    identityKey: 'agent:support-triage',
    action: 'execute_tool run_shell',
    classUid: 6003,
  },
  { format: 'otel-log', fields: otelLogFixture, identityKey: undefined, action: 'log', classUid: 0 },
  {
    format: 'aws-vpc-flow',
    fields: vpcFlowFixture,
    identityKey: undefined,
    action: 'REJECT',
    classUid: 4001,
  },
  { format: 'ocsf', fields: ocsfFixture, identityKey: 'user:omar', action: 'Logon', classUid: 3002 },
  ...networkFixtures,
  ...webFixtures,
  ...windowsSourceFixtures,
]

import type { ConfigurationFile } from './importer.ts'

/** Configuration of an invented company, in the shapes that each provider documents. Every secret reads `never-kept`. */
const secret = 'never-kept'

const json = (name: string, value: unknown): ConfigurationFile => ({ name, text: JSON.stringify(value) })

export const authorizationDetails = json('details.json', {
  UserDetailList: [
    {
      UserName: 'backup',
      UserId: 'AIDABACKUP',
      Arn: 'arn:aws:iam::444455556666:user/ops/backup',
      CreateDate: '2023-02-01T08:00:00Z',
      GroupList: [],
      AttachedManagedPolicies: [{ PolicyName: 'Write', PolicyArn: 'arn:aws:iam::444455556666:policy/write' }],
      Tags: [
        { Key: 'Owner', Value: 'Mara@fernworks.example' },
        { Key: 'team', Value: 'storage' },
        { Key: 'purpose', Value: 'nightly copy' },
      ],
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'deploy',
      RoleId: 'AROADEPLOY',
      Arn: 'arn:aws:iam::444455556666:role/deploy',
      CreateDate: '2024-05-01T08:00:00Z',
      RoleLastUsed: { LastUsedDate: '2026-03-01T08:00:00Z', Region: 'eu-central-1' },
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: {
              Federated: 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com',
            },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:sub': 'repo:fernworks/app:ref:refs/heads/main',
              },
            },
          },
        ],
      },
      Tags: [],
    },
  ],
  GroupDetailList: [],
  Policies: [],
})

export const credentialReport: ConfigurationFile = {
  name: 'report.csv',
  text: `user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated
<root_account>,arn:aws:iam::444455556666:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
backup,arn:aws:iam::444455556666:user/ops/backup,2023-02-01T08:00:00+00:00,false,N/A,N/A,N/A,false,true,2023-02-02T08:00:00+00:00,2026-02-28T01:00:00+00:00,eu-central-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
`,
}

export const manifests: ConfigurationFile = {
  name: 'rbac.yaml',
  text: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: checkout
  namespace: shop
  creationTimestamp: "2025-01-05T10:00:00Z"
  annotations:
    fernworks.example/owner: jonas@fernworks.example
    eks.amazonaws.com/role-arn: arn:aws:iam::444455556666:role/checkout
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: checkout, namespace: shop}
  - {kind: User, name: mara@fernworks.example}
  - {kind: Group, name: system:authenticated}
`,
}

export const gitHubInstallations = json('installations.json', {
  total_count: 1,
  installations: [
    {
      id: 31,
      account: { login: 'Fernworks', id: 9, type: 'Organization' },
      repository_selection: 'all',
      app_id: 77,
      app_slug: 'dependency-watch',
      target_type: 'Organization',
      permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' },
      events: ['push'],
      created_at: '2024-11-02T10:00:00Z',
      suspended_at: null,
    },
  ],
})

export const gitHubMembers = json('members.json', [
  {
    login: 'Mara-Dev',
    id: 501,
    node_id: 'U_1',
    type: 'User',
    site_admin: false,
    url: 'https://api.github.com/users/Mara-Dev',
  },
])

export const gitHubDeployKeys = json('keys.json', [
  {
    id: 812,
    key: 'ssh-ed25519 never-kept',
    url: 'https://api.github.com/repos/Fernworks/app/keys/812',
    title: 'build machine',
    verified: true,
    created_at: '2022-06-01T00:00:00Z',
    read_only: false,
    added_by: 'jonas-ops',
    last_used: '2026-02-01T00:00:00Z',
    enabled: true,
  },
])

export const gitHubTokens = json('tokens.json', [
  {
    id: 5,
    owner: { login: 'jonas-ops', id: 502 },
    repository_selection: 'all',
    permissions: { repository: { contents: 'write' }, organization: { members: 'read' } },
    access_granted_at: '2025-08-01T00:00:00Z',
    token_id: 90,
    token_name: 'release script',
    token_expired: false,
    token_expires_at: '2026-08-01T00:00:00Z',
    token_last_used_at: '2026-03-01T00:00:00Z',
  },
])

export const workflow: ConfigurationFile = {
  name: 'checkout/fernworks/app/.github/workflows/deploy.yml',
  text: `name: deploy
on: {push: {branches: [main]}}
permissions: {contents: read}
jobs:
  ship:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    steps:
      - uses: aws-actions/configure-aws-credentials@v5
        with: {role-to-assume: arn:aws:iam::444455556666:role/deploy, aws-region: eu-central-1}
`,
}

export const entraPrincipals = json('principals.json', {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#servicePrincipals',
  value: [
    {
      id: 'A1A1',
      appId: 'C44B4083',
      displayName: 'invoice sync',
      servicePrincipalType: 'Application',
      appOwnerOrganizationId: '0B6D2F58',
      accountEnabled: true,
      createdDateTime: '2024-01-10T00:00:00Z',
      owners: [
        { '@odata.type': '#microsoft.graph.user', id: 'U7', userPrincipalName: 'Moreau@lantern.example' },
      ],
      passwordCredentials: [
        {
          keyId: 'K1',
          startDateTime: '2024-01-10T00:00:00Z',
          endDateTime: '2026-01-10T00:00:00Z',
          secretText: secret,
        },
      ],
      keyCredentials: [{ keyId: 'K2', startDateTime: '2025-01-01T00:00:00Z', key: secret }],
    },
    {
      id: 'R1',
      appId: '00000003',
      displayName: 'Microsoft Graph',
      servicePrincipalType: 'Application',
      appRoles: [{ id: 'role-9', value: 'Mail.Read' }],
    },
  ],
})

export const entraAgents = json('agents-of-directory.json', {
  '@odata.context':
    'https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/microsoft.graph.agentIdentity(sponsors(id))',
  value: [
    {
      id: 'AG-1',
      displayName: 'triage helper',
      accountEnabled: true,
      agentIdentityBlueprintId: 'BP-1',
      createdByAppId: 'BP-1',
      createdDateTime: '2026-01-05T00:00:00Z',
      sponsors: [{ '@odata.type': '#microsoft.graph.user', id: 'U7' }],
    },
  ],
})

export const entraGrants = json('grants.json', {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants',
  value: [
    {
      id: 'g',
      clientId: 'A1A1',
      consentType: 'AllPrincipals',
      resourceId: 'R1',
      scope: 'User.Read Files.Read.All',
    },
  ],
})

export const entraAssignments = json('assignments.json', {
  '@odata.context': "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals('A1A1')/appRoleAssignments",
  value: [{ id: 'x', appRoleId: 'role-9', principalId: 'A1A1', resourceId: 'R1' }],
})

export const entraUsers = json('users.json', {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
  value: [
    { id: 'U7', userPrincipalName: 'Moreau@lantern.example', displayName: 'C. Moreau', accountEnabled: true },
  ],
})

export const entraOrganization = json('organization.json', {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#organization',
  value: [{ id: '0B6D2F58', verifiedDomains: [] }],
})

export const oauthClients = json('clients.json', [
  {
    client_id: 'ledger-web',
    client_secret: secret,
    client_id_issued_at: 1735689600,
    client_secret_expires_at: 0,
    registration_access_token: secret,
    registration_client_uri: 'https://login.fernworks.example/register/ledger-web',
    client_name: 'Ledger',
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'ledger.read ledger.write',
    contacts: ['mara@fernworks.example'],
  },
])

export const spireEntries = json('entries.json', {
  entries: [
    {
      id: 'e-1',
      spiffe_id: { trust_domain: 'fernworks.example', path: '/ns/shop/sa/checkout' },
      parent_id: { trust_domain: 'fernworks.example', path: '/spire/agent/node-1' },
      selectors: [
        { type: 'k8s', value: 'ns:shop' },
        { type: 'k8s', value: 'sa:checkout' },
      ],
      created_at: '1735689600',
      expires_at: '0',
      admin: false,
    },
    { id: 'e-2', spiffe_id: { trust_domain: 'Not Valid' }, selectors: [] },
  ],
  next_page_token: '',
})

export const mcpConfiguration = json('mcp.json', {
  mcpServers: {
    tickets: {
      command: '/usr/local/bin/npx',
      args: ['-y', '@fernworks/tickets-mcp@2.1.0', '--token', secret],
      env: { TICKETS_API_TOKEN: secret, LOG_LEVEL: 'info' },
    },
    search: {
      url: `https://user:${secret}@mcp.fernworks.example/search?key=${secret}`,
      headers: { Authorization: secret },
    },
  },
})

export const agentManifest = json('agent.json', {
  name: 'Triage',
  description: 'sorts incoming tickets',
  owner: 'jonas@fernworks.example',
  sponsor: 'mara@fernworks.example',
  model: 'a-model',
  instructions: secret,
  tools: ['search_tickets', { name: 'close_ticket' }, { type: 'function', function: { name: 'assign' } }],
  env: { TRIAGE_KEY: secret },
})

export const ocsfInventory = json('inventory.json', [
  {
    class_uid: 5003,
    category_uid: 5,
    time: 1767225600000,
    metadata: { version: '1.9.0-dev', product: { name: 'd', vendor_name: 'd' } },
    user: {
      name: 'Svc-Print',
      type_id: 4,
      email_addr: 'print@fernworks.example',
      groups: [{ name: 'printers' }],
    },
  },
])

export const terraform: ConfigurationFile = {
  name: 'infra/main.tf',
  text: `provider "aws" { allowed_account_ids = ["444455556666"] }
resource "aws_iam_role" "worker" {
  name = "worker"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  tags = { Owner = "mara@fernworks.example" }
}
`,
}

export const everything: readonly ConfigurationFile[] = [
  authorizationDetails,
  credentialReport,
  manifests,
  gitHubInstallations,
  gitHubMembers,
  gitHubDeployKeys,
  gitHubTokens,
  workflow,
  entraPrincipals,
  entraAgents,
  entraGrants,
  entraAssignments,
  entraUsers,
  entraOrganization,
  oauthClients,
  spireEntries,
  mcpConfiguration,
  agentManifest,
  ocsfInventory,
  terraform,
]

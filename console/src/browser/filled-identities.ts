/** Test code: policy, mandates, decisions and signals, so that no page about identities is empty. */
import type { companies } from './demo-platform.ts'
import type { Visitor } from './visitor.ts'

export const account = '210987654321'
export const mara = `aws:${account}:user/mara`
/** In what every page about identities is filled. */
const filledTenant = 'fernworks' satisfies keyof typeof companies
const daysKept = 60
const dayMs = 24 * 3_600_000

/** What a signed-in person asks the API for; throws what it refuses. */
export async function askAs<T>(visitor: Visitor, method: string, path: string, body?: unknown): Promise<T> {
  const page = await visitor.open('/account')
  try {
    const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = (await page.evaluate(
      `fetch(${JSON.stringify(path)}, ${JSON.stringify(init)})
        .then(async (response) => ({ ok: response.ok, status: response.status, text: await response.text() }))`,
    )) as { readonly ok: boolean; readonly status: number; readonly text: string }
    if (!answer.ok) throw new Error(`${method} ${path} was refused: ${answer.status} ${answer.text}`)
    return (answer.text === '' ? null : JSON.parse(answer.text)) as T
  } finally {
    await page.close()
  }
}

const tenantPath = `/api/tenants/${filledTenant}`

/** An approver of the tenant: what the operator proposes, somebody else has to approve. */
export async function inviteApprover(operator: Visitor): Promise<string> {
  const body = { name: 'Edda Field', email: 'edda@fernworks.example', role: 'approver' }
  const made = await askAs<{ invitation: { link: string } }>(operator, 'POST', `${tenantPath}/people`, body)
  return made.invitation.link
}

export async function fillIdentities(operator: Visitor, approver: Visitor, url: string): Promise<void> {
  await pushPolicies(operator)
  const filing = await mandate(operator, approver, 'agent:invoice-bot', {
    purpose: 'Files the invoices of the day',
    actions: ['file', 'pay'],
    stepUp: { actions: ['pay'] },
  })
  await mandate(operator, approver, 'agent:support-triage', {
    purpose: 'Sorts tickets and answers the simple ones',
    actions: ['ticket.read', 'ticket.answer'],
  })
  const proposal = {
    identityKey: mara,
    purpose: 'Reads the ledger every night',
    days: 30,
    expiresAt: inDays(90),
  }
  await askAs(operator, 'POST', `${tenantPath}/mandates/proposals`, proposal)
  await askForDecisions(operator, url, filing)
  await askAs(operator, 'POST', `${tenantPath}/signal-sources`, {
    name: 'Fernworks staff directory',
    issuer: 'https://login.fernworks.example',
    keys: { kind: 'address', jwksUri: 'https://login.fernworks.example/jwks.json' },
    subjectPrefix: null,
    isEnabled: true,
  })
  await askAs(operator, 'POST', `${tenantPath}/ssf/stream`, {
    description: 'The staff directory is told back',
    delivery: { method: 'urn:ietf:rfc:8936' },
  })
}

/** Two versions of the account, so that there is a difference, and the RBAC of a cluster. */
async function pushPolicies(operator: Visitor): Promise<void> {
  const path = `${tenantPath}/configurations`
  for (const action of ['s3:GetObject', 's3:*']) {
    const files = [{ path: 'account.json', text: accountDetails(action) }]
    await askAs(operator, 'POST', path, { id: account, files })
  }
  const files = [{ path: 'rbac.json', text: clusterRoles() }]
  await askAs(operator, 'POST', path, { id: 'prod', files, context: { cluster: 'prod' } })
}

async function mandate(operator: Visitor, approver: Visitor, identityKey: string, terms: object) {
  const whole = { resources: ['*'], tools: [], onBehalfOf: [], ...terms }
  const body = { identityKey, terms: whole, expiresAt: inDays(daysKept), reason: 'It is wanted.' }
  const { mandateId } = await askAs<{ mandateId: string }>(operator, 'POST', `${tenantPath}/mandates`, body)
  await askAs(approver, 'POST', `${tenantPath}/mandates/${mandateId}/approve`, { reason: 'I answer for it.' })
  return identityKey.replace('agent:', '')
}

/** One that is allowed, one that waits for a yes, and one that no mandate allows. */
async function askForDecisions(operator: Visitor, url: string, agent: string): Promise<void> {
  const made = await askAs<{ key: string }>(operator, 'POST', `${tenantPath}/api-keys`, {
    name: 'Gateway of the agents',
    rights: ['decision.ask'],
    expiresInDays: 90,
  })
  for (const action of ['file', 'pay', 'delete']) {
    const response = await fetch(`${url}/access/v1/evaluation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        subject: { type: 'agent', id: agent },
        action: { name: action },
        resource: { type: 'invoice', id: '2026-118' },
      }),
    })
    if (!response.ok) throw new Error(`the decision point answered ${response.status}`)
  }
}

function inDays(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString()
}

/** What AWS answers to get-account-authorization-details: a user who may give herself more, and a role that runs all. */
export function accountDetails(action: string): string {
  const may = (Sid: string, Action: string, Resource: string) => ({ Sid, Effect: 'Allow', Action, Resource })
  const policy = (PolicyName: string, Statement: readonly object[]) => ({
    PolicyName,
    PolicyDocument: { Version: '2012-10-17', Statement },
  })
  return JSON.stringify({
    UserDetailList: [
      {
        Path: '/',
        UserName: 'mara',
        UserId: 'AIDAEXAMPLEMARA00001',
        Arn: `arn:aws:iam::${account}:user/mara`,
        CreateDate: '2026-01-05T08:00:00+00:00',
        UserPolicyList: [
          policy('ledger', [
            may('LedgerAccess', action, '*'),
            may('OwnPolicies', 'iam:PutUserPolicy', `arn:aws:iam::${account}:user/mara`),
          ]),
        ],
        GroupList: [],
        AttachedManagedPolicies: [],
        Tags: [],
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
  })
}

/** One service account that reads the secrets of its namespace, by a role and its binding. */
function clusterRoles(): string {
  const metadata = (name: string) => ({ name, namespace: 'billing' })
  const apiGroup = 'rbac.authorization.k8s.io'
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('biller') },
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'Role',
        metadata: metadata('reads-secrets'),
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
      },
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'RoleBinding',
        metadata: metadata('biller-reads-secrets'),
        roleRef: { apiGroup, kind: 'Role', name: 'reads-secrets' },
        subjects: [{ kind: 'ServiceAccount', name: 'biller', namespace: 'billing' }],
      },
    ],
  })
}

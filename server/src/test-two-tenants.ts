/** Test code: two tenants with everything a tenant can have. Every text of the bank's own holds the canary. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { EventPage } from '@countersign/api/event'
import type { IncidentPage } from '@countersign/api/incident'
import type { NewNotificationChannel } from '@countersign/api/notification'
import type { RuleList } from '@countersign/api/rule'
import { generateSecretKey, parseSecretKey, verifierKeyText } from '@countersign/tlog/note/note-key'
import { type RunningPlatform, startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import type { Log } from './platform/log.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, signedInAs, temporaryFolder } from './platform/test-server.ts'

export const canary = 'CANARY7f3b'
/** In the bank's records too, and in no id of theirs: no request ever holds it, so no answer can be an echo. */
export const quietCanary = 'b3f7YRANAC'
export const bank = 'bank' as TenantId
export const shop = 'shop' as TenantId

/** Ids of what one tenant has, under the names that routes use for them. */
export type TenantThings = {
  readonly sourceId: string
  readonly sourceName: string
  readonly key: string
  readonly ruleId: string
  readonly eventId: string
  readonly incidentId: string
  readonly channelId: string
  /** As it stands in an address. */
  readonly identityKey: string
  readonly noteId: string
  readonly keyId: string
  readonly apiKey: string
  readonly testId: string
  /** The tenant's owner, with a session and a view. */
  readonly personId: string
  readonly sessionId: string
  readonly viewId: string
  /** Of the tenant alone. */
  readonly groupId: string
  readonly providerId: string
  readonly mandateId: string
  readonly policyId: string
  readonly decisionId: string
  readonly stepUpId: string
  readonly signalSourceId: string
  readonly streamId: string
  readonly configurationId: string
  /** The same in every tenant. */
  readonly checkId: string
  readonly proposalId: string
  /** An entry of the evidence log, as its routes ask for it. */
  readonly evidenceKind: string
  readonly evidenceRef: string
  readonly epoch: string
  readonly documentId: string
  /** The same in every tenant. */
  readonly frameworkId: string
  readonly controlId: string
  readonly regimeId: string
  readonly stageId: string
  /** Of an OSCAL document. */
  readonly name: string
  /** A checkpoint's path below its log. */
  readonly '*': string
}

/** Names of what is the same in every tenant: seeing it tells nothing, and asking for it reaches nothing foreign. */
export const sharedThings: ReadonlySet<string> = new Set([
  'checkId',
  'evidenceKind',
  'epoch',
  '*',
  'frameworkId',
  'controlId',
  'regimeId',
  'stageId',
  'name',
])

const attemptsMax = 60

export type TwoTenants = {
  readonly running: RunningPlatform
  readonly operator: Browser
  /** An administrator of the shop and of nothing else: no role stands in the way, only the tenant wall. */
  readonly shopAdmin: Browser
  readonly bankThings: TenantThings
  readonly shopThings: TenantThings
  readonly stop: () => Promise<void>
}

export type TwoTenantsOptions = { readonly flags?: Readonly<Record<string, string>>; readonly log?: Log }

export async function startTwoTenants({ flags = {}, log }: TwoTenantsOptions = {}): Promise<TwoTenants> {
  const folder = temporaryFolder('tenant-wall')
  // Nothing is investigated or judged by itself, and no heart beats, while a test compares what there is.
  const quiet = {
    'log-level': 'silent',
    'investigation-settle-seconds': '3600',
    'evidence-heartbeat-seconds': '86400',
    'evidence-witness-seconds': '86400',
    'compliance-assess-seconds': '86400',
    'triage-every-seconds': '86400',
  }
  const basics = { data: join(folder.path, 'data'), port: '0', ...quiet }
  const config = readConfig({}, { ...basics, ...flags })
  const running = await startPlatform({ config, consoleFolder: folder.path, ...(log ? { log } : {}) })
  const stop = () => running.stop().finally(folder.remove)
  try {
    await running.tenancy.createTenant(shop, 'Shop')
    await running.tenancy.createTenant(bank, canary)
    const operator = await signedIn(running.url, await running.createSignInLink())
    const bankThings = await fill(running.url, operator, bank, canary)
    const shopThings = await fill(running.url, operator, shop, 'ordinary')
    for (const tenantId of [shop, bank]) await running.authority.mandates.watch(tenantId)
    for (const tenantId of [shop, bank]) {
      // Whoever acted is known and judged before anything is compared.
      await running.identities.inventory.fold(tenantId)
      await running.checking.pass(tenantId)
      await everythingLogged(running, tenantId)
    }
    const shopAdmin = await signedInAs(running.url, running.platform, {
      personId: 'shop-admin',
      name: 'Administrator of the shop',
      role: 'operator-admin',
      tenantIds: [shop],
    })
    return { running, operator, shopAdmin, bankThings, shopThings, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A rule of its own, a source, an event that fires the rule, a line that cannot be read, and the incident. */
async function fill(url: string, operator: Browser, tenantId: TenantId, word: string): Promise<TenantThings> {
  const at = `/api/tenants/${tenantId}`
  const ruleId = `00000000-0000-4000-8000-${Buffer.from(tenantId).toString('hex').padStart(12, '0')}`
  await sent(operator, 'POST', `${at}/own-rules`, { yaml: ruleText(ruleId, word) })
  const channel = await sent<{ id: string }>(
    operator,
    'POST',
    `${at}/notification-channels`,
    silentChannel(word),
  )
  const sourceName = `source-${word}`
  const created = await sent<{ source: { id: string }; key: string }>(operator, 'POST', `${at}/sources`, {
    name: sourceName,
  })
  const { key, source } = created
  const incidentId = await deliverUntilIncident(operator, tenantId, () =>
    deliver(url, key, source.id, `${recordText(word)}\n{"broken ${word}\n`),
  )
  await sent(operator, 'POST', `${at}/incidents/${incidentId}/clocks`, {
    awareAt: '2026-01-01T00:00:00.000Z',
    regimeIds: ['nis2'],
    traits: [],
    timeZone: 'Europe/Berlin',
    holidays: [],
  })
  const page = await sent<EventPage>(operator, 'GET', `/api/events?tenant=${tenantId}&q=${word}`)
  await sent(operator, 'PATCH', `${at}/incidents/${incidentId}`, { assignee: word })
  const { items } = await sent<RuleList>(operator, 'GET', '/api/rules')
  await sent(operator, 'PUT', `${at}/rules/${items.find(({ pack }) => pack === 'countersign')?.id}`, {
    enabled: false,
  })
  return {
    ...(await workOf(url, operator, tenantId, { word, ruleId, incidentId })),
    ...(await authorityOf(url, operator, tenantId, word)),
    ...(await signalsOf(operator, tenantId, word)),
    ...(await inventoryOf(operator, tenantId, word)),
    ...(await evidenceOf(operator, tenantId, word)),
    ...(await proposalOf(url, operator, tenantId, { word, incidentId })),
    sourceId: source.id,
    sourceName,
    key,
    ruleId,
    eventId: page.items[0]?.eventId ?? '',
    incidentId,
    channelId: channel.id,
    checkId: 'nobody-answers',
    regimeId: 'nis2',
    stageId: 'early-warning',
    name: 'profile.json',
    identityKey: encodeURIComponent(`aws:111122223333:user/${word}`),
  }
}

/** What was done so far is in the tenant's log, the receipts of what it sent among them. */
async function everythingLogged({ evidence }: RunningPlatform, tenantId: TenantId): Promise<void> {
  const everything = { from: undefined, to: undefined, after: undefined, limit: 1 }
  for (;;) {
    const receipts = await evidence.page(tenantId, { ...everything, kind: 'receipt' })
    await evidence.pass(tenantId)
    if (receipts.items.length > 0 && (await evidence.logs(tenantId)).waiting === 0) return
    await wait(100)
  }
}

/** A document of a control, a witness that is never asked, and an entry of the log. */
async function evidenceOf(
  operator: Browser,
  tenantId: TenantId,
  word: string,
): Promise<Pick<TenantThings, EvidenceThing>> {
  const at = `/api/tenants/${tenantId}`
  const frameworkId = 'nis2'
  const controlId = '21.2.a'
  await sent(operator, 'PUT', `${at}/compliance/frameworks`, { frameworks: [{ frameworkId }] })
  const { documentId } = await sent<{ documentId: string }>(
    operator,
    'POST',
    `${at}/compliance/frameworks/${frameworkId}/controls/${controlId}/documents`,
    {
      title: `policy of ${word}`,
      fileName: `${word}.txt`,
      mediaType: 'text/plain',
      effectiveAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2099-01-01T00:00:00.000Z',
      content: Buffer.from(word).toString('base64'),
    },
  )
  await sent(operator, 'POST', `${at}/compliance/reviews`, {
    kindId: 'access-review',
    covered: `everybody who sees ${word}`,
    statement: `nothing to change for ${word}`,
  })
  const witness = parseSecretKey(generateSecretKey(`${word}.example`, 'ed25519-cosignature'))
  await sent(operator, 'PUT', `${at}/evidence/witnesses/${word.toLowerCase()}`, {
    url: 'https://witness.test',
    verifierKey: verifierKeyText(witness),
  })
  return {
    evidenceKind: 'control',
    evidenceRef: encodeURIComponent(`document/${documentId}`),
    epoch: '1',
    '*': 'checkpoint',
    documentId,
    frameworkId,
    controlId,
  }
}

type EvidenceThing =
  | 'evidenceKind'
  | 'evidenceRef'
  | 'epoch'
  | '*'
  | 'documentId'
  | 'frameworkId'
  | 'controlId'

/** What a program would write about the incident, and its story. */
async function proposalOf(
  url: string,
  operator: Browser,
  tenantId: TenantId,
  { word, incidentId }: Readonly<Record<'word' | 'incidentId', string>>,
): Promise<Pick<TenantThings, 'proposalId'>> {
  const at = `/api/tenants/${tenantId}`
  await sent(operator, 'POST', `${at}/incidents/${incidentId}/investigation`)
  await sent(operator, 'PUT', `${at}/language-model`, { isEnabled: true })
  const newKey = { name: `agent of ${word}`, rights: ['incident.propose'], expiresInDays: 1 }
  const { key } = await sent<{ key: string }>(operator, 'POST', `${at}/api-keys`, newKey)
  const input = { tenantId, incidentId, why: word, text: word }
  const params = { name: 'propose_note', arguments: input }
  const answer = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  if (answer.status !== 200) throw new Error(`mcp: ${answer.status} ${await answer.text()}`)
  type List = { readonly items: readonly { readonly proposalId: string }[] }
  const { items } = await sent<List>(operator, 'GET', `${at}/incidents/${incidentId}/proposals`)
  return { proposalId: items[0]?.proposalId ?? '' }
}

/** A configuration in two versions, which name the identity that acted, and what a person said of it. */
async function inventoryOf(
  operator: Browser,
  tenantId: TenantId,
  word: string,
): Promise<Pick<TenantThings, 'configurationId'>> {
  const at = `/api/tenants/${tenantId}`
  const configurationId = `configuration-of-${word}`
  for (const purpose of ['first', 'second']) {
    const user = {
      UserName: word,
      UserId: `AIDA${word}`,
      Path: '/',
      Arn: `arn:aws:iam::111122223333:user/${word}`,
      UserPolicyList: [],
      AttachedManagedPolicies: [],
      GroupList: [],
      Tags: [{ Key: 'purpose', Value: purpose }],
    }
    const account = { UserDetailList: [user], RoleDetailList: [], GroupDetailList: [], Policies: [] }
    const files = [{ path: 'account.json', text: JSON.stringify(account) }]
    await sent(operator, 'POST', `${at}/configurations`, { id: configurationId, files })
  }
  const record = `${at}/identities/${encodeURIComponent(`aws:111122223333:user/${word}`)}/record`
  await sent(operator, 'PATCH', record, { owner: `owner of ${word}` })
  return { configurationId }
}

/** A transmitter that is trusted, a stream to a receiver, and a risk. Nothing is fetched or sent. */
async function signalsOf(
  operator: Browser,
  tenantId: TenantId,
  word: string,
): Promise<Pick<TenantThings, 'signalSourceId' | 'streamId'>> {
  const at = `/api/tenants/${tenantId}`
  const keys = { kind: 'inline', keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
  const source = { name: word, issuer: `https://${word}.test`, keys, subjectPrefix: null, isEnabled: false }
  const created = await sent<{ source: { id: string } }>(operator, 'POST', `${at}/signal-sources`, source)
  const stream = { description: word }
  const { stream_id } = await sent<{ stream_id: string }>(operator, 'POST', `${at}/ssf/stream`, stream)
  const key = encodeURIComponent(`aws:111122223333:user/${word}`)
  await sent(operator, 'PUT', `${at}/identities/${key}/risk`, { level: 'MEDIUM', reason: word })
  return { signalSourceId: created.source.id, streamId: stream_id }
}

type Work = Pick<
  TenantThings,
  'noteId' | 'keyId' | 'apiKey' | 'testId' | 'personId' | 'sessionId' | 'viewId' | 'groupId' | 'providerId'
>

/** What people of a tenant, and people who work for it, make by hand. */
async function workOf(
  url: string,
  operator: Browser,
  tenantId: TenantId,
  { word, ruleId, incidentId }: Readonly<Record<'word' | 'ruleId' | 'incidentId', string>>,
): Promise<Work> {
  const at = `/api/tenants/${tenantId}`
  const note = { text: `note of ${word}`, handOver: false }
  const { noteId } = await sent<{ noteId: string }>(
    operator,
    'POST',
    `${at}/incidents/${incidentId}/notes`,
    note,
  )
  const newKey = { name: `key ${word}`, rights: ['event.read'], expiresInDays: 1 }
  const made = await sent<{ apiKey: { id: string }; key: string }>(operator, 'POST', `${at}/api-keys`, newKey)
  const test = await sent<{ testId: string }>(operator, 'POST', '/api/rule-tests', {
    tenantIds: [tenantId],
    days: 1,
    ruleId,
  })
  const groupId = `group-of-${tenantId}`
  await sent(operator, 'PUT', `/api/tenant-groups/${groupId}`, { name: groupId, tenantIds: [tenantId] })
  const providerId = `provider-of-${tenantId}`
  await sent(operator, 'PUT', `/api/sign-in-providers/${providerId}`, { ...unreachableProvider, tenantId })
  return {
    noteId,
    keyId: made.apiKey.id,
    apiKey: made.key,
    testId: test.testId,
    groupId,
    providerId,
    ...(await ownerOf(url, operator, tenantId)),
  }
}

const unreachableProvider = {
  name: 'A provider that is down',
  issuer: 'http://127.0.0.1:1/',
  clientId: 'x',
  newcomerRole: null,
}

async function ownerOf(url: string, operator: Browser, tenantId: TenantId) {
  const { person, invitation } = await sent<{ person: { id: string }; invitation: { link: string } }>(
    operator,
    'POST',
    `/api/tenants/${tenantId}/people`,
    { name: 'Owner', email: `owner@${tenantId}.test`, role: 'tenant-owner' },
  )
  const owner = await signedIn(url, invitation.link)
  const { items } = await sent<{ items: { id: string }[] }>(owner, 'GET', '/api/me/sessions')
  const view = { page: 'queue', name: 'mine', search: 'status=open' }
  const { viewId } = await sent<{ viewId: string }>(owner, 'POST', '/api/views', view)
  return { personId: person.id, sessionId: items[0]?.id ?? '', viewId }
}

type AuthorityThings = Pick<TenantThings, 'mandateId' | 'policyId' | 'decisionId' | 'stepUpId'>

/** A policy and a directory, a mandate in force, and a decision under it that waits for somebody's yes. */
async function authorityOf(
  url: string,
  operator: Browser,
  tenantId: TenantId,
  word: string,
): Promise<AuthorityThings> {
  const at = `/api/tenants/${tenantId}`
  const policyId = `policy-of-${tenantId}`
  await sent(operator, 'PUT', `${at}/access-policies/${policyId}`, {
    name: word,
    text: `forbid(principal == Subject::"user:${word}", action, resource);`,
  })
  await sent(operator, 'PUT', `${at}/access-directory`, {
    items: [{ kind: 'subject', type: 'user', id: word }],
  })
  const colleague = await invited(url, operator, tenantId, 'approver')
  const { mandateId } = await sent<{ mandateId: string }>(operator, 'POST', `${at}/mandates`, {
    identityKey: `agent:${word}`,
    terms: {
      purpose: word,
      actions: ['file'],
      resources: ['*'],
      tools: [],
      onBehalfOf: [],
      stepUp: { actions: ['file'] },
    },
    expiresAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    reason: word,
  })
  await sent(colleague, 'POST', `${at}/mandates/${mandateId}/approve`, { reason: word })
  const { key } = await sent<{ key: string }>(operator, 'POST', `${at}/api-keys`, {
    name: `decisions of ${word}`,
    rights: ['decision.ask'],
    expiresInDays: 1,
  })
  const answer = await fetch(`${url}/access/v1/evaluation`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      subject: { type: 'agent', id: word },
      action: { name: 'file' },
      resource: { type: 'invoice', id: word },
    }),
  })
  const { context } = (await answer.json()) as { context: { id: string; step_up: { id: string } } }
  return { mandateId, policyId, decisionId: context.id, stepUpId: context.step_up.id }
}

async function invited(url: string, operator: Browser, tenantId: TenantId, role: string): Promise<Browser> {
  const person = { name: role, email: `${role}@${tenantId}.test`, role }
  const { invitation } = await sent<{ invitation: { link: string } }>(
    operator,
    'POST',
    `/api/tenants/${tenantId}/people`,
    person,
  )
  return signedIn(url, invitation.link)
}

/** It is switched off, so nothing leaves for the address in it. */
function silentChannel(word: string): NewNotificationChannel {
  return {
    name: `channel ${word}`,
    isEnabled: false,
    events: ['opened'],
    minimumSeverity: 'low',
    quietHours: null,
    digest: null,
    criticalPierces: true,
    target: { kind: 'slack', url: 'https://example.com/' },
  }
}

export function recordText(word: string): string {
  return JSON.stringify({
    eventVersion: '1.08',
    eventTime: new Date().toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: word === canary ? `${word} ${quietCanary}` : word,
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::111122223333:user/${word}`,
      accountId: '111122223333',
      userName: word,
    },
    requestParameters: { userName: word },
    eventID: `event-${word}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  })
}

function ruleText(ruleId: string, word: string): string {
  return `title: Rule of ${word}\nid: ${ruleId}\ndescription: ${word}\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: CreateUser}, condition: s}\nlevel: high\n`
}

async function deliver(url: string, key: string, sourceId: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' }
  const response = await fetch(`${url}/ingest/${sourceId}`, { method: 'POST', headers, body })
  if (response.status !== 200) throw new Error(`ingest: ${response.status} ${await response.text()}`)
}

/**
 * A new rule reaches the workers a moment after it is saved, and findings are grouped a moment after they are stored: so
 * the event is sent until it has led to an incident.
 */
async function deliverUntilIncident(operator: Browser, tenantId: TenantId, delivery: () => Promise<void>) {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    await delivery()
    for (let look = 0; look < 10; look++) {
      const { items } = await sent<IncidentPage>(operator, 'GET', `/api/incidents?tenant=${tenantId}`)
      if (items[0] !== undefined) return items[0].incidentId
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`no incident of ${tenantId} after ${attemptsMax} deliveries`)
}

async function sent<T>(browser: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await browser.send(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as T
}

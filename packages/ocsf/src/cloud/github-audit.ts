import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEndpoint,
  namedUser,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type DelegationHop, type NormaliseResult, ocsfVersion } from '../event.ts'
import { accountChange, apiActivity, authentication, entityManagement } from '../event-class.ts'
import { addressOf, flagOf, idOf, objectOf, restOf, textOf } from '../fields.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { gitHubActivity } from './github-action.ts'

/** GitHub audit log entries, as the REST API and as audit log streaming write them. Source: GitHub Docs, "Audit log". */
export const gitHubAudit: Normaliser = { format: 'github-audit', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  const { action, actor } = fields
  if (typeof action !== 'string') return undefined
  if (typeof fields._document_id === 'string') return '_document_id and action are present'
  if (actor !== undefined && typeof actor !== 'string') return undefined
  const dotted = action.includes('.')
  const owner = fields.org ?? fields.business ?? fields.repo ?? fields.user
  if (dotted && actor !== undefined) return 'action is <area>.<event> and actor is present'
  if (actor !== undefined && owner !== undefined) return 'action, actor and the organisation are present'
  return dotted && owner !== undefined
    ? 'action is <area>.<event> and the organisation is present'
    : undefined
}

/** `user`, `user_id` and `actor_location` also stay in `unmapped`: which OCSF attribute they become depends on the class. */
const mapped: ReadonlySet<string> = new Set([
  'action',
  'actor',
  'actor_id',
  'actor_ip',
  'actor_session',
  '@timestamp',
  'at_sign_timestamp',
  'created_at',
  'user_agent',
  '_document_id',
  'method',
  'url',
  'referrer',
  'org',
  'org_id',
  'repo',
  'repository',
  'repository_id',
  'external_identity_nameid',
  'team',
  'operation_type',
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const unmapped = restOf(fields, mapped)
  const action = textOf(fields.action) ?? 'unknown'
  const stated = fields['@timestamp'] ?? fields.at_sign_timestamp ?? fields.created_at
  const timeMs = eventTimeMs(stated, context, unmapped)
  const event = createEvent(gitHubActivity(action), timeMs, 1, metadataOf(fields, action))
  describe(event, fields, action)
  event.unmapped = unmapped
  const actor = actorKeys(fields)
  return {
    kind: 'event',
    normalised: {
      format: 'github-audit',
      event,
      identityKey: actor.identityKey,
      chain: actor.chain,
      sessionKey: sessionOf(fields),
      host: undefined,
      sourceIp: addressOf(fields.actor_ip),
      destinationIp: undefined,
      action,
      resource: repositoryOf(fields) ?? textOf(fields.team) ?? textOf(fields.user) ?? orgOf(fields),
    },
  }
}

function orgOf(fields: JsonObject): string | undefined {
  return textOf(fields.org) ?? repositoryOf(fields)?.split('/')[0] ?? textOf(fields.business)
}

function repositoryOf(fields: JsonObject): string | undefined {
  return textOf(fields.repo) ?? textOf(fields.repository)
}

type ActorKeys = { readonly identityKey: string | undefined; readonly chain: readonly DelegationHop[] }

const workflowBot = 'github-actions[bot]'

/**
 * GitHub logins ignore case. A job acts as `github-actions[bot]`, which every repository shares: where the entry names
 * the workflow, the workflow is the identity and the person who set it off stands behind it.
 */
function actorKeys(fields: JsonObject): ActorKeys {
  const actor = textOf(fields.actor)
  const org = (orgOf(fields) ?? '').toLowerCase()
  const person = textOf(fields.user)
  const keyOf = (login: string) => `github:${org}/${login.toLowerCase()}`
  if (actor === undefined) return { identityKey: undefined, chain: [] }
  const workflow = textOf(fields.workflow) ?? textOf(fields.workflow_name)
  const repository = repositoryOf(fields)
  if (actor === workflowBot && workflow !== undefined && repository?.includes('/') === true) {
    const chain = person === undefined ? [] : [{ identityKey: keyOf(person), relation: 'triggered-by' }]
    return { identityKey: `github:${repository.toLowerCase()}/${workflow}`, chain }
  }
  const agentFor = flagOf(fields.actor_is_agent) === true && person !== undefined && person !== actor
  return {
    identityKey: keyOf(actor),
    chain: agentFor ? [{ identityKey: keyOf(person), relation: 'on-behalf-of' }] : [],
  }
}

function sessionOf(fields: JsonObject): string | undefined {
  const token = idOf(fields.token_id)
  return textOf(fields.hashed_token) ?? (token === '0' ? undefined : token) ?? idOf(fields.actor_session)
}

const profiles = ['datetime', 'host'] as const
const apiProfiles = ['datetime'] as const

function metadataOf(fields: JsonObject, action: string) {
  return {
    version: ocsfVersion,
    product: { name: 'GitHub Audit Log', vendor_name: 'GitHub' },
    profiles: gitHubActivity(action).eventClass === apiActivity ? apiProfiles : profiles,
    event_code: action,
    ...present({ uid: textOf(fields._document_id) }),
  }
}

function describe(event: EventDraft, fields: JsonObject, action: string): void {
  event.actor = actorOf(fields)
  event.src_endpoint = sourceOf(fields)
  event.http_request = requestOf(fields)
  event.observables = observablesOf(fields)
  describeClass(event, fields, action)
  if (action.includes('failed') || action.includes('rejected')) setStatus(event, 'failure')
}

function describeClass(event: EventDraft, fields: JsonObject, action: string): void {
  const user = present({ name: textOf(fields.user), uid: idOf(fields.user_id) })
  const org = present({
    name: textOf(fields.org) ?? textOf(fields.business),
    uid: idOf(fields.org_id) ?? idOf(fields.business_id),
  })
  const repository = present({
    name: repositoryOf(fields),
    uid: idOf(fields.repository_id) ?? idOf(fields.repo_id),
  })
  switch (event.class_uid) {
    case authentication.uid:
      event.user =
        Object.keys(user).length > 0
          ? user
          : namedUser({ name: textOf(fields.actor), uid: idOf(fields.actor_id) })
      setLogon(event, action)
      return
    case accountChange.uid:
      event.user =
        Object.keys(user).length > 0
          ? user
          : namedUser({ name: textOf(fields.actor), uid: idOf(fields.actor_id) })
      return
    case entityManagement.uid:
      event.entity = action.startsWith('repo.') ? repository : org
      return
    case apiActivity.uid:
      event.api = { operation: action }
      if (Object.keys(repository).length > 0) event.resources = [repository]
      return
    default:
      event.group = {
        name: textOf(fields.team) ?? (action.startsWith('repo.') ? repository.name : org.name) ?? 'unknown',
      }
      if (Object.keys(user).length > 0) event.user = user
  }
}

function setLogon(event: EventDraft, action: string): void {
  const sso = action.includes('sso')
  event.service = { name: 'GitHub' }
  event.auth_protocol_id = sso ? 5 : 0
  event.auth_protocol = sso ? 'SAML' : 'Unknown'
  event.logon_type_id = 99
  event.logon_type = 'Other'
}

function actorOf(fields: JsonObject): object {
  const nameId = textOf(fields.external_identity_nameid)
  const org = textOf(fields.org)
  const bot = flagOf(fields.actor_is_bot) === true
  const session = idOf(fields.actor_session)
  return present({
    user: namedUser({
      name: textOf(fields.actor),
      uid: idOf(fields.actor_id),
      email_addr: nameId?.includes('@') === true ? nameId : undefined,
      type: bot ? 'Service' : 'Unknown',
      type_id: bot ? 4 : 0,
      account:
        org === undefined
          ? undefined
          : present({ name: org, uid: idOf(fields.org_id), type: 'Other', type_id: 99 }),
    }),
    session: session === undefined ? undefined : { uid: session },
  })
}

function sourceOf(fields: JsonObject): object {
  const location = objectOf(fields.actor_location)
  const country = location.country_code
  return namedEndpoint({
    ip: textOf(fields.actor_ip),
    location:
      typeof country === 'string'
        ? present({ country, city: location.city, postal_code: location.postal_code })
        : undefined,
  })
}

function requestOf(fields: JsonObject): object {
  const url = textOf(fields.url)
  return present({
    user_agent: textOf(fields.user_agent),
    http_method: textOf(fields.method),
    referrer: textOf(fields.referrer),
    url: url === undefined ? undefined : { url_string: url },
  })
}

function observablesOf(fields: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  observe(found, 'src_endpoint.ip', 'ip', textOf(fields.actor_ip))
  observe(found, 'http_request.user_agent', 'userAgent', textOf(fields.user_agent))
  observe(found, 'actor.user.name', 'userName', textOf(fields.actor))
  return found
}

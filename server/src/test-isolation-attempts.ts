/** Test code: every way to ask a route of the OpenAPI document for something of another tenant. */
import type { Right } from '@countersign/api/person'
import { type Schema, sampleOf } from './test-schema-sample.ts'
import { bank, sharedThings, shop, type TenantThings } from './test-two-tenants.ts'

export type Operation = {
  readonly 'x-right'?: Right
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}
export type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }
export type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

export type Attempt = {
  /** `GET /api/tenants/{tenantId}`: what is counted. */
  readonly route: string
  /** What the route asks for; undefined: it decides by itself who gets what. */
  readonly right: Right | undefined
  readonly method: string
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Whether the address itself names something foreign: such a request has nothing to answer. */
  readonly isForeign: boolean
}

/** What an asker may name: ids by the name of their parameter. */
type Values = Readonly<Record<string, string>>
export type Foreign = {
  readonly own: TenantThings
  readonly foreign: TenantThings
  /** Cursors of pages of the bank, by path. */
  readonly cursors: ReadonlyMap<string, string>
  /** An Idempotency-Key that a write at the bank was done with. */
  readonly idempotencyKey: string
}

export function routesOf({ paths }: ApiDocument): readonly Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

/** They end the asker's sessions, so they come last. */
const endsSessions: ReadonlySet<string> = new Set(['DELETE /api/me/sessions', 'DELETE /api/session'])
/** The id of a provider is open to everybody who is about to sign in; that of a policy is chosen, and is two policies in two tenants; a check is the same in all. */
const openToAnybody: ReadonlySet<string> = new Set([...sharedThings, 'providerId', 'policyId'])

/**
 * Here an identity key is a name and no id: something may be told of the same one in both tenants, and who asks within their
 * own tenant is answered about that. Such a write is left out, because the trail of the shop would tell the bank's name for it.
 */
const takesAnyName = /\/identities\/\{identityKey\}\/(?:risk|signals|credential-changes)$/

export function attemptsOf(document: ApiDocument, things: Foreign): readonly Attempt[] {
  const attempts = routesOf(document).flatMap((route) => attemptsAt(route, things))
  return attempts.toSorted((a, b) => Number(endsSessions.has(a.route)) - Number(endsSessions.has(b.route)))
}

function attemptsAt(route: Route, things: Foreign): readonly Attempt[] {
  const own = valuesOf(things.own, shop)
  const foreign = valuesOf(things.foreign, bank)
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const known = names.filter((name) => foreign[name] !== undefined)
  const mixes = [
    ...known.map((one) => ({ ...own, [one]: foreign[one] ?? '' })),
    ...(known.length > 1 ? [foreign, { ...foreign, tenantId: shop }, { ...own, tenantId: bank }] : []),
  ]
  const plain = isSafe(route, known) ? [own] : []
  return [
    ...distinct(
      mixes
        .filter((values) => !isNameAlone(route, values, foreign))
        .map((values) => attemptWith(route, values, known, things, '')),
    ),
    ...(names.includes('tenantId') ? spelledOtherwise(route, foreign, things) : []),
    ...plain.flatMap((values) =>
      queriesOf(route, things).map((q) => attemptWith(route, values, [], things, q)),
    ),
  ]
}

function isNameAlone({ method, path }: Route, values: Values, foreign: Values): boolean {
  return (
    method !== 'GET' &&
    takesAnyName.test(path) &&
    values.tenantId === shop &&
    values.identityKey === foreign.identityKey
  )
}

/** The bank's name as a careless comparison or router would still read it. */
const spellings = ['%62ank', 'BANK', 'bank%00', 'shop%2F..%2Fbank', 'shop%2Cbank'] as const

function spelledOtherwise(route: Route, foreign: Values, things: Foreign): readonly Attempt[] {
  return spellings.map((tenantId) => ({
    ...attemptWith(route, { ...foreign, tenantId }, [], things, ''),
    isForeign: true,
  }))
}

/** With ids of its own alone, a write would only take away what the asker needs for the attempts to come. */
function isSafe({ method }: Route, known: readonly string[]): boolean {
  return method === 'GET' || known.every((name) => name === 'tenantId')
}

/** Every declared parameter that can name something foreign, and a few that nobody declared. */
function queriesOf({ path, operation }: Route, { foreign, cursors }: Foreign): readonly string[] {
  const cursor = cursors.get(path)
  const values: Readonly<Record<string, readonly string[]>> = {
    tenant: ['bank', 'shop,bank', 'bank,bank', '%62ank', 'shop%2Cbank'],
    home: [bank],
    identity: [foreign.identityKey],
    text: [foreign.incidentId, foreign.identityKey],
    actor: [foreign.personId],
    assignee: [foreign.personId],
    q: [`id%3A${foreign.eventId}`, `tenant_id%3Abank`, 'bank'],
    contains: ['bank'],
    stream_id: [foreign.streamId],
    kind: [`${foreign.evidenceKind}&ref=${foreign.evidenceRef}`],
    from: ['2026-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z'],
    ...(cursor === undefined ? {} : { cursor: [cursor] }),
  }
  const declared = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name)
  const field = declared.includes('field') ? '&field=action' : ''
  const asked = declared.flatMap((name) => (values[name] ?? []).map((value) => `?${name}=${value}${field}`))
  return [...asked, `?tenantId=bank&tenant_id=bank&source=${foreign.sourceId}${field}`]
}

function attemptWith(
  route: Route,
  values: Values,
  named: readonly string[],
  { foreign, idempotencyKey }: Foreign,
  query: string,
): Attempt {
  const { method, path, operation } = route
  const foreigners = valuesOf(foreign, bank)
  const isForeign =
    /^\?(?:tenant|stream_id)=/.test(query) ||
    named
      .filter((name) => !openToAnybody.has(name) && !(name === 'identityKey' && takesAnyName.test(path)))
      .some((name) => values[name] === foreigners[name])
  const body = bodyOf(operation, foreign)
  const isWrite = method !== 'GET'
  return {
    route: `${method} ${path}`,
    right: operation['x-right'],
    method,
    address: path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x') + query,
    headers: {
      'x-tenant': bank,
      'x-scope-orgid': bank,
      ...(isWrite ? { 'idempotency-key': idempotencyKey } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    isForeign,
  }
}

function valuesOf(things: TenantThings, tenantId: string): Values {
  return { ...things, tenantId, source: things.sourceId }
}

function distinct(attempts: readonly Attempt[]): readonly Attempt[] {
  return [...new Map(attempts.map((attempt) => [attempt.address, attempt])).values()]
}

const contact = { email: 'x@wall.test', phone: '1', url: 'https://wall.test' }
const ruleText =
  'title: t\nid: 00000000-0000-4000-8000-0000000000ff\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\n'

/** A body that is taken, with the bank wherever it has a place for a tenant or an id. */
export function bodyOf({ requestBody }: Operation, foreign: TenantThings): unknown {
  const [content] = Object.values(requestBody?.content ?? {})
  return content === undefined
    ? undefined
    : sampleOf(content.schema, {
        yaml: ruleText,
        ...contact,
        format: 'auto',
        assignee: 'x',
        rights: ['event.read'],
        replaces: foreign.mandateId,
        sponsorId: foreign.personId,
        expiresAt: '2026-12-24T00:00:00Z',
        incidentId: foreign.incidentId,
        incidentIds: [foreign.incidentId],
        incidents: [{ tenantId: bank, incidentId: foreign.incidentId }],
        ruleId: foreign.ruleId,
        snoozeUntil: '2026-12-24T00:00:00Z',
        events: ['opened'],
        // Nothing is sent anywhere.
        isEnabled: false,
        quietHours: { from: '22:00', to: '07:00', timeZone: 'UTC' },
        digest: { every: 'hour', minute: 0, timeZone: 'UTC' },
        target: { kind: 'slack', url: 'https://example.com/' },
        keys: { kind: 'inline', keys: [{ kty: 'EC' }] },
        poll: { url: 'https://example.com/' },
        delivery: { method: 'urn:ietf:rfc:8936' },
        stream_id: foreign.streamId,
        scope: { kind: 'some', tenantIds: [bank], groupIds: [foreign.groupId] },
        tenantIds: [bank],
        tenantId: bank,
        tenant: bank,
      })
}

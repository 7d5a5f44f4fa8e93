import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { AccessRequest } from '@countersign/authority/mandate/access-request'
import { canonical } from '@countersign/explanation/canonical'
import type { JsonObject } from '@countersign/ocsf/record'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type DecideParts, decideWith, questionOf, statesOf } from './decide.ts'
import type { DirectoryEntity } from './entity-store.ts'
import { actionAt, entityAt, invalid, objectAt, typedAt } from './parse-question.ts'

export type SearchKind = 'subject' | 'resource' | 'action'

/** One search, with how each entry of the directory becomes a question. */
export type Search = {
  readonly kind: SearchKind
  /** Of the entities looked for; actions have the empty type. */
  readonly type: string
  readonly questionAbout: (entity: DirectoryEntity) => AccessRequest
  /** Position in the directory to go on from. */
  readonly from: number
  readonly limit: number
  /** Of everything but the page: a token fits no other search. */
  readonly hash: string
}

/** An entity that was found, in the form of its endpoint. */
export type Found = { readonly type: string; readonly id: string } | { readonly name: string }
export type SearchPage = { readonly results: readonly Found[]; readonly nextToken: string }

const limitDefault = 100
const limitMax = 1000
const decisionsPerTurn = 50

/** AuthZEN 1.0, section 8: the entity looked for has a type and no id; the others are given whole. Errors: REQUEST_INVALID. */
export function parseSearch(kind: SearchKind, body: unknown): Search {
  const { subject, action, resource, context, page } = objectAt(body, 'the body')
  const inContext = context === undefined ? {} : { context: objectAt(context, 'context') }
  const asked = {
    subject: kind === 'subject' ? typedAt(subject, 'subject') : entityAt(subject, 'subject'),
    resource: kind === 'resource' ? typedAt(resource, 'resource') : entityAt(resource, 'resource'),
    ...(kind === 'action' ? {} : { action: actionAt(action) }),
    ...inContext,
  }
  const hash = createHash('sha256')
    .update(canonical({ kind, ...asked }))
    .digest('hex')
    .slice(0, 16)
  return {
    kind,
    type: kind === 'action' ? '' : asked[kind].type,
    questionAbout: (entity) => ({ ...asked, ...entityOf(kind, entity) }) as AccessRequest,
    ...pageOf(page, hash),
    hash,
  }
}

function entityOf(kind: SearchKind, { type, id, properties }: DirectoryEntity): JsonObject {
  return kind === 'action' ? { action: { name: id, properties } } : { [kind]: { type, id, properties } }
}

function pageOf(page: unknown, hash: string): Pick<Search, 'from' | 'limit'> {
  if (page === undefined) return { from: 0, limit: limitDefault }
  const { limit = limitDefault, token = '' } = objectAt(page, 'page')
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > limitMax)
    throw invalid(`page.limit has to be a whole number from 1 to ${limitMax}`)
  if (typeof token !== 'string') throw invalid('page.token has to be a text')
  return { from: token === '' ? 0 : positionIn(token, hash), limit }
}

function positionIn(token: string, hash: string): number {
  const [, position, of] = /^(\d{1,9})-([0-9a-f]{16})$/.exec(token) ?? []
  if (position !== undefined && of === hash) return Number(position)
  throw invalid('page.token is not one that was given for this search')
}

/**
 * Asks about the entities of the directory, in its order, until the page is full or `askedMax` were asked about: then the
 * token leads on. What is given as `properties` of an entity that was found is what the directory holds. Nothing of a
 * search is kept as a decision.
 */
export async function search(
  parts: DecideParts,
  tenantId: TenantId,
  { kind, type, questionAbout, from, limit, hash }: Search,
  askedMax: number,
): Promise<SearchPage> {
  const basis = await parts.bases.of(tenantId)
  const entities = basis.entities(kind, type)
  const end = Math.min(entities.length, from + askedMax)
  const results: Found[] = []
  let at = from
  for (; at < end && results.length < limit; at++) {
    if (at % decisionsPerTurn === decisionsPerTurn - 1) await setImmediate()
    const entity = entities[at] as DirectoryEntity
    const question = questionOf(basis, questionAbout(entity))
    const states = await statesOf(parts, tenantId, question.mandates, undefined)
    if (decideWith(parts, question, states).decision.result !== 'allowed') continue
    results.push(kind === 'action' ? { name: entity.id } : { type: entity.type, id: entity.id })
  }
  return { results, nextToken: at < entities.length ? `${at}-${hash}` : '' }
}

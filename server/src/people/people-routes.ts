import { Problem } from '@countersign/api/common'
import {
  AssigneeList,
  Invitation,
  InvitedOperatorPerson,
  InvitedTenantPerson,
  NewOperatorPerson,
  NewTenantPerson,
  OperatorPerson,
  OperatorPersonList,
  OperatorPersonPatch,
  type OperatorRole,
  TenantPerson,
  TenantPersonList,
  TenantPersonPatch,
  type TenantRole,
} from '@countersign/api/person'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { RouteParts } from './open-session.ts'
import type { Invited } from './people.ts'
import type { ListedPerson } from './person-store.ts'
import { relyingParty } from './relying-party.ts'

const personId = Type.String({ maxLength: 63 })
const PersonPath = Type.Object({ personId })
const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const TenantPersonPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }), personId })
const noContent = { 204: Type.Null(), default: Problem }

/** People of the operator, and people of each tenant: invited, changed, signed out. */
export function addPeopleRoutes(app: App, parts: RouteParts): void {
  addOperatorPeople(app, parts)
  addOperatorPerson(app, parts)
  addTenantPeople(app, parts)
  addAssignees(app, parts)
  addTenantPerson(app, parts)
}

function addOperatorPeople(app: App, parts: RouteParts): void {
  const { people } = parts.people
  app.get(
    '/api/people',
    {
      schema: { response: { 200: OperatorPersonList, default: Problem } },
      config: { right: 'operator-people.read' },
    },
    async () => ({ items: (await people.list(null)).map(operatorPerson) }),
  )
  app.post(
    '/api/people',
    {
      schema: { body: NewOperatorPerson, response: { 201: InvitedOperatorPerson, default: Problem } },
      config: { right: 'operator-people.write', audit: 'person.invite' },
    },
    async (request, reply) => {
      const { name, email, role, scope } = request.body
      const invited = await people.invite({ home: null, role, scope }, name, email)
      const invitation = await invitationOf(parts, request, invited, false)
      return reply.code(201).send({ person: operatorPerson(invited.person), invitation })
    },
  )
}

function addOperatorPerson(app: App, parts: RouteParts): void {
  const { people } = parts.people
  const path = '/api/people/:personId'
  const right = 'operator-people.write'
  app.patch(
    path,
    {
      schema: {
        params: PersonPath,
        body: OperatorPersonPatch,
        response: { 200: OperatorPerson, default: Problem },
      },
      config: { right, audit: 'person.change' },
    },
    async (request) => operatorPerson(await people.change(null, request.params.personId, request.body)),
  )
  app.post(
    `${path}/invitation`,
    {
      schema: { params: PersonPath, response: { 201: Invitation, default: Problem } },
      config: { right, audit: 'person.invite-again' },
    },
    async (request, reply) => {
      const invited = await people.inviteAgain(null, request.params.personId)
      return reply.code(201).send(await invitationOf(parts, request, invited, true))
    },
  )
  app.delete(
    `${path}/sessions`,
    { schema: { params: PersonPath, response: noContent }, config: { right, audit: 'person.end-sessions' } },
    async (request, reply) => {
      await people.endSessions(null, request.params.personId)
      return reply.code(204).send(null)
    },
  )
}

function addAssignees(app: App, { people }: RouteParts): void {
  app.get(
    '/api/tenants/:tenantId/assignees',
    {
      schema: { params: TenantPath, response: { 200: AssigneeList, default: Problem } },
      config: { right: 'incident.write' },
    },
    async (request) => {
      const names = await people.people.namesSeeing(requireTenant(request, request.params.tenantId))
      return { items: names.map((name) => ({ name })) }
    },
  )
}

function addTenantPeople(app: App, parts: RouteParts): void {
  const { people } = parts.people
  const path = '/api/tenants/:tenantId/people'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: TenantPersonList, default: Problem } },
      config: { right: 'tenant-people.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return { items: (await people.list(tenantId)).map(tenantPerson) }
    },
  )
  app.post(
    path,
    {
      schema: {
        params: TenantPath,
        body: NewTenantPerson,
        response: { 201: InvitedTenantPerson, default: Problem },
      },
      config: { right: 'tenant-people.write', audit: 'person.invite' },
    },
    async (request, reply) => {
      const home = requireTenant(request, request.params.tenantId)
      const { name, email, role } = request.body
      const invited = await people.invite({ home, role }, name, email)
      const invitation = await invitationOf(parts, request, invited, false)
      return reply.code(201).send({ person: tenantPerson(invited.person), invitation })
    },
  )
}

function addTenantPerson(app: App, parts: RouteParts): void {
  const { people } = parts.people
  const path = '/api/tenants/:tenantId/people/:personId'
  const right = 'tenant-people.write'
  app.patch(
    path,
    {
      schema: {
        params: TenantPersonPath,
        body: TenantPersonPatch,
        response: { 200: TenantPerson, default: Problem },
      },
      config: { right, audit: 'person.change' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return tenantPerson(await people.change(tenantId, request.params.personId, request.body))
    },
  )
  app.post(
    `${path}/invitation`,
    {
      schema: { params: TenantPersonPath, response: { 201: Invitation, default: Problem } },
      config: { right, audit: 'person.invite-again' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const invited = await people.inviteAgain(tenantId, request.params.personId)
      return reply.code(201).send(await invitationOf(parts, request, invited, true))
    },
  )
  app.delete(
    `${path}/sessions`,
    {
      schema: { params: TenantPersonPath, response: noContent },
      config: { right, audit: 'person.end-sessions' },
    },
    async (request, reply) => {
      await people.endSessions(requireTenant(request, request.params.tenantId), request.params.personId)
      return reply.code(204).send(null)
    },
  )
}

/** In the fragment: it is not sent to the server, so no proxy or log keeps the token. */
async function invitationOf(
  { publicUrl, mailInvitation }: RouteParts,
  request: FastifyRequest,
  { token, expiresAt, person }: Invited,
  isAgain: boolean,
): Promise<Invitation> {
  const base = publicUrl ?? relyingParty(request, publicUrl).origin
  const link = `${base}/sign-in#token=${token}`
  const shown = { link, expiresAt: expiresAt.toISOString() }
  const { name, email, homeTenantId: tenantId } = person
  if (mailInvitation === undefined || email === null) return { ...shown, mail: null }
  const by = requirePerson(request).name
  const error = await mailInvitation({ name, email, tenantId, by, isAgain, link, expiresAt })
  return { ...shown, mail: { isSent: error === undefined, error: error ?? null } }
}

function shownPerson(person: ListedPerson) {
  const { personId: id, name, email, createdAt, disabledAt, lastSeenAt, ways } = person
  return {
    id,
    name,
    email,
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    signInBy: ways,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }
}

function operatorPerson(person: ListedPerson): OperatorPerson {
  const { tenantIds, groupIds } = person
  return {
    ...shownPerson(person),
    role: person.role as OperatorRole,
    scope:
      tenantIds === null
        ? { kind: 'all' }
        : { kind: 'some', tenantIds: [...tenantIds], groupIds: [...groupIds] },
  }
}

function tenantPerson(person: ListedPerson): TenantPerson {
  return {
    ...shownPerson(person),
    tenantId: person.homeTenantId ?? '',
    role: person.role as TenantRole,
  }
}

import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** What people of the operator are. They see all tenants, or those of their scope. */
export const OperatorRole = Type.Union([
  Type.Literal('analyst'),
  Type.Literal('operator-admin'),
  Type.Literal('detection-engineer'),
  Type.Literal('auditor'),
])
export type OperatorRole = Static<typeof OperatorRole>

/** What people of one tenant are. They see that tenant and nothing else. */
export const TenantRole = Type.Union([
  Type.Literal('viewer'),
  Type.Literal('tenant-owner'),
  Type.Literal('approver'),
])
export type TenantRole = Static<typeof TenantRole>

export type Role = OperatorRole | TenantRole

/** What a route asks for; docs/people.md says which role has which. */
export const Right = Type.Union([
  Type.Literal('tenant.read'),
  Type.Literal('tenant.write'),
  Type.Literal('tenant-group.read'),
  Type.Literal('tenant-group.write'),
  Type.Literal('source.read'),
  Type.Literal('source.write'),
  Type.Literal('source.replay'),
  Type.Literal('event.read'),
  Type.Literal('incident.read'),
  Type.Literal('incident.write'),
  Type.Literal('incident.propose'),
  Type.Literal('autonomy.grant'),
  Type.Literal('rule.read'),
  Type.Literal('rule.write'),
  Type.Literal('rule-pack.write'),
  Type.Literal('operator-people.read'),
  Type.Literal('operator-people.write'),
  Type.Literal('tenant-people.read'),
  Type.Literal('tenant-people.write'),
  Type.Literal('api-key.read'),
  Type.Literal('api-key.write'),
  Type.Literal('sign-in-provider.read'),
  Type.Literal('sign-in-provider.write'),
  Type.Literal('audit.read'),
  Type.Literal('evidence.read'),
  Type.Literal('evidence.write'),
  Type.Literal('operator-audit.read'),
  Type.Literal('notification.read'),
  Type.Literal('notification.write'),
  Type.Literal('settings.read'),
  Type.Literal('settings.write'),
  Type.Literal('tenant-settings.write'),
  Type.Literal('identity.write'),
  Type.Literal('mandate.read'),
  Type.Literal('mandate.write'),
  Type.Literal('mandate.approve'),
  Type.Literal('decision.read'),
  Type.Literal('decision.ask'),
  Type.Literal('access-policy.write'),
  Type.Literal('signal.read'),
  Type.Literal('signal.write'),
  Type.Literal('signal.send'),
  Type.Literal('signal.receive'),
])
export type Right = Static<typeof Right>

/** Which tenants somebody of the operator sees; `some` joins the tenants named and those of the groups named. */
export const Scope = Type.Union([
  Type.Object({ kind: Type.Literal('all') }),
  Type.Object({
    kind: Type.Literal('some'),
    tenantIds: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 10_000 }),
    groupIds: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 1000 }),
  }),
])
export type Scope = Static<typeof Scope>

const email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })
const name = Type.String({ minLength: 1, maxLength: 120 })

const shownPerson = {
  id: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  createdAt: Instant,
  /** Since when this person can no longer sign in. */
  disabledAt: Type.Union([Instant, Type.Null()]),
  /** Ways to sign in that are set up; none of them: the invitation has not been taken up. */
  signInBy: Type.Object({
    password: Type.Boolean(),
    totp: Type.Boolean(),
    passkeys: Type.Integer(),
    sso: Type.Integer(),
  }),
  lastSeenAt: Type.Union([Instant, Type.Null()]),
}

/** GET /api/people: people of the operator, by name. */
export const OperatorPerson = Type.Object({ ...shownPerson, role: OperatorRole, scope: Scope })
export type OperatorPerson = Static<typeof OperatorPerson>
/** GET /api/tenants/:tenantId/assignees: who can see the tenant, by name; nothing else about them. */
export const AssigneeList = Type.Object({ items: Type.Array(Type.Object({ name: Type.String() })) })
export type AssigneeList = Static<typeof AssigneeList>

export const OperatorPersonList = Type.Object({ items: Type.Array(OperatorPerson) })

/** POST /api/people */
export const NewOperatorPerson = Type.Object({ name, email, role: OperatorRole, scope: Scope })
export type NewOperatorPerson = Static<typeof NewOperatorPerson>

/** PATCH /api/people/:personId */
export const OperatorPersonPatch = Type.Object({
  name: Type.Optional(name),
  role: Type.Optional(OperatorRole),
  scope: Type.Optional(Scope),
  disabled: Type.Optional(Type.Boolean()),
})
export type OperatorPersonPatch = Static<typeof OperatorPersonPatch>

/** GET /api/tenants/:tenantId/people */
export const TenantPerson = Type.Object({ ...shownPerson, tenantId: Type.String(), role: TenantRole })
export type TenantPerson = Static<typeof TenantPerson>
export const TenantPersonList = Type.Object({ items: Type.Array(TenantPerson) })

/** POST /api/tenants/:tenantId/people */
export const NewTenantPerson = Type.Object({ name, email, role: TenantRole })
export type NewTenantPerson = Static<typeof NewTenantPerson>

/** PATCH /api/tenants/:tenantId/people/:personId */
export const TenantPersonPatch = Type.Object({
  name: Type.Optional(name),
  role: Type.Optional(TenantRole),
  disabled: Type.Optional(Type.Boolean()),
})
export type TenantPersonPatch = Static<typeof TenantPersonPatch>

/** A one-time address to hand to the person; it signs them in once, to set up how they sign in from then on. */
export const Invitation = Type.Object({
  link: Type.String(),
  expiresAt: Instant,
  /** Whether the link went to the person by mail, too; null: this server sends no mail. */
  mail: Type.Union([
    Type.Object({ isSent: Type.Boolean(), error: Type.Union([Type.String(), Type.Null()]) }),
    Type.Null(),
  ]),
})
export type Invitation = Static<typeof Invitation>
export const InvitedOperatorPerson = Type.Object({ person: OperatorPerson, invitation: Invitation })
export const InvitedTenantPerson = Type.Object({ person: TenantPerson, invitation: Invitation })

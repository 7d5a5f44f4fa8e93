import { Severity } from '@countersign/api/common'
import {
  NewOwnRule,
  OwnRule,
  OwnRuleList,
  RefusedRuleList,
  RuleDetail,
  RuleList,
  RulePackList,
  RuleSwitch,
} from '@countersign/api/rule'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import { answerEtag, ifMatchVersion } from '../platform/http/etag.ts'
import { overlayOf } from './rule-library.ts'
import { ownRule, packRows, refusedRules, ruleDetail, ruleRows } from './rule-listing.ts'
import type { Rules } from './rule-service.ts'

const rulesListedMax = 5000

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const RulePath = Type.Object({ ruleId: Type.String({ maxLength: 200 }) })
const TenantRulePath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  ruleId: Type.String({ maxLength: 200 }),
})
const PackPath = Type.Object({ pack: Type.String({ maxLength: 64 }) })
const RuleQueryString = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  pack: Type.Optional(Type.String({ maxLength: 64 })),
  level: Type.Optional(Severity),
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
})

/** Rules that run, rules that were refused, and what each tenant changes about them. */
export function addDetectionRoutes(app: App, rules: Rules): void {
  addListRoutes(app, rules)
  addSwitchRoute(app, rules)
  addOwnRoutes(app, rules)
}

function addListRoutes(app: App, rules: Rules): void {
  app.get(
    '/api/rules',
    { schema: { querystring: RuleQueryString, response: { 200: RuleList } }, config: { right: 'rule.read' } },
    async (request) => {
      const { q: text, pack, level, tenant } = request.query
      const rows = ruleRows(rules.library(), requireTenants(request, tenant), { text, pack, level })
      const refused = [...refusedRules(rules.library())]
      return { items: rows.slice(0, rulesListedMax), refused, total: rows.length }
    },
  )
  app.get(
    '/api/rules/refused',
    { schema: { response: { 200: RefusedRuleList } }, config: { right: 'rule.read' } },
    async () => {
      return { items: [...refusedRules(rules.library())] }
    },
  )
  app.get(
    '/api/rule-packs',
    { schema: { response: { 200: RulePackList } }, config: { right: 'rule.read' } },
    async () => {
      return { items: packRows(rules.library()) }
    },
  )
  app.delete(
    '/api/rule-packs/:pack',
    {
      schema: { params: PackPath, response: { 204: Type.Null() } },
      config: { right: 'rule-pack.write', audit: 'rule-pack.remove' },
    },
    async (request, reply) => {
      await rules.remove(request.params.pack)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/rules/:ruleId',
    { schema: { params: RulePath, response: { 200: RuleDetail } }, config: { right: 'rule.read' } },
    async (request, reply) => {
      const { ruleId } = request.params
      const found = ruleDetail(rules.library(), requirePerson(request).tenantIds, ruleId)
      if (found === undefined) throw new CountersignError('NOT_FOUND', `rule ${ruleId.slice(0, 100)}`)
      answerEtag(reply, found.contentHash)
      return found
    },
  )
}

function addSwitchRoute(app: App, rules: Rules): void {
  app.put(
    '/api/tenants/:tenantId/rules/:ruleId',
    {
      schema: { params: TenantRulePath, body: RuleSwitch, response: { 200: RuleSwitch } },
      config: { right: 'rule.write', audit: 'rules.switch' },
    },
    async (request) => {
      const person = requirePerson(request)
      const tenantId = requireTenant(request, request.params.tenantId)
      const { enabled } = request.body
      noteAudit({ after: { enabled } })
      await rules.switchRule(tenantId, request.params.ruleId, enabled, person.name)
      return { enabled }
    },
  )
}

function addOwnRoutes(app: App, rules: Rules): void {
  const path = '/api/tenants/:tenantId/own-rules'
  const recordOf = (tenantId: string, id: string) =>
    overlayOf(rules.library(), tenantId).records.find(({ document_id }) => document_id === id)

  app.get(
    path,
    { schema: { params: TenantPath, response: { 200: OwnRuleList } }, config: { right: 'rule.read' } },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return { items: overlayOf(rules.library(), tenantId).records.map(ownRule) }
    },
  )
  app.post(
    path,
    {
      schema: { params: TenantPath, body: NewOwnRule, response: { 201: OwnRule } },
      config: { right: 'rule.write', audit: 'own-rule.save', ifMatch: true },
    },
    async (request, reply) => {
      const person = requirePerson(request)
      const tenantId = requireTenant(request, request.params.tenantId)
      const { yaml } = request.body
      const { header } = await rules.saveOwn(tenantId, yaml, person.name, ifMatchVersion(request))
      const record = recordOf(tenantId, header.id)
      if (record === undefined) throw new CountersignError('CONFLICT', 'it was removed at the same time')
      const saved = ownRule(record)
      answerEtag(reply, saved.version)
      return reply.code(201).send(saved)
    },
  )
  app.delete(
    `${path}/:ruleId`,
    {
      schema: { params: TenantRulePath, response: { 204: Type.Null() } },
      config: { right: 'rule.write', audit: 'own-rule.remove', ifMatch: true },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      await rules.removeOwn(tenantId, request.params.ruleId, ifMatchVersion(request))
      return reply.code(204).send(null)
    },
  )
}

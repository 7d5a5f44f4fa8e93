import { BackTest, BackTestList, NewBackTest } from '@countersign/api/back-test'
import { Problem } from '@countersign/api/common'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { BackTests } from './back-test.ts'

const TestPath = Type.Object({ testId: Type.String({ maxLength: 40 }) })

/** Samples hold customers' values, so a test is for those who may change rules and read events. */
export function addBackTestRoutes(app: App, tests: BackTests): void {
  app.post(
    '/api/rule-tests',
    {
      schema: { body: NewBackTest, response: { 202: BackTest, default: Problem } },
      config: { right: 'rule.write', audit: 'rule.test' },
    },
    async (request, reply) => {
      const tenantIds = request.body.tenantIds.map((tenantId) => requireTenant(request, tenantId))
      const started = await tests.start(requirePerson(request), tenantIds, request.body)
      noteAudit({ tenantIds, target: { ruleId: started.ruleId, testId: started.testId } })
      return reply.code(202).send(started)
    },
  )
  app.get(
    '/api/rule-tests',
    { schema: { response: { 200: BackTestList, default: Problem } }, config: { right: 'rule.write' } },
    async (request) => tests.list(requirePerson(request)),
  )
  app.get(
    '/api/rule-tests/:testId',
    {
      schema: { params: TestPath, response: { 200: BackTest, default: Problem } },
      config: { right: 'rule.write' },
    },
    async (request) => tests.find(requirePerson(request), request.params.testId),
  )
  app.delete(
    '/api/rule-tests/:testId',
    {
      schema: { params: TestPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'rule.write', audit: 'rule.test-cancel' },
    },
    async (request, reply) => {
      await tests.cancel(requirePerson(request), request.params.testId)
      return reply.code(204).send(null)
    },
  )
}

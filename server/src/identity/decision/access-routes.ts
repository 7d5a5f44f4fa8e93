import type { App } from '../../platform/http/app.ts'
import { addAccessRules, askerOf } from './ask-access.ts'
import { addCheckRoutes } from './check-routes.ts'
import type { Answer, Asker } from './decide.ts'
import { parseEvaluation, parseEvaluations } from './parse-question.ts'
import { parseSearch, type SearchKind } from './search.ts'
import type { DecisionPoint } from './service.ts'

/** Paths of AuthZEN 1.0, section 10.1: the suggested ones. */
const paths = {
  access_evaluation_endpoint: '/access/v1/evaluation',
  access_evaluations_endpoint: '/access/v1/evaluations',
  search_subject_endpoint: '/access/v1/search/subject',
  search_resource_endpoint: '/access/v1/search/resource',
  search_action_endpoint: '/access/v1/search/action',
} as const

/**
 * The decision point in the form of OpenID AuthZEN 1.0. The tenant is that of the API key, and of nothing else in the
 * request. These routes stand outside of /api/ and are described in docs/decision-point.md.
 */
export async function addAccessRoutes(
  app: App,
  point: DecisionPoint,
  publicUrl: string | undefined,
): Promise<void> {
  await app.register(async (scope) => {
    addAccessRules(scope as App)
    addDiscovery(scope as App, publicUrl)
    addEvaluations(scope as App, point)
    addSearches(scope as App, point)
    addCheckRoutes(scope as App, point)
  })
}

const hidden = { schema: { hide: true } } as const

/** Section 9: where this decision point answers. Open to anybody, as it is the same for everybody. */
function addDiscovery(app: App, publicUrl: string | undefined): void {
  app.get('/.well-known/authzen-configuration', hidden, async (request) => {
    const base = publicUrl ?? `${request.protocol}://${request.host}`
    const endpoints = Object.entries(paths).map(([name, path]) => [name, `${base}${path}`])
    return { policy_decision_point: base, ...Object.fromEntries(endpoints) }
  })
}

function addEvaluations(app: App, point: DecisionPoint): void {
  app.post(paths.access_evaluation_endpoint, hidden, async (request) => {
    const { tenantId, keyId } = await askerOf(request, point.resolveKey)
    const item = { kind: 'question', request: parseEvaluation(request.body) } as const
    const asker: Asker = { keyId, requestId: request.id }
    const [answer] = await point.decide(tenantId, [item], 'execute_all', asker)
    return shown(answer as Answer)
  })
  app.post(paths.access_evaluations_endpoint, hidden, async (request) => {
    const { tenantId, keyId } = await askerOf(request, point.resolveKey)
    const asked = parseEvaluations(request.body, point.batchMax)
    const asker: Asker = { keyId, requestId: request.id }
    if (asked.kind === 'batch') {
      const answers = await point.decide(tenantId, asked.items, asked.semantic, asker)
      return { evaluations: answers.map(shown) }
    }
    const item = { kind: 'question', request: asked.request } as const
    const [answer] = await point.decide(tenantId, [item], 'execute_all', asker)
    return shown(answer as Answer)
  })
}

function addSearches(app: App, point: DecisionPoint): void {
  for (const kind of ['subject', 'resource', 'action'] as const satisfies readonly SearchKind[])
    app.post(paths[`search_${kind}_endpoint`], hidden, async (request) => {
      const { tenantId } = await askerOf(request, point.resolveKey)
      const { results, nextToken } = await point.search(tenantId, parseSearch(kind, request.body))
      return { results, page: { next_token: nextToken, count: results.length } }
    })
}

/** Section 6.2: the decision, and in its context why, and under which id it is kept. */
function shown(answer: Answer) {
  if (answer.kind === 'fault')
    return { decision: false, context: { error: { status: 400, message: answer.detail } } }
  const { decision, decisionId, reason, stepUp } = answer
  const waiting =
    stepUp === undefined
      ? {}
      : { step_up: { id: stepUp.stepUpId, expires_at: stepUp.expiresAt.toISOString() } }
  return { decision, context: { id: decisionId, reason, ...waiting } }
}

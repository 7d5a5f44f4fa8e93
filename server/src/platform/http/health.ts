import { Type } from 'typebox'
import type { Lake } from '../lake/lake.ts'
import type { State } from '../state/state.ts'
import type { Region } from '../tenancy/tenant-id.ts'
import { version } from '../version.ts'
import type { App } from './app.ts'

const StoreHealth = Type.Object({
  kind: Type.String(),
  status: Type.Union([Type.Literal('up'), Type.Literal('down')]),
})
const Health = Type.Object({
  status: Type.Union([Type.Literal('up'), Type.Literal('degraded')]),
  version: Type.String(),
  region: Type.String(),
  lake: StoreHealth,
  state: StoreHealth,
})
type Health = Type.Static<typeof Health>

export type HealthParts = { readonly lake: Lake; readonly state: State; readonly region: Region }

/**
 * GET /api/health answers 200 while the process works, whatever its stores do: it says so in the body. GET /api/ready
 * answers 503 as long as a store is down, for load balancers. Neither needs a sign-in and neither says why.
 */
export function addHealth(app: App, parts: HealthParts): void {
  const schema = { response: { 200: Health, 503: Health } }
  app.get('/api/health', { schema, config: { access: 'open' } }, () => healthOf(parts))
  app.get('/api/ready', { schema, config: { access: 'open' } }, async (_, reply) => {
    const health = await healthOf(parts)
    return reply.code(health.status === 'up' ? 200 : 503).send(health)
  })
}

async function healthOf({ lake, state, region }: HealthParts): Promise<Health> {
  const [lakeHealth, stateUp] = await Promise.all([lake.health(), answers(state)])
  const up = lakeHealth.kind === 'up' && stateUp
  return {
    status: up ? 'up' : 'degraded',
    version,
    region,
    lake: { kind: lake.kind, status: lakeHealth.kind },
    state: { kind: state.kind, status: stateUp ? 'up' : 'down' },
  }
}

async function answers(state: State): Promise<boolean> {
  try {
    await state.asOperator(async () => undefined)
    return true
  } catch {
    return false
  }
}

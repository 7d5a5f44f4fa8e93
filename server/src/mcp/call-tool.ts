import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError, errorTable, isCountersignError } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import { type Counter, type Histogram, type Metrics, secondsBuckets } from '../platform/metrics/metric.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { failureOf, resultOf, type ToolResult } from './tool-result.ts'
import { TenantArgument, type Tool } from './tools/tool.ts'

export type CallParts = {
  readonly tools: readonly Tool[]
  readonly tenants: () => Promise<readonly { readonly tenantId: TenantId; readonly name: string }[]>
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly answerMaxBytes: number
}

/** Calls one tool by name in a person's name. Undefined: there is no such tool. Never throws for what a tool does. */
export type CallTool = (person: Person, name: string, input: unknown) => Promise<ToolResult | undefined>

export const listTenantsName = 'list_tenants'

type Meters = {
  readonly calls: Counter<'tool' | 'outcome'>
  readonly seconds: Histogram<'tool'>
}

export function openToolCalls(parts: CallParts): CallTool {
  const byName = new Map(parts.tools.map((one) => [one.name, one]))
  const meters = metersOf(parts)
  return async (person, name, input) => {
    const wanted = byName.get(name)
    if (wanted === undefined && name !== listTenantsName) return undefined
    const startedMs = parts.clock.now()
    const tenantId = namedTenant(input)
    noteAudit({ action: `mcp.${name.replaceAll('_', '-')}`, target: targetOf(input) })
    if (tenantId !== undefined) noteAudit({ tenantIds: [tenantId as TenantId] })
    try {
      const result = await (wanted === undefined
        ? listTenants(parts, person, input)
        : run(parts, wanted, person, input))
      meters.calls.add(1, { tool: name, outcome: 'done' })
      return result
    } catch (error) {
      meters.calls.add(1, { tool: name, outcome: noteFailure(parts, name, error) })
      return failureOf(tenantId, error)
    } finally {
      meters.seconds.observe((parts.clock.now() - startedMs) / 1000, { tool: name })
    }
  }
}

function metersOf({ metrics, tools }: CallParts): Meters {
  const labels = { tool: [...tools.map(({ name }) => name), listTenantsName] }
  return {
    calls: metrics.counter({
      name: 'countersign_mcp_calls_total',
      help: 'Calls of tools of the Model Context Protocol, by what came of them.',
      labels: { ...labels, outcome: ['done', 'refused', 'failed'] },
    }),
    seconds: metrics.histogram({
      name: 'countersign_mcp_call_seconds',
      help: 'How long calls of tools took.',
      labels,
      buckets: secondsBuckets,
    }),
  }
}

async function run(
  { answerMaxBytes }: CallParts,
  wanted: Tool,
  person: Person,
  input: unknown,
): Promise<ToolResult> {
  const { tenantId, ...own } = checked(inputSchema(wanted), input) as { readonly tenantId: string }
  const visible = person.tenantIds.find((one) => one === tenantId)
  if (visible === undefined) throw new CountersignError('NOT_FOUND', `tenant ${tenantId}`)
  if (!person.rights.has(wanted.right))
    throw new CountersignError('FORBIDDEN', `the key has not the right ${wanted.right}`)
  const data = await wanted.run({ tenantId: visible, person }, own as never)
  return resultOf(visible, data, answerMaxBytes)
}

/** The only tool without a tenant: it says which there are for this caller. */
async function listTenants(
  { tenants, answerMaxBytes }: CallParts,
  person: Person,
  input: unknown,
): Promise<ToolResult> {
  checked(Type.Object({}, { additionalProperties: false }), input ?? {})
  const items = (await tenants())
    .filter(({ tenantId }) => person.tenantIds.includes(tenantId))
    .map(({ tenantId, name }) => ({ tenantId, name }))
  noteAudit({ tenantIds: items.map(({ tenantId }) => tenantId) })
  return resultOf(undefined, { items }, answerMaxBytes)
}

/** What a tool takes: nothing besides, and no tenant by default. */
export function inputSchema({ input }: Tool) {
  return Type.Object({ tenantId: TenantArgument, ...input.properties }, { additionalProperties: false })
}

function checked(schema: TSchema, input: unknown): unknown {
  if (Value.Check(schema, input)) return input
  const [first] = Value.Errors(schema, input)
  const where =
    first?.instancePath === '' || first === undefined ? 'the arguments' : first.instancePath.slice(1)
  throw new CountersignError(
    'REQUEST_INVALID',
    `${where}: ${first?.message ?? 'they are not what the tool takes'}`,
  )
}

function namedTenant(input: unknown): string | undefined {
  const { tenantId } = (input ?? {}) as { readonly tenantId?: unknown }
  return typeof tenantId === 'string' ? tenantId.slice(0, 63) : undefined
}

/** Ids and searches as they were asked for; texts of proposals stand in the proposal. */
function targetOf(input: unknown): Readonly<Record<string, string>> {
  const named = ['tenantId', 'incidentId', 'eventId', 'identityKey', 'query', 'text', 'from', 'to'] as const
  const given = (typeof input === 'object' && input !== null ? input : {}) as Readonly<
    Record<string, unknown>
  >
  return Object.fromEntries(
    named.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name] as string]] : [])),
  )
}

function noteFailure({ log }: CallParts, tool: string, error: unknown): 'refused' | 'failed' {
  const code = isCountersignError(error) ? error.code : 'INTERNAL'
  const isFault = errorTable[code].status >= 500
  if (isFault) log.error({ err: error, tool }, 'a call of a tool failed')
  noteAudit({ target: { refused: code } })
  return isFault ? 'failed' : 'refused'
}

import type { Right } from '@countersign/api/person'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import type { Person } from '../../platform/auth/person.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

/** Who calls, within which tenant: one that the caller named exactly, and may see. */
export type ToolCall = { readonly tenantId: TenantId; readonly person: Person }

/**
 * One tool. Its input always has a `tenantId` besides what it declares, without a default; its output is what stands under
 * `data` of the result.
 */
export type Tool = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly right: Right
  /** A tool that does not only read makes a proposal, and nothing else. */
  readonly kind: 'reads' | 'proposes'
  readonly input: TObject
  readonly output: TSchema
  readonly run: (call: ToolCall, input: never) => Promise<unknown>
}

/** A tool as its author writes it: input and output are checked against what `run` takes and gives. */
export function tool<Input extends TObject, Output extends TSchema>(
  declared: Omit<Tool, 'input' | 'output' | 'run'> & {
    readonly input: Input
    readonly output: Output
    readonly run: (call: ToolCall, input: Static<Input>) => Promise<Static<Output>>
  },
): Tool {
  return declared as unknown as Tool
}

export const TenantArgument = Type.String({
  minLength: 1,
  maxLength: 63,
  description: 'Exact id of the tenant, as list_tenants gives it. There is no default.',
})

export const incidentId = Type.String({
  pattern: '^[0-9a-f]{32}$',
  description: 'Id of an incident, as search_incidents gives it.',
})

export const eventId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Id of an event, as search_events gives it or an explanation cites it.',
})

/** Names of a cursor and a page's size, within the bounds of answers for models. */
export const paging = {
  cursor: Type.Optional(Type.String({ maxLength: 4000, description: 'nextCursor of the page before.' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 50, description: 'Items of the page; default 20.' }),
  ),
}
export const pageDefault = 20

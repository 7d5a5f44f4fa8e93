import type { AwsRequest } from './aws-request.ts'
import type { HeldPolicy } from './held-policies.ts'
import type { KnownContext } from './known-context.ts'
import { hasWildcard } from './pattern.ts'
import { type PolicyStatement, statementsOf } from './policy-document.ts'
import { bearingOf, type StatementBearing } from './statement-bearing.ts'

/**
 * IAM's answer only grows when an allow is added or a deny taken away. So what is not known is bounded by two worlds: in
 * `least` it always turns out against the caller, in `most` always for the caller. Where both give the same answer, it is
 * the answer, whatever the unknown was.
 */
export type World = 'least' | 'most'

/** A policy as the simulator gets it, and where each of its statements comes from. */
export type WorldPolicy = {
  readonly name: string
  readonly document: { readonly Version: string; readonly Statement: readonly object[] }
  readonly origins: readonly StatementOrigin[]
}

export type StatementOrigin = {
  readonly policy: HeldPolicy
  readonly statement: PolicyStatement
  readonly bearing: StatementBearing
}

/** Every statement of the policies that may speak of the request. */
export function bearingStatements(
  policies: readonly HeldPolicy[],
  request: AwsRequest,
  context: KnownContext,
): readonly StatementOrigin[] {
  return policies.flatMap((policy) =>
    statementsOf(policy.document).flatMap((statement) => {
      const bearing = bearingOf(statement, request, context)
      return bearing === undefined || bearing.resource === 'no' ? [] : [{ policy, statement, bearing }]
    }),
  )
}

export function isOpenStatement({ bearing }: StatementOrigin): boolean {
  return bearing.open.length > 0
}

/** One policy out of the statements, as they stand in that world. Without statements it speaks of nothing. */
export function worldPolicy(
  name: string,
  statements: readonly StatementOrigin[],
  request: AwsRequest,
  world: World,
): WorldPolicy {
  const origins = statements.filter((origin) => !isOpenStatement(origin) || isKept(origin, world))
  const written = origins.map((origin) => statementIn(origin, request))
  const version = (statements[0]?.policy.document as { Version?: unknown } | undefined)?.Version
  return {
    name,
    document: {
      Version: typeof version === 'string' ? version : '2012-10-17',
      Statement: written.length > 0 ? written : [speaksOfNothing],
    },
    origins,
  }
}

function isKept({ statement }: StatementOrigin, world: World): boolean {
  return (statement.effect === 'allow') === (world === 'most')
}

export const speaksOfNothing = { Effect: 'Allow', Action: 'none:None', Resource: '*' } as const

export const allowsEverything = { Effect: 'Allow', Action: '*', Resource: '*' } as const

/** Open conditions are left out: whether the statement stands at all has been decided by the world. */
function statementIn({ statement, bearing }: StatementOrigin, request: AwsRequest): object {
  const { Condition: _, Sid: __, ...rest } = statement.source
  const closed = statement.conditions.filter((condition) => !bearing.openConditions.includes(condition))
  const isSettled = hasWildcard(request.resource) || bearing.resource === 'unknown'
  return {
    ...(isSettled && (statement.resources ?? statement.notResources) !== undefined ? settled(rest) : rest),
    ...(closed.length > 0 ? { Condition: conditionBlock(closed) } : {}),
  }
}

/** That the statement speaks of the resource is settled: the simulator needs not look at it again. */
function settled(source: Readonly<Record<string, unknown>>): object {
  const { Resource: _, NotResource: __, ...rest } = source
  return { ...rest, Resource: '*' }
}

function conditionBlock(conditions: PolicyStatement['conditions']): object {
  const block: Record<string, Record<string, readonly string[]>> = {}
  for (const { operator, key, values } of conditions) {
    const keys = block[operator] ?? {}
    block[operator] = { ...keys, [key]: values }
  }
  return block
}

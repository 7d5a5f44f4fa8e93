import { record, strings } from './json.ts'

/** Where a statement stands, so that whoever reads a path can open it. */
export type StatementRef = {
  /** Name or ARN of the policy. */
  readonly policy: string
  /** ARN of the principal or resource that the policy belongs to, or of the managed policy. */
  readonly holder: string
  readonly sid?: string
  /** Counted from 0 within the policy. */
  readonly index: number
}

/** One operator of one condition block: `StringEquals` over a key. */
export type ConditionTest = {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export type PolicyStatement = {
  readonly ref: StatementRef
  readonly effect: 'Allow' | 'Deny'
  /** Lower case: actions are compared without regard to it. */
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly principals: readonly PolicyPrincipal[]
  readonly notPrincipals: readonly PolicyPrincipal[]
  readonly conditions: readonly ConditionTest[]
}

/** `{ "AWS": "*" }` and `"*"` are both `{ type: 'AWS', value: '*' }`. */
export type PolicyPrincipal = { readonly type: string; readonly value: string }

/** More statements than any policy that AWS would take: what lies beyond is not read. */
const statementsMax = 2_000

/** The statements of a policy document. What is no statement is left out: it would grant nothing at AWS either. */
export function statementsOf(document: unknown, policy: string, holder: string): readonly PolicyStatement[] {
  const body = typeof document === 'string' ? parsed(document) : document
  const listed = record(body)?.Statement
  const statements = Array.isArray(listed) ? listed.slice(0, statementsMax) : [listed]
  return statements.flatMap((one: unknown, index) => {
    const statement = statementOf(one, { policy, holder, index })
    return statement === undefined ? [] : [statement]
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function statementOf(value: unknown, place: StatementRef): PolicyStatement | undefined {
  const body = record(value)
  if (body === undefined || (body.Effect !== 'Allow' && body.Effect !== 'Deny')) return undefined
  const sid = typeof body.Sid === 'string' && body.Sid !== '' ? { sid: body.Sid } : {}
  return {
    ref: { ...place, ...sid },
    effect: body.Effect,
    actions: strings(body.Action).map((action) => action.toLowerCase()),
    notActions: strings(body.NotAction).map((action) => action.toLowerCase()),
    resources: strings(body.Resource),
    notResources: strings(body.NotResource),
    principals: principalsOf(body.Principal),
    notPrincipals: principalsOf(body.NotPrincipal),
    conditions: conditionsOf(body.Condition),
  }
}

function principalsOf(value: unknown): readonly PolicyPrincipal[] {
  if (typeof value === 'string') return [{ type: 'AWS', value }]
  return Object.entries(record(value) ?? {}).flatMap(([type, listed]) =>
    strings(listed).map((one) => ({ type, value: one })),
  )
}

function conditionsOf(value: unknown): readonly ConditionTest[] {
  return Object.entries(record(value) ?? {}).flatMap(([operator, keys]) =>
    Object.entries(record(keys) ?? {}).map(([key, values]) => ({ operator, key, values: strings(values) })),
  )
}

import { type PolicyStatement, statementsOf } from '../aws/policy-document.ts'

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

export type PlacedStatement = PolicyStatement & { readonly ref: StatementRef }

/** The statements of a policy document, each with its place. */
export function placedStatements(
  document: unknown,
  policy: string,
  holder: string,
): readonly PlacedStatement[] {
  return statementsOf(document).map((statement) => {
    const { index, sid } = statement
    return { ...statement, ref: { policy, holder, index, ...(sid === undefined ? {} : { sid }) } }
  })
}

/** A trust policy that names one principal and asks for nothing else. */
export function trustNaming(principal: string, holder: string): readonly PlacedStatement[] {
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }
  return placedStatements({ Statement: statement }, 'trust', holder)
}

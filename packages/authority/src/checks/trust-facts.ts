import { accountOf } from '../aws/arn.ts'
import type { AwsPrincipal } from '../aws/aws-snapshot.ts'
import {
  type PolicyCondition,
  type PolicyStatement,
  policyHash,
  statementsOf,
} from '../aws/policy-document.ts'

/** One way in that a role's trust policy opens to somebody outside of its account. */
export type TrustedParty = {
  /** `oidc`, `saml`: an identity provider; `account`: another AWS account; `anybody`: `*` in the account's place. */
  readonly kind: 'oidc' | 'saml' | 'account' | 'anybody'
  /** The provider's ARN, the account's id, or `*`. */
  readonly name: string
  /** Values that conditions hold the token's subject to; undefined: no condition speaks of it. */
  readonly subjects: readonly string[] | undefined
  /** Values of `aud`; undefined: no condition speaks of it. */
  readonly audiences: readonly string[] | undefined
  readonly hasExternalId: boolean
  /** Conditions narrow it in another way: an organisation, a source, a tag. */
  readonly isNarrowed: boolean
  /** Of the statement in the trust policy, counted from 0. */
  readonly statement: number
}

export type TrustFacts = {
  readonly roleArn: string
  /** SHA-256 of the trust policy. */
  readonly policyHash: string
  readonly parties: readonly TrustedParty[]
  /** Services of the provider that may take the role, as `lambda.amazonaws.com`. */
  readonly services: readonly string[]
}

/** Who is let in by the trust policy of a role; undefined for a principal that has none. */
export function trustFacts({ arn, accountId, trust }: AwsPrincipal): TrustFacts | undefined {
  if (trust === undefined) return undefined
  const allowing = statementsOf(trust.document).filter(({ effect }) => effect === 'allow')
  return {
    roleArn: arn,
    policyHash: policyHash(trust.document),
    parties: allowing.flatMap((statement) => partiesOf(statement, accountId)),
    services: allowing.flatMap(({ principals = [] }) =>
      principals.filter(({ type }) => type === 'Service').map(({ value }) => value),
    ),
  }
}

function partiesOf(statement: PolicyStatement, ownAccount: string): readonly TrustedParty[] {
  const { conditions, index, principals = [] } = statement
  const facts = {
    subjects: valuesOf(conditions, /:sub$/i),
    audiences: valuesOf(conditions, /:aud$/i),
    hasExternalId: valuesOf(conditions, /^sts:externalid$/i) !== undefined,
    isNarrowed: conditions.some(({ key }) => !/(?::(?:sub|aud)|^sts:externalid)$/i.test(key)),
    statement: index,
  }
  return principals.flatMap(({ type, value }) => {
    const party = partyOf(type, value, ownAccount)
    return party === undefined ? [] : [{ ...party, ...facts }]
  })
}

function partyOf(
  type: string,
  value: string,
  ownAccount: string,
): Pick<TrustedParty, 'kind' | 'name'> | undefined {
  if (type === 'Federated') return { kind: /:saml-provider\//.test(value) ? 'saml' : 'oidc', name: value }
  if (type !== 'AWS') return undefined
  if (value === '*') return { kind: 'anybody', name: '*' }
  const account = /^\d{12}$/.test(value) ? value : accountOf(value)
  return account === undefined || account === ownAccount ? undefined : { kind: 'account', name: account }
}

/** Only operators that hold a value to what is listed: `…IfExists` and negations let through what has none. */
const holding = /^(?:ForAnyValue:)?String(?:Equals|Like|EqualsIgnoreCase)$/i

function valuesOf(conditions: readonly PolicyCondition[], key: RegExp): readonly string[] | undefined {
  const own = conditions.filter((one) => key.test(one.key) && holding.test(one.operator))
  return own.length === 0 ? undefined : own.flatMap(({ values }) => values)
}

import { commonText } from '../aws/common-text.ts'
import { speaksOfAction, substituted } from '../aws/statement-bearing.ts'
import type { Access, AccessRequest, PrincipalAuthority } from './access.ts'
import { type ContextFacts, keyLookup } from './condition.ts'
import { type Judged, judgeStatements } from './judge-statements.ts'
import { namingOf } from './named-principal.ts'
import type { PlacedStatement, StatementRef } from './placed-statement.ts'
import { requestFacts } from './request-facts.ts'

/** Candidate names tried for something that is yet to be made. */
const candidatesMax = 256

/**
 * Whether a principal may do something: an allow, within its boundary and every level of its organisation's policies, and
 * no deny that matches. Undefined when it may not. An `open` target asks whether any name will do.
 */
export function decideAccess(principal: PrincipalAuthority, request: AccessRequest): Access | undefined {
  return decideTogether(principal, [request])?.[0]
}

/**
 * The same for several actions on one thing: where its name is open, one name has to serve them all. A name for which
 * nothing depends on a condition is preferred.
 */
export function decideTogether(
  principal: PrincipalAuthority,
  requests: readonly AccessRequest[],
): readonly Access[] | undefined {
  const [first] = requests
  if (first?.target.open !== true) return everyAccess(principal, requests)
  let best: readonly Access[] | undefined
  for (const arn of candidates(principal, requests)) {
    const answer = everyAccess(
      principal,
      requests.map((request) => ({ ...request, target: { ...request.target, arn } })),
    )
    if (answer?.every(({ unsure }) => unsure.length === 0) === true) return answer
    best ??= answer
  }
  return best
}

function everyAccess(
  principal: PrincipalAuthority,
  requests: readonly AccessRequest[],
): readonly Access[] | undefined {
  const found: Access[] = []
  for (const request of requests) {
    const answer = decideOn(principal, request, requestFacts(principal, request))
    if (answer === undefined) return undefined
    found.push(answer)
  }
  return found
}

/** Names that at least one pattern of the principal's policies shares with what is asked for. */
function candidates(
  { identity, boundary, scps, ...rest }: PrincipalAuthority,
  requests: readonly AccessRequest[],
): ReadonlySet<string> {
  const found = new Set<string>()
  const statements = [identity, Array.isArray(boundary) ? boundary : [], ...scps].flat()
  for (const request of requests) {
    const lookup = keyLookup(requestFacts({ identity, scps, ...rest }, request))
    for (const statement of [...statements, ...(request.target.policy ?? [])]) {
      if (!speaksOfAction(statement, request.action)) continue
      for (const pattern of statement.resources ?? statement.notResources ?? []) {
        const text = commonText(substituted(pattern, lookup).text, request.target.arn)
        if (text !== undefined) found.add(text)
        if (found.size >= candidatesMax) return found
      }
    }
  }
  return found
}

function decideOn(
  principal: PrincipalAuthority,
  request: AccessRequest,
  facts: ContextFacts,
): Access | undefined {
  const own = request.target.policy ?? []
  const naming = own.filter((statement) => namingOf(statement, principal) !== 'none')
  const denied = denials(principal, [...principal.identity, ...naming], request, facts)
  if (denied === 'denied') return undefined
  const granted = grant(principal, naming, request, facts)
  if (granted === undefined) return undefined
  return { arn: request.target.arn, by: granted.by, unsure: unique([...granted.unsure, ...denied]) }
}

/** Denies of every layer: `denied`, or the keys on which a deny hangs. */
function denials(
  { boundary, scps }: PrincipalAuthority,
  statements: readonly PlacedStatement[],
  request: AccessRequest,
  facts: ContextFacts,
): 'denied' | readonly string[] {
  const bounding = [...(Array.isArray(boundary) ? boundary : []), ...scps.flat()]
  const judged = judgeStatements([...statements, ...bounding], 'deny', request, facts)
  if (judged.sure.length > 0) return 'denied'
  return judged.perhaps.flatMap(({ unsure }) => unsure)
}

type Grant = { readonly by: readonly StatementRef[]; readonly unsure: readonly string[] }

function grant(
  principal: PrincipalAuthority,
  naming: readonly PlacedStatement[],
  request: AccessRequest,
  facts: ContextFacts,
): Grant | undefined {
  const allow = (statements: readonly PlacedStatement[]): Grant | undefined =>
    best(judgeStatements(statements, 'allow', request, facts))
  const bounds = withinBounds(principal, allow)
  const identity = allow(principal.identity)
  const byName = allow(naming.filter((statement) => namingOf(statement, principal) === 'itself'))
  const needsTrust = isAssumption(request.action)
  const sameAccount = principal.accountId === request.target.accountId
  if (sameAccount && byName !== undefined) return namedGrant(principal, byName, bounds)
  if (principal.kind === 'external') return byName
  if (identity === undefined || bounds === undefined) return undefined
  if (sameAccount && !needsTrust) return joined(identity, bounds)
  const named = byName ?? allow(naming)
  return named === undefined ? undefined : joined(identity, named, bounds)
}

/** A role is taken only by whom its trust policy names, whatever the caller's own policies say. */
function isAssumption(action: string): boolean {
  return /^sts:assumerole/i.test(action)
}

/**
 * Within an account a resource policy that names the caller suffices. A boundary's silence limits a role named so, not a
 * user (IAM user guide, "Evaluating effective permissions with boundaries"); organisation policies limit both.
 */
function namedGrant(
  principal: PrincipalAuthority,
  byName: Grant,
  bounds: Grant | undefined,
): Grant | undefined {
  if (principal.kind === 'external') return byName
  if (bounds !== undefined) return joined(byName, bounds)
  return principal.kind === 'user' && principal.scps.length === 0 ? byName : undefined
}

/** The allow of each bounding layer; undefined when one of them is silent. */
function withinBounds(
  { boundary, scps }: PrincipalAuthority,
  allow: (statements: readonly PlacedStatement[]) => Grant | undefined,
): Grant | undefined {
  const layers = [...(Array.isArray(boundary) ? [boundary as readonly PlacedStatement[]] : []), ...scps]
  const unsure: string[] = boundary === 'unknown' ? ['permissions boundary'] : []
  for (const layer of layers) {
    const allowed = allow(layer)
    if (allowed === undefined) return undefined
    unsure.push(...allowed.unsure)
  }
  return { by: [], unsure }
}

/** A certain statement beats one that hangs on a condition. */
function best({ sure, perhaps }: Judged): Grant | undefined {
  const [first] = sure
  if (first !== undefined) return { by: [first], unsure: [] }
  const [perhapsFirst] = perhaps.toSorted((a, b) => a.unsure.length - b.unsure.length)
  return perhapsFirst === undefined ? undefined : { by: [perhapsFirst.ref], unsure: perhapsFirst.unsure }
}

function joined(...grants: readonly Grant[]): Grant {
  return { by: grants.flatMap(({ by }) => by), unsure: unique(grants.flatMap(({ unsure }) => unsure)) }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

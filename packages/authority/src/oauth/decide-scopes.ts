import type { AuthorityDecision, PolicyStatementRef } from '@countersign/explanation/explanation'
import { policyHash } from '../aws/policy-document.ts'
import { type GitHubNeed, gitHubNeed } from '../github/action-permissions.ts'

export const scopeEvaluator = { name: 'countersign/scopes', version: '1' } as const

/**
 * What a credential was given. `permissions`: of an app installation, a workflow or a fine-grained token
 * (`contents:write`, `read-all`); `scopes`: of a classic token or an OAuth client (`repo`, `ledger.read`).
 * `actsAs`: `itself`, or a `person` whose own rights it never exceeds.
 */
export type ScopeGrants = {
  /** Whose: for the citation. */
  readonly holder: string
  readonly kind: 'permissions' | 'scopes'
  readonly held: readonly string[]
  readonly actsAs: 'itself' | 'person'
  /** ISO 8601, UTC: when they were read. */
  readonly takenAt: string
}

/** What an API asks for: any one of the lists, each of which is needed whole (OpenAPI 3.1, "Security Requirement Object"). */
export type ScopeNeed = { readonly operation: string; readonly anyOf: readonly (readonly string[])[] }

/** Whether a GitHub credential lets the audited action through; `undetermined` says what is missing. */
export function decideGitHubScopes(action: string, grants: ScopeGrants | undefined): AuthorityDecision {
  const wanted = gitHubNeed(action)
  if (wanted === undefined) return undetermined(`It is not known here which permission ${action} needs.`)
  if (grants === undefined)
    return undetermined('The permissions of the credential that was used were not given.')
  const at = grants.held.findIndex((held) => covers(held, wanted, grants.kind))
  const words =
    grants.kind === 'permissions' ? `${wanted.permission}:${wanted.level}` : wanted.scopes.join(' or ')
  return at === -1 ? refused(action, words, grants) : allowed(grants, [at])
}

/** Whether an OAuth client's scopes let it call an operation of an API. */
export function decideScopes(need: ScopeNeed, grants: ScopeGrants | undefined): AuthorityDecision {
  if (need.anyOf.length === 0) return undetermined(`Which scopes ${need.operation} needs was not given.`)
  if (grants === undefined) return undetermined('The scopes of the token were not given.')
  const satisfied = need.anyOf.find((all) => all.every((scope) => grants.held.includes(scope)))
  const words = need.anyOf.map((all) => all.join(' and ')).join(', or ')
  return satisfied === undefined
    ? refused(need.operation, words, grants)
    : allowed(
        grants,
        satisfied.map((scope) => grants.held.indexOf(scope)),
      )
}

/** Parents contain their children: `admin:org` holds `write:org`, which holds `read:org`. */
const contains: Readonly<Record<string, readonly string[]>> = {
  'admin:org': ['write:org', 'read:org'],
  'write:org': ['read:org'],
  'admin:repo_hook': ['write:repo_hook', 'read:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
}

function covers(held: string, wanted: GitHubNeed, kind: ScopeGrants['kind']): boolean {
  if (kind === 'scopes')
    return (
      wanted.scopes.includes(held) || (contains[held] ?? []).some((scope) => wanted.scopes.includes(scope))
    )
  if (held === 'write-all') return true
  if (held === 'read-all') return wanted.level === 'read'
  const [permission, level] = held.split(':')
  const levels = wanted.level === 'read' ? ['read', 'write', 'admin'] : ['write', 'admin']
  return permission === wanted.permission && levels.includes(level ?? '')
}

function allowed(grants: ScopeGrants, at: readonly number[]): AuthorityDecision {
  return {
    ...frame(grants),
    result: 'allowed',
    deciding: at.map((index) => statement(grants, index)),
    missing:
      grants.actsAs === 'person'
        ? [`Taken for granted: ${grants.holder} may do it as a person; a token never exceeds that.`]
        : [],
  }
}

function refused(operation: string, words: string, grants: ScopeGrants): AuthorityDecision {
  return {
    ...frame(grants),
    result: 'denied',
    denial: 'implicit',
    because: `${operation} needs ${words}, which ${grants.holder} was not given.`,
    deciding: [],
    missing: [],
  }
}

function undetermined(missing: string): AuthorityDecision {
  return { ...frame(undefined), result: 'undetermined', deciding: [], missing: [missing] }
}

function frame(grants: ScopeGrants | undefined) {
  return {
    notBlockedBy: [],
    conditions: [],
    made: 'reconstructed' as const,
    evaluator: scopeEvaluator,
    ...(grants === undefined
      ? {}
      : { snapshot: { takenAt: grants.takenAt, hash: policyHash([...grants.held]) } }),
  }
}

function statement({ holder, held }: ScopeGrants, index: number): PolicyStatementRef {
  return {
    policyType: 'scope',
    policyId: holder,
    version: policyHash([...held]),
    index,
    effect: 'allow',
    text: held[index] ?? '',
  }
}

import type { IdentityKind } from '../inventory/inventory-item.ts'
import { agentChecks, rogueAgent } from './agent-checks.ts'
import type { Check, CheckInput } from './check.ts'
import { nobodyAnswers, ownerLeft, retiredButLive } from './offboarding-checks.ts'
import { overPrivileged } from './privilege-checks.ts'
import { insecureAuthentication, leakedSecret, longLivedSecret, outlivesPurpose } from './secret-checks.ts'
import {
  environmentIsolation,
  humanUse,
  looseTrust,
  reusedIdentity,
  thirdPartyTrust,
  vulnerableThirdParty,
} from './trust-checks.ts'

/** Every check, in the order of the OWASP lists. */
export const checks: readonly Check[] = [
  ownerLeft,
  retiredButLive,
  nobodyAnswers,
  leakedSecret,
  vulnerableThirdParty,
  thirdPartyTrust,
  insecureAuthentication,
  overPrivileged,
  looseTrust,
  longLivedSecret,
  outlivesPurpose,
  environmentIsolation,
  reusedIdentity,
  humanUse,
  ...agentChecks,
  rogueAgent,
]

const byId = new Map(checks.map((check) => [check.id, check]))

export const checkOf = (id: string): Check | undefined => byId.get(id)

/** People and a provider's own services are nobody's to offboard here. */
const notJudged: ReadonlySet<IdentityKind> = new Set(['person', 'cloud-service'])

export function concerns({ kinds }: Check, kind: IdentityKind): boolean {
  return kinds.length === 0 ? !notJudged.has(kind) : kinds.includes(kind)
}

export type CoverageRow = {
  readonly checkId: string
  readonly owasp: readonly string[]
  readonly decidedFrom: readonly CheckInput[]
  /** What of it nobody can tell from these, in words. */
  readonly undecidable: string | undefined
}

/** What each check is decided from, and what stays undecided whatever is given. */
export function checkCoverage(): readonly CoverageRow[] {
  return checks.map(({ id, owasp, needs, undecidable }) => ({
    checkId: id,
    owasp,
    decidedFrom: needs.filter((input) => input !== 'none'),
    undecidable,
  }))
}

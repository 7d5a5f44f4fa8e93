import {
  type AgentFacts,
  type CheckedIdentity,
  type CheckSubject,
  dayMs,
  type FindingFact,
  type HeldMandate,
  held,
  notHeld,
} from '@countersign/authority/checks/check-subject'
import { type TrustFacts, trustFacts } from '@countersign/authority/checks/trust-facts'
import type { AuthoritySets } from '@countersign/explanation/explanation'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { agentFacts } from './agent-facts.ts'
import { checkRuleIds } from './check-finding.ts'
import { type Behind, findingsAbout, observedDays, standingBehind } from './lake-facts.ts'
import type { CheckParts } from './parts.ts'
import { openStandings, type Standings } from './standing.ts'

/** What checks of all identities of a tenant are decided on, read once for a pass. */
export type TenantFacts = {
  readonly nowMs: number
  readonly fromMs: number
  readonly behind: Behind
  readonly findings: ReadonlyMap<string, readonly FindingFact[]>
  readonly mandates: ReadonlyMap<string, readonly HeldMandate[]>
  /** Roles and users of the AWS policy in force, by identity key; undefined where none is in force. */
  readonly aws: ReadonlyMap<string, TrustFacts | undefined> | undefined
  readonly standings: Standings
  /** Read only when an agent is judged. */
  readonly agents: () => Promise<ReadonlyMap<string, AgentFacts>>
}

/** Errors: LAKE_DOWN, STATE_DOWN. */
export async function readTenantFacts(parts: CheckParts, tenantId: TenantId): Promise<TenantFacts> {
  const { lake, state, clock, limits } = parts
  const nowMs = clock.now()
  const fromMs = nowMs - observedDays * dayMs
  const own = lake.forTenant(tenantId)
  const [behind, findings, mandates, policy] = await Promise.all([
    standingBehind(own, fromMs),
    findingsAbout(own, fromMs, checkRuleIds),
    state.forTenant(tenantId, parts.mandates),
    parts.policyNow(tenantId),
  ])
  let agents: Promise<ReadonlyMap<string, AgentFacts>> | undefined
  return {
    nowMs,
    fromMs,
    behind,
    findings,
    mandates: Map.groupBy(mandates, ({ mandate }) => mandate.identityKey),
    aws:
      policy.aws === undefined
        ? undefined
        : new Map(policy.aws.principals.map((one) => [awsKeyOfArn(one.arn) ?? one.arn, trustFacts(one)])),
    standings: openStandings(parts, tenantId),
    agents: () => {
      agents ??= parts
        .spans(tenantId, fromMs, limits.identityCheckSpansMax)
        .then((events) => agentFacts(events, mandates))
      return agents
    },
  }
}

/** What is known of one identity beside its record. */
export type OwnFacts = {
  readonly retiredSinceMs: number | undefined
  readonly sets: AuthoritySets | undefined
  readonly lastEventId: string | undefined
}

/** Everything that checks of one identity are decided on. `facts.standings` has been looked up for it. */
export async function subjectOf(
  facts: TenantFacts,
  identity: CheckedIdentity,
  own: OwnFacts,
): Promise<CheckSubject> {
  const { nowMs, standings } = facts
  const { keys } = identity
  const of = <T>(map: ReadonlyMap<string, readonly T[]>) => keys.flatMap((key) => map.get(key) ?? [])
  const agents = identity.kind === 'ai-agent' ? await facts.agents() : undefined
  return {
    nowMs,
    identity,
    ...(own.retiredSinceMs === undefined ? {} : { retiredSinceMs: own.retiredSinceMs }),
    standingOf: standings.of,
    mandates: of(facts.mandates),
    trust: trustOf(facts, keys),
    sets: own.sets === undefined ? notHeld(setsMissing(facts, keys)) : held(own.sets),
    use: held({
      fromMs: facts.fromMs,
      toMs: nowMs,
      lastMs: identity.lastUsedAt === undefined ? undefined : Date.parse(identity.lastUsedAt),
      lastEventId: own.lastEventId,
      humans: of(facts.behind.humans),
      takers: of(facts.behind.takers),
    }),
    findings: held(of(facts.findings)),
    agent: agents === undefined ? notHeld('It is no AI agent.') : held(agentOf(agents, keys)),
  }
}

function agentOf(agents: ReadonlyMap<string, AgentFacts>, keys: readonly string[]): AgentFacts {
  const known = keys.flatMap((key) => agents.get(key) ?? [])
  return {
    misuses: known.flatMap(({ misuses }) => misuses),
    notJudged: known.flatMap(({ notJudged }) => notJudged),
    steps: known.reduce((sum, { steps }) => sum + steps, 0),
  }
}

export const isAwsPrincipal = ({ aws }: TenantFacts, keys: readonly string[]): boolean =>
  aws !== undefined && keys.some((key) => aws.has(key))

function trustOf({ aws }: TenantFacts, keys: readonly string[]): CheckSubject['trust'] {
  if (aws === undefined) return notHeld('No AWS policy is in force: push a configuration of the account.')
  const trust = keys.map((key) => aws.get(key)).find((one) => one !== undefined)
  return trust === undefined ? notHeld('The policy in force holds no trust policy of it.') : held(trust)
}

function setsMissing(facts: TenantFacts, keys: readonly string[]): string {
  return isAwsPrincipal(facts, keys)
    ? 'Its sets of authority have not been worked out yet: a pass does so for a few identities.'
    : 'No policy is held from which its grants could be worked out.'
}

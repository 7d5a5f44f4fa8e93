import type { AwsPrincipal } from '../aws/aws-snapshot.ts'
import { speaksOfAction } from '../aws/statement-bearing.ts'
import { type ContextFacts, judgeConditions, type KeyFact } from './condition.ts'
import { decideAccess } from './decide-access.ts'
import type { RuleCandidate } from './rule-candidate.ts'
import { rolesForService, targetOfPrincipal, type World } from './world.ts'

export type ServiceTrust = {
  readonly role: AwsPrincipal
  readonly service: string
  readonly unsure: readonly string[]
}

/** Roles of an account that one of the services may take, by their trust policies. */
export function rolesForServices(
  world: World,
  services: readonly string[],
  accountId: string,
): readonly ServiceTrust[] {
  const found = new Map<string, ServiceTrust>()
  for (const service of services)
    for (const role of rolesForService(world, service, accountId)) {
      const unsure = admits(world, role, service)
      if (unsure !== undefined && !found.has(role.arn)) found.set(role.arn, { role, service, unsure })
    }
  return [...found.values()]
}

/** The keys that a service's admission hangs on; undefined when the trust policy does not admit it. */
function admits(world: World, role: AwsPrincipal, service: string): readonly string[] | undefined {
  const facts = serviceFacts(role.accountId)
  const naming = (world.trust.get(role.arn) ?? []).filter(
    (statement) =>
      speaksOfAction(statement, 'sts:AssumeRole') &&
      statement.principals?.some(({ type, value }) => type === 'Service' && value === service) === true,
  )
  const judged = (effect: 'allow' | 'deny') =>
    naming
      .filter((one) => one.effect === effect)
      .map(({ conditions }) => judgeConditions(conditions, facts, effect))
      .filter(({ truth }) => truth !== 'no')
  const denies = judged('deny')
  const allows = judged('allow').toSorted((a, b) => a.unsure.length - b.unsure.length)
  const [best] = allows
  if (best === undefined || denies.some(({ truth }) => truth === 'yes')) return undefined
  return [...new Set([best, ...denies].flatMap(({ unsure }) => unsure))]
}

/** A service acts for what the caller makes in its own account, under a name the caller chooses. */
function serviceFacts(accountId: string): ContextFacts {
  const facts: Readonly<Record<string, KeyFact>> = {
    'aws:sourceaccount': { kind: 'values', values: [accountId] },
    'aws:sourcearn': { kind: 'free' },
    'aws:principalisawsservice': { kind: 'values', values: ['true'] },
    'aws:securetransport': { kind: 'values', values: ['true'] },
  }
  return (key) => facts[key] ?? { kind: 'unknown' }
}

/**
 * A stack set's administration role is passed, and takes the execution role in its own right. What is passed is the
 * target of `iam:PassRole`; where it leads is the execution role.
 */
export function throughAdministrators(
  world: World,
  administrators: readonly ServiceTrust[],
  made: string,
): readonly RuleCandidate[] {
  return administrators.flatMap(({ role, service, unsure }) => {
    const authority = world.authorities.get(role.arn)
    if (authority === undefined) return []
    return world.roles.flatMap((execution) => {
      if (execution.arn === role.arn) return []
      const target = targetOfPrincipal(world, execution)
      const access = decideAccess(authority, { action: 'sts:AssumeRole', target })
      if (access === undefined) return []
      return [
        {
          target: targetOfPrincipal(world, role),
          to: { principal: execution.arn },
          via: { type: made },
          passedTo: service,
          assumes: [],
          unsure: [...unsure, ...access.unsure],
        },
      ]
    })
  })
}

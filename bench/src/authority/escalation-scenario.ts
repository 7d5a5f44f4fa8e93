import { type DataStore, dataStoresOf } from '@countersign/authority/escalation/data-store'
import { type EscalationGraph, escalationGraph } from '@countersign/authority/escalation/escalation-graph'
import { type EscalationPath, pathsToStore } from '@countersign/authority/escalation/escalation-path'
import { parseHcl } from '@countersign/authority/terraform/parse-hcl'
import { terraformSnapshot } from '@countersign/authority/terraform/terraform-snapshot'
import { type AnswerGraph, answerGraph, comparableName, type Scenario } from './escalation-answer.ts'

/** How far what was found equals what was drawn. */
export type ScenarioScore = {
  readonly scenario: string
  /** Principals, targets and the hops between them are equal. */
  readonly isEqual: boolean
  /** The resources in between that the configuration declares are equal, too. */
  readonly isEqualBetween: boolean
  readonly isReached: boolean
  readonly hasId: boolean | undefined
  readonly admins: readonly { readonly wanted: boolean; readonly found: boolean }[]
  /** Ids of the hops found. */
  readonly ids: readonly string[]
  /** Why principals and hops are not equal, one by one. */
  readonly reasons: readonly string[]
  /** The same for resources in between. */
  readonly between: readonly string[]
}

const takenAt = '2026-01-01T00:00:00Z'

export async function scoreScenario({ scenario, files, label }: Scenario): Promise<ScenarioScore> {
  const listed = Object.entries(files).map(([path, body]) => ({ path, text: JSON.stringify(body) }))
  const graph = escalationGraph(await terraformSnapshot(listed, parseHcl, takenAt))
  const answer = answerGraph(label)
  const names = declaredNames(graph)
  const ways = waysOf(graph, answer, names)
  const found = foundGraph(ways)
  const reasons = differences(answer, found, names)
  const inBetween = between(answer, found, names)
  return {
    scenario,
    isEqual: reasons.length === 0,
    isEqualBetween: inBetween.length === 0,
    isReached: ways.length > 0,
    hasId:
      label.pathfinding_id === undefined
        ? undefined
        : ways.some(({ hops }) => hops.some(({ rule }) => rule === label.pathfinding_id)),
    admins: adminVerdicts(graph, answer, names, ways),
    ids: [...new Set(ways.flatMap(({ hops }) => hops.map(({ rule }) => rule)))],
    reasons,
    between: inBetween,
  }
}

/** Comparable name → ARN of everything the configuration declares. */
function declaredNames({ world }: EscalationGraph): ReadonlyMap<string, string> {
  const resources = [...world.resources.values()].flat().map(({ arn }) => arn)
  const groups = world.groups.map(({ arn }) => arn)
  return new Map(
    [...world.authorities.keys(), ...groups, ...resources].map((arn) => [comparableName(arn), arn]),
  )
}

function waysOf(
  graph: EscalationGraph,
  { starts, targets }: AnswerGraph,
  names: ReadonlyMap<string, string>,
): readonly EscalationPath[] {
  const stores = new Map(dataStoresOf(graph.world).map((store) => [store.resource.arn, store]))
  return starts.flatMap(({ arn: drawn }) => {
    const from = drawn === undefined ? undefined : principalOf(graph, names.get(comparableName(drawn)))
    if (from === undefined) return []
    return targets.flatMap(({ arn }) => {
      const store: DataStore | undefined = stores.get(names.get(comparableName(arn ?? '')) ?? '')
      return store === undefined ? [] : pathsToStore(graph, { principal: from }, store)
    })
  })
}

/** A start that runs as a role, such as a function that anybody may call, stands as that role. */
function principalOf({ world }: EscalationGraph, arn: string | undefined): string | undefined {
  if (arn === undefined || world.authorities.has(arn)) return arn
  return [...world.resources.values()].flat().find((resource) => resource.arn === arn)?.runsAs
}

type FoundGraph = {
  readonly nodes: ReadonlySet<string>
  readonly between: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
}

function foundGraph(ways: readonly EscalationPath[]): FoundGraph {
  const nodes = new Set<string>()
  const between = new Set<string>()
  const edges = new Set<string>()
  for (const { principal, hops, escalatesTo } of ways) {
    const stands = [principal, ...hops.map(({ to }) => to.principal), escalatesTo].map(comparableName)
    for (const [index, name] of stands.entries()) {
      nodes.add(name)
      const next = stands[index + 1]
      if (next !== undefined) edges.add(`${name} → ${next}`)
    }
    for (const { via } of hops) if (via?.arn !== undefined) between.add(comparableName(via.arn))
  }
  return { nodes, between, edges }
}

function differences(
  answer: AnswerGraph,
  found: FoundGraph,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const declared = (name: string): boolean => names.has(name)
  const undeclared = [...answer.nodes.keys()].filter(
    (name) => !declared(name) && !name.startsWith('persistence'),
  )
  const missing = [...answer.nodes.keys()].filter((name) => declared(name) && !found.nodes.has(name))
  const extra = [...found.nodes].filter((name) => !answer.nodes.has(name))
  const lacking = [...answer.edges].filter((edge) => !found.edges.has(edge))
  const more = [...found.edges].filter((edge) => !answer.edges.has(edge))
  return [
    ...undeclared.map((name) => `drawn, and not declared in the configuration: ${name}`),
    ...missing.map((name) => `drawn, and on no path found: ${name}`),
    ...extra.map((name) => `on a path found, and not drawn: ${name}`),
    ...lacking.map((edge) => `hop drawn, and not found: ${edge}`),
    ...more.map((edge) => `hop found, and not drawn: ${edge}`),
  ]
}

function between(
  answer: AnswerGraph,
  found: FoundGraph,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const drawn = [...answer.between.keys()].filter((name) => names.has(name))
  return [
    ...drawn
      .filter((name) => !found.between.has(name))
      .map((name) => `resource drawn between, and not on a path found: ${name}`),
    ...[...found.between]
      .filter((name) => names.has(name) && !answer.between.has(name) && !hasUnnamed(name))
      .map((name) => `resource on a path found, and not drawn: ${name}`),
  ]
}

/** A machine has no name before it runs; a drawing invents one. */
function hasUnnamed(name: string): boolean {
  return name.includes('*') || name === 'ec2 instance'
}

/** Whether each drawn principal runs the account, before or on the path. */
function adminVerdicts(
  graph: EscalationGraph,
  { nodes }: AnswerGraph,
  names: ReadonlyMap<string, string>,
  ways: readonly EscalationPath[],
): ScenarioScore['admins'] {
  const onTheWay = ways.flatMap(({ hops }) => hops.map(({ to }) => to)).filter(graph.isAdmin)
  const reached = new Set(onTheWay.map(({ principal }) => principal))
  return [...nodes].flatMap(([name, { isAdmin, type }]) => {
    const arn = names.get(name)
    if (type !== 'principal' || arn === undefined || !graph.world.authorities.has(arn)) return []
    return [{ wanted: isAdmin === true, found: graph.isAdmin({ principal: arn }) || reached.has(arn) }]
  })
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One labelled scenario: a configuration and the graph that its authors drew of it. */
export type Scenario = {
  readonly scenario: string
  readonly files: Readonly<Record<string, unknown>>
  readonly label: ScenarioLabel
}

export type ScenarioLabel = {
  readonly scenario: string
  readonly pathfinding_id?: string
  readonly attack_map: { readonly nodes: readonly AnswerNode[]; readonly edges: readonly AnswerEdge[] }
}

export type AnswerNode = {
  readonly id: string
  readonly type: string
  readonly arn?: string
  readonly isAdmin?: boolean
  readonly isTarget?: boolean
}

export type AnswerEdge = { readonly from: string; readonly to: string }

export function readScenarios(folder: string): readonly Scenario[] {
  const lines = (text: string): readonly unknown[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  const labels = lines(readFileSync(join(folder, 'labels.jsonl'), 'utf8')) as readonly ScenarioLabel[]
  const byName = new Map(labels.map((label) => [label.scenario, label]))
  const rows = lines(gunzipSync(readFileSync(join(folder, 'configurations.jsonl.gz'))).toString())
  return (rows as readonly Omit<Scenario, 'label'>[]).flatMap((row) => {
    const label = byName.get(row.scenario)
    return label === undefined ? [] : [{ ...row, label }]
  })
}

/**
 * An ARN as both sides can be compared: accounts and regions left out, what is filled in only at deployment as `*`, and
 * one separator, because labels write `function/x` and `function:x`.
 */
export function comparableName(arn: string): string {
  const [, , service, , , ...rest] = arn.split(':')
  const resource = rest.join(':').replace(/\{[^}]*\}|<[^>]*>/g, '*')
  const oneSeparator = resource
    .replace(/[:/]+/g, '/')
    .replace(/\/\*$/, '')
    .replace(/^(task-definition\/[^/]+)\/\d+$/, '$1')
  // Labels leave out some of the parts that are filled in at deployment.
  return `${service} ${oneSeparator.replace(/\*(?:-\*)+/g, '*')}`
}

export type AnswerGraph = {
  readonly starts: readonly AnswerNode[]
  readonly targets: readonly AnswerNode[]
  /** Principals and targets, by their comparable names. */
  readonly nodes: ReadonlyMap<string, AnswerNode>
  /** Resources between them. */
  readonly between: ReadonlyMap<string, AnswerNode>
  /** `from → to` over principals and targets; what lies between is passed through. */
  readonly edges: ReadonlySet<string>
}

/** The drawn graph with everything that is no principal and no target passed through. */
export function answerGraph({ attack_map: { nodes, edges } }: ScenarioLabel): AnswerGraph {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const isEnd = (node: AnswerNode): boolean => node.type === 'principal' || node.isTarget === true
  const entered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to))
  const named = (wanted: (node: AnswerNode) => boolean): Map<string, AnswerNode> =>
    new Map(nodes.filter(wanted).map((node) => [nameOf(node), node]))
  const passed = new Set<string>()
  for (const node of nodes.filter(isEnd))
    for (const id of endsFrom(node.id, byId, edges, isEnd)) {
      const end = byId.get(id)
      if (end !== undefined) passed.add(`${nameOf(node)} → ${nameOf(end)}`)
    }
  return {
    starts: startsOf(nodes, entered),
    targets: nodes.filter(({ isTarget }) => isTarget === true),
    nodes: named(isEnd),
    between: named((node) => !isEnd(node)),
    edges: passed,
  }
}

/** Whoever nothing leads to; where that is no principal, the drawing begins with its first node. */
function startsOf(nodes: readonly AnswerNode[], entered: ReadonlySet<string>): readonly AnswerNode[] {
  const found = nodes.filter((node) => node.type === 'principal' && !entered.has(node.id))
  return found.length > 0 ? found : nodes.slice(0, 1)
}

function nameOf({ arn, id }: AnswerNode): string {
  return arn === undefined ? id : comparableName(arn)
}

function endsFrom(
  id: string,
  byId: ReadonlyMap<string, AnswerNode>,
  edges: readonly AnswerEdge[],
  isEnd: (node: AnswerNode) => boolean,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  return edges
    .filter(({ from, to }) => from === id && !seen.has(to))
    .flatMap(({ to }) => {
      const node = byId.get(to)
      if (node === undefined) return []
      return isEnd(node) ? [to] : endsFrom(to, byId, edges, isEnd, new Set([...seen, to]))
    })
}
